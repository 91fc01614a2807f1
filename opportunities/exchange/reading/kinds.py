"""Detect the kind of a file by its content, since names and extensions may be wrong."""

import io
import re
import zipfile
from enum import Enum, auto

from opportunities.exchange.reading.encodings import text_of
from opportunities.exchange.reading.tables import CannotRead


class FileKind(Enum):
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
    b"{\\rtf": FileKind.RICH_TEXT,
    b"\x89PNG": FileKind.PICTURE,
    b"\xff\xd8\xff": FileKind.PICTURE,
    b"GIF8": FileKind.PICTURE,
    b"II*\0": FileKind.PICTURE,
    b"MM\0*": FileKind.PICTURE,
    b"MZ": FileKind.PROGRAM,
    b"\x7fELF": FileKind.PROGRAM,
    b"\xcf\xfa\xed\xfe": FileKind.PROGRAM,
    b"\xca\xfe\xba\xbe": FileKind.PROGRAM,
    b"Rar!": FileKind.ARCHIVE,
    b"7z\xbc\xaf": FileKind.ARCHIVE,
    b"\x1f\x8b": FileKind.ARCHIVE,
    b"%!PS": FileKind.OTHER,
}
A_BITMAP = re.compile(rb"BM.{4}\0{4}", re.DOTALL)
WEBP = re.compile(rb"RIFF....WEBP", re.DOTALL)
HEIC = re.compile(rb"....ftyp(?:hei|hev|mif|msf|avi)", re.DOTALL)
PDF = re.compile(rb"[\s\S]{0,1024}?%PDF-")
AN_EMPTY_ZIP = b"PK\x05\x06"

MAIN_PARTS = {
    b"macroEnabled": FileKind.MACROS,
    b"wordprocessingml.document.main": FileKind.WORD,
    b"wordprocessingml.template.main": FileKind.WORD,
    b"spreadsheetml.sheet.main": FileKind.SPREADSHEET,
    b"spreadsheetml.template.main": FileKind.SPREADSHEET,
    b"presentationml": FileKind.SLIDES,
    b"ms-excel.sheet.binary": FileKind.BINARY_SHEET,
}
OPEN_DOCUMENTS = {
    "spreadsheet": FileKind.SPREADSHEET,
    "text": FileKind.OPEN_TEXT,
    "presentation": FileKind.SLIDES,
}

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The signature of Office files before 2007, and of today's with a password."""
STREAMS = {
    "EncryptedPackage": FileKind.LOCKED,
    "WordDocument": FileKind.OLD_WORD,
    "_VBA_PROJECT_CUR": FileKind.MACROS,
    "Workbook": FileKind.SPREADSHEET,
    "Book": FileKind.SPREADSHEET,
    "PowerPoint Document": FileKind.SLIDES,
    "__properties_version1.0": FileKind.MAIL,
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


def kind_of(content: bytes) -> FileKind:
    """Detect the kind. `guard.check` has accepted the file before."""
    if not content.strip(b"\0 \t\r\n") or content.startswith(AN_EMPTY_ZIP):
        return FileKind.EMPTY
    if content.startswith(b"PK\x03\x04"):
        return _of_zip(content)
    if content.startswith(OLE):
        return _of_ole(content)
    if kind := next((k for start, k in BEGINNINGS.items() if content.startswith(start)), None):
        return kind
    if any(pattern.match(content) for pattern in (A_BITMAP, WEBP, HEIC)):
        return FileKind.PICTURE
    if PDF.match(content):
        return FileKind.PDF
    return _of_text(content)


def _of_zip(content: bytes) -> FileKind:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        if "[Content_Types].xml" in names:
            types = archive.read("[Content_Types].xml")
            return next((kind for of, kind in MAIN_PARTS.items() if of in types), FileKind.ARCHIVE)
        if "mimetype" in names:
            media_type = archive.read("mimetype").decode(errors="replace").strip()
            _, is_open, of = media_type.partition("application/vnd.oasis.opendocument.")
            return (
                OPEN_DOCUMENTS.get(of.split("-")[0], FileKind.OTHER) if is_open else FileKind.OTHER
            )
        if any(name.endswith((".iwa", "index.apxl")) or name == "Index.zip" for name in names):
            return FileKind.APPLE
    return FileKind.ARCHIVE


def _of_ole(content: bytes) -> FileKind:
    """Detect by the first known stream in the directory: embedded objects come later."""
    for start in range(SECTOR, len(content), ENTRY):
        if kind := IN_A_DIRECTORY.get(content[start : start + 64]):
            return kind
    return FileKind.OTHER


def _of_text(content: bytes) -> FileKind:
    try:
        head = text_of(content[: HEAD * 4])[:HEAD].removeprefix("\ufeff")
    except CannotRead:
        return FileKind.OTHER
    if LIKE_JSON.match(head):
        return FileKind.JSON
    if LIKE_HTML.match(head):
        return FileKind.WEB_PAGE
    if LIKE_XML.match(head):
        return _of_xml(head)
    head = head.lstrip().replace("\r\n", "\n")
    if LIKE_MAIL.match(head) and MIME.search(head):
        return FileKind.PAGE_IN_ONE_FILE if "multipart/related" in head.lower() else FileKind.MAIL
    return FileKind.TEXT


def _of_xml(head: str) -> FileKind:
    if BY_OFFICE.search(head):
        return FileKind.OFFICE_XML
    if re.search(r"<svg\b", head):
        return FileKind.PICTURE
    return FileKind.OTHER_XML
