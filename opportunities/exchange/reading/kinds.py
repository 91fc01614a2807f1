"""Detect the kind of a file by its content, since names and extensions may be wrong."""

import io
import re
import zipfile
from enum import Enum, auto

from opportunities.exchange.reading.encodings import text_of
from opportunities.exchange.reading.tables import CannotRead


class Kind(Enum):
    """The kinds that we read, and those that we recognise in order to advise people."""

    WORD = auto()
    SPREADSHEET = auto()
    PDF = auto()
    WEB_PAGE = auto()
    JSON = auto()
    TEXT = auto()

    EMPTY = auto()
    OLD_WORD = auto()
    RICH_TEXT = auto()
    OPEN_TEXT = auto()
    SLIDES = auto()
    APPLE = auto()
    BINARY_SHEET = auto()
    OFFICE_XML = auto()
    OTHER_XML = auto()
    PAGE_IN_ONE_FILE = auto()
    MAIL = auto()
    PICTURE = auto()
    LOCKED = auto()
    MACROS = auto()
    ARCHIVE = auto()
    PROGRAM = auto()
    OTHER = auto()


BEGINNINGS = {
    b"{\\rtf": Kind.RICH_TEXT,
    b"\x89PNG": Kind.PICTURE,
    b"\xff\xd8\xff": Kind.PICTURE,
    b"GIF8": Kind.PICTURE,
    b"II*\0": Kind.PICTURE,
    b"MM\0*": Kind.PICTURE,
    b"MZ": Kind.PROGRAM,
    b"\x7fELF": Kind.PROGRAM,
    b"\xcf\xfa\xed\xfe": Kind.PROGRAM,
    b"\xca\xfe\xba\xbe": Kind.PROGRAM,
    b"Rar!": Kind.ARCHIVE,
    b"7z\xbc\xaf": Kind.ARCHIVE,
    b"\x1f\x8b": Kind.ARCHIVE,
    b"%!PS": Kind.OTHER,
}
A_BITMAP = re.compile(rb"BM.{4}\0{4}", re.DOTALL)
WEBP = re.compile(rb"RIFF....WEBP", re.DOTALL)
HEIC = re.compile(rb"....ftyp(?:hei|hev|mif|msf|avi)", re.DOTALL)
PDF = re.compile(rb"[\s\S]{0,1024}?%PDF-")
AN_EMPTY_ZIP = b"PK\x05\x06"

MAIN_PARTS = {
    b"macroEnabled": Kind.MACROS,
    b"wordprocessingml.document.main": Kind.WORD,
    b"wordprocessingml.template.main": Kind.WORD,
    b"spreadsheetml.sheet.main": Kind.SPREADSHEET,
    b"spreadsheetml.template.main": Kind.SPREADSHEET,
    b"presentationml": Kind.SLIDES,
    b"ms-excel.sheet.binary": Kind.BINARY_SHEET,
}
OPEN_DOCUMENTS = {
    "spreadsheet": Kind.SPREADSHEET,
    "text": Kind.OPEN_TEXT,
    "presentation": Kind.SLIDES,
}

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The signature of Office files before 2007, and of today's with a password."""
STREAMS = {
    "EncryptedPackage": Kind.LOCKED,
    "WordDocument": Kind.OLD_WORD,
    "_VBA_PROJECT_CUR": Kind.MACROS,
    "Workbook": Kind.SPREADSHEET,
    "Book": Kind.SPREADSHEET,
    "PowerPoint Document": Kind.SLIDES,
    "__properties_version1.0": Kind.MAIL,
}
IN_A_DIRECTORY = {name.encode("utf-16-le").ljust(64, b"\0"): kind for name, kind in STREAMS.items()}
SECTOR, ENTRY = 512, 128

LIKE_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*(?:[\[\]{\"]|-?\d+\s*,\s*-?\d))")
LIKE_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|meta|body|table|div"
    r"|p|ul|ol|h[1-6]|span|style|b|br|google-sheets-html-origin)\b",
    re.IGNORECASE | re.DOTALL,
)
LIKE_XML = re.compile(r"\s*<(?:\?xml\b|!doctype\b|svg\b|[\w:]+\s[^>]*xmlns)", re.IGNORECASE)
BY_OFFICE = re.compile(r"progid=\"(?:Word|Excel)|office:document|pkg:package|<Workbook\b")
LIKE_MAIL = re.compile(r"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2}")
MIME = re.compile(r"^(?:MIME-Version|Content-Type|Received):", re.IGNORECASE | re.MULTILINE)
HEAD = 4_000


def kind_of(content: bytes) -> Kind:
    """Detect the kind. `guard.check` has accepted the file before."""
    if not content.strip(b"\0 \t\r\n") or content.startswith(AN_EMPTY_ZIP):
        return Kind.EMPTY
    if content.startswith(b"PK\x03\x04"):
        return _of_zip(content)
    if content.startswith(OLE):
        return _of_ole(content)
    if kind := next((k for start, k in BEGINNINGS.items() if content.startswith(start)), None):
        return kind
    if any(pattern.match(content) for pattern in (A_BITMAP, WEBP, HEIC)):
        return Kind.PICTURE
    if PDF.match(content):
        return Kind.PDF
    return _of_text(content)


def _of_zip(content: bytes) -> Kind:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        if "[Content_Types].xml" in names:
            types = archive.read("[Content_Types].xml")
            return next((kind for of, kind in MAIN_PARTS.items() if of in types), Kind.ARCHIVE)
        if "mimetype" in names:
            media_type = archive.read("mimetype").decode(errors="replace").strip()
            _, is_open, of = media_type.partition("application/vnd.oasis.opendocument.")
            return OPEN_DOCUMENTS.get(of.split("-")[0], Kind.OTHER) if is_open else Kind.OTHER
        if any(name.endswith((".iwa", "index.apxl")) or name == "Index.zip" for name in names):
            return Kind.APPLE
    return Kind.ARCHIVE


def _of_ole(content: bytes) -> Kind:
    """Detect by the first known stream in the directory: embedded objects come later."""
    for start in range(SECTOR, len(content), ENTRY):
        if kind := IN_A_DIRECTORY.get(content[start : start + 64]):
            return kind
    return Kind.OTHER


def _of_text(content: bytes) -> Kind:
    try:
        head = text_of(content[: HEAD * 4])[:HEAD].removeprefix("\ufeff")
    except CannotRead:
        return Kind.OTHER
    if LIKE_JSON.match(head):
        return Kind.JSON
    if LIKE_HTML.match(head):
        return Kind.WEB_PAGE
    if LIKE_XML.match(head):
        return _of_xml(head)
    head = head.lstrip().replace("\r\n", "\n")
    if LIKE_MAIL.match(head) and MIME.search(head):
        return Kind.PAGE_IN_ONE_FILE if "multipart/related" in head.lower() else Kind.MAIL
    return Kind.TEXT


def _of_xml(head: str) -> Kind:
    if BY_OFFICE.search(head):
        return Kind.OFFICE_XML
    if re.search(r"<svg\b", head):
        return Kind.PICTURE
    return Kind.OTHER_XML
