"""Word files written element by element, as programs write them that no library imitates."""

import io
import zipfile
from collections.abc import Mapping

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
OFFICE = "http://schemas.openxmlformats.org"
W = f"{OFFICE}/wordprocessingml/2006/main"
R = f"{OFFICE}/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    f'xmlns:wp="{OFFICE}/drawingml/2006/wordprocessingDrawing" '
    f'xmlns:a="{OFFICE}/drawingml/2006/main" xmlns:pic="{OFFICE}/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
STRICT = {
    W: "http://purl.oclc.org/ooxml/wordprocessingml/main",
    R: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}

STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Our headings"/>
  <w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="ListBullet"><w:name w:val="List Bullet"/></w:style>
<w:style w:type="paragraph" w:styleId="ListBullet2"><w:name w:val="List Bullet 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Dashes"><w:name w:val="Our dashes"/>
  <w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Deeper"><w:name w:val="Our dots"/><w:basedOn w:val="Dashes"/>
</w:style>
<w:style w:type="character" w:styleId="Gone"><w:name w:val="Gone"/><w:rPr><w:strike/></w:rPr>
</w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
"""

NUMBERING = """
<w:abstractNum w:abstractNumId="0">
  <w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/>
    <w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl>
  <w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/>
    <w:pPr><w:ind w:left="1440" w:hanging="360"/></w:pPr></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1">
  <w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="–"/><w:pStyle w:val="Dashes"/>
    <w:pPr><w:ind w:left="360" w:hanging="360"/></w:pPr></w:lvl>
  <w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/><w:pStyle w:val="Deeper"/>
    <w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>
"""


def r(text: str, properties: str = "") -> str:
    """Return a run, with line breaks."""
    pieces = "<w:br/>".join(
        f'<w:t xml:space="preserve">{piece}</w:t>' for piece in text.split("\n")
    )
    return f"<w:r><w:rPr>{properties}</w:rPr>{pieces}</w:r>"


def p(*runs: str, properties: str = "", style: str = "", listed: str = "") -> str:
    """Return a paragraph of runs; plain text becomes a run. `listed`: "1.0" is list 1, level 0."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    if listed:
        number, level = listed.split(".")
        numbered = f'<w:ilvl w:val="{level}"/><w:numId w:val="{number}"/>'
        named += f"<w:numPr>{numbered}</w:numPr>"
    content = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{content}</w:p>"


def tc(*content: str, properties: str = "") -> str:
    """Return a box; plain text becomes a paragraph."""
    inside = "".join(each if each.startswith("<") else p(each) for each in content or [""])
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def tr(*boxes: str, properties: str = "") -> str:
    """Return a row; plain text becomes a box."""
    inside = "".join(each if each.startswith("<") else tc(each) for each in boxes)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def tbl(*rows: str, widths: tuple[int, ...] = ()) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


MERGE, MERGED = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def field(instruction: str, *result: str) -> str:
    """Return a field made of runs, as Word writes it."""

    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    said = f'<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>'
    content = "".join(each if each.startswith("<") else r(each) for each in result)
    return f"{mark('begin')}{said}{mark('separate')}{content}{mark('end')}"


def docx(
    *content: str,
    links: Mapping[str, str] | None = None,
    parts: Mapping[str, str] | None = None,
    main: str = "word/document.xml",
    is_strict: bool = False,
    styles: str = STYLES,
) -> bytes:
    """Return a file with this content. `links`: addresses by id; `parts`: the content of parts by
    kind: "footnotes", "footer", "comments".
    """
    parts = {"styles": styles, "numbering": NUMBERING} | dict(parts or {})
    roots = {"footer": "ftr", "header": "hdr"}
    relations = "".join(
        f'<Relationship Id="{kind}" Type="{R}/{kind}" Target="{kind}.xml"/>' for kind in parts
    ) + "".join(
        f'<Relationship Id="{id}" Type="{R}/hyperlink" Target="{address}" TargetMode="External"/>'
        for id, address in (links or {}).items()
    )
    folder, _, name = main.rpartition("/")
    files = {
        "[Content_Types].xml": f'<Types xmlns="{OFFICE}/package/2006/content-types">'
        f'<Override PartName="/{main}" ContentType="{MAIN}"/></Types>',
        "_rels/.rels": _relations(
            f'<Relationship Id="a" Type="{R}/officeDocument" Target="/{main}"/>'
        ),
        main: f"<w:document {NAMESPACES}><w:body>{''.join(content)}</w:body></w:document>",
        f"{folder}/_rels/{name}.rels": _relations(relations),
    } | {
        f"{folder}/{kind}.xml": f"<w:{roots.get(kind, kind)} {NAMESPACES}>{inside}"
        f"</w:{roots.get(kind, kind)}>"
        for kind, inside in parts.items()
    }
    return zipped(files, STRICT if is_strict else {})


def zipped(files: Mapping[str, str], other: Mapping[str, str] | None = None) -> bytes:
    """Return a file of these parts; `other`: namespaces that replace the usual ones."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            for usual, strict in (other or {}).items():
                text = text.replace(usual, strict)
            archive.writestr(name, HEAD + text)
    return content.getvalue()


def _relations(inside: str) -> str:
    return f'<Relationships xmlns="{OFFICE}/package/2006/relationships">{inside}</Relationships>'
