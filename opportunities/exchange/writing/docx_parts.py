"""The package of a Word document: its parts, their types and relationships.

Equal documents are equal bytes: neither time nor chance is in them.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from opportunities.exchange.writing.docx_styles import WORDPROCESSING, numbering, styles
from opportunities.exchange.writing.docx_xml import References, quoted, tag

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FORMATS = "http://schemas.openxmlformats.org"
OF_DOCUMENT = f"{FORMATS}/officeDocument/2006/relationships"
OF_PACKAGE = f"{FORMATS}/package/2006"
NAMESPACES = f'xmlns:w="{WORDPROCESSING}" xmlns:r="{OF_DOCUMENT}"'

KINDS = {
    "word/document.xml": "wordprocessingml.document.main",
    "word/styles.xml": "wordprocessingml.styles",
    "word/numbering.xml": "wordprocessingml.numbering",
    "word/settings.xml": "wordprocessingml.settings",
    "word/footer1.xml": "wordprocessingml.footer",
    "docProps/app.xml": "extended-properties",
    "docProps/custom.xml": "custom-properties",
}
CORE = "application/vnd.openxmlformats-package.core-properties+xml"
CUSTOM = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The identifier that marks custom properties."""


@dataclass(frozen=True, slots=True)
class Properties:
    """The properties of the document. `custom` are those by name."""

    title: str
    subject: str
    author: str
    keywords: str
    created: date | None
    custom: Mapping[str, str]


def package(
    body: str, footer: str, about: Properties, references: References, letters: int
) -> bytes:
    """Return the file, with lines in letters of this size. The body refers to the footer as
    "footer".
    """
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _package_relations(),
        "docProps/core.xml": _core(about),
        "docProps/app.xml": f'<Properties xmlns="{FORMATS}/officeDocument/2006/'
        f'extended-properties"><Application>CPD Frameworks</Application></Properties>',
        "docProps/custom.xml": _custom(about.custom),
        "word/document.xml": f"<w:document {NAMESPACES}>{tag('body', body)}</w:document>",
        "word/_rels/document.xml.rels": _relations(references.addresses),
        "word/styles.xml": styles(letters),
        "word/numbering.xml": numbering(references.starts),
        "word/settings.xml": _settings(),
        "word/footer1.xml": f"<w:ftr {NAMESPACES}>{footer}</w:ftr>",
    }
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        for name, part in parts.items():
            entry = ZipInfo(name)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, HEAD + part)
    return file.getvalue()


def _content_types() -> str:
    kinds = {name: f"application/vnd.openxmlformats-officedocument.{kind}+xml"
             for name, kind in KINDS.items()} | {"docProps/core.xml": CORE}  # fmt: skip
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items()
    )
    return (
        f'<Types xmlns="{OF_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relation(key: str, kind: str, target: str, is_outside: bool = False) -> str:
    outside = ' TargetMode="External"' if is_outside else ""
    return f'<Relationship Id="{key}" Type="{kind}" Target="{quoted(target)}"{outside}/>'


def _relationships(*relations: str) -> str:
    return f'<Relationships xmlns="{OF_PACKAGE}/relationships">{"".join(relations)}</Relationships>'


def _package_relations() -> str:
    core = f"{OF_PACKAGE}/relationships/metadata/core-properties"
    return _relationships(
        _relation("document", f"{OF_DOCUMENT}/officeDocument", "word/document.xml"),
        _relation("core", core, "docProps/core.xml"),
        _relation("app", f"{OF_DOCUMENT}/extended-properties", "docProps/app.xml"),
        _relation("custom", f"{OF_DOCUMENT}/custom-properties", "docProps/custom.xml"),
    )


def _relations(addresses: Mapping[str, str]) -> str:
    return _relationships(
        _relation("styles", f"{OF_DOCUMENT}/styles", "styles.xml"),
        _relation("numbering", f"{OF_DOCUMENT}/numbering", "numbering.xml"),
        _relation("settings", f"{OF_DOCUMENT}/settings", "settings.xml"),
        _relation("footer", f"{OF_DOCUMENT}/footer", "footer1.xml"),
        *(
            _relation(key, f"{OF_DOCUMENT}/hyperlink", address, is_outside=True)
            for address, key in addresses.items()
        ),
    )


def _core(about: Properties) -> str:
    properties = {
        "dc:title": about.title,
        "dc:subject": about.subject,
        "dc:creator": about.author,
        "cp:keywords": about.keywords,
        "dc:language": "en-GB",
    }
    texts = "".join(f"<{name}>{quoted(value)}</{name}>" for name, value in properties.items())
    if about.created:
        day = f"{about.created.isoformat()}T00:00:00Z"
        texts += f'<dcterms:created xsi:type="dcterms:W3CDTF">{day}</dcterms:created>'
    return (
        f'<cp:coreProperties xmlns:cp="{OF_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{texts}</cp:coreProperties>'
    )


def _custom(properties: Mapping[str, str]) -> str:
    entries = "".join(
        f'<property fmtid="{CUSTOM}" pid="{number}" name="{quoted(name)}">'
        f"<vt:lpwstr>{quoted(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(properties.items(), 2)
    )
    base = f"{FORMATS}/officeDocument/2006"
    return (
        f'<Properties xmlns="{base}/custom-properties" xmlns:vt="{base}/docPropsVTypes">'
        f"{entries}</Properties>"
    )


def _settings() -> str:
    newest = tag(
        "compatSetting",
        name="compatibilityMode",
        uri="http://schemas.microsoft.com/office/word",
        val=15,
    )
    return f"<w:settings {NAMESPACES}>{tag('compat', newest)}</w:settings>"
