"""Check a file before any library opens it, and hold the limits of all formats.

A small file may unpack to gigabytes, or contain XML whose entities expand a thousandfold. Stated
sizes may be false, so bytes are counted while unpacking. The limits of rows and columns are in
`boxes.py`.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from opportunities.exchange.reading.tables import CannotRead

MEGABYTE = 1024**2
MOST_BYTES = 10 * MEGABYTE
MOST_UNPACKED = 40 * MEGABYTE
MOST_MEMBERS = 2_000
DEEPEST, MOST_ELEMENTS = 100, 800_000
"""Nesting of XML elements (Word's own files have some 30), and elements in one part."""

MANY_ROWS = re.compile(r"xl/worksheets/|xl/sharedStrings|content\.xml\Z")
"""Parts with the rows of a sheet, which `boxes.py` limits."""

PIECE = 64 * 1024
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The compression methods that programs use; others take any amount of memory."""

A_ZIP = b"PK\x03\x04"
AN_ENTRY = b"PK\x01\x02"
HEADER = struct.Struct("<26xHH")
"""What precedes the bytes of a member: ends with the lengths of its name and of the extra field."""

UNREADABLE = (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError)
"""Exceptions of zipfile for a damaged file."""

XML = (".xml", ".rels")
PROGRAMS = re.compile(r"Basic/|(?:.*/)?vbaProject\.bin\Z", re.IGNORECASE)
MANIFEST, ENCRYPTED = "META-INF/manifest.xml", b"encryption-data"
"""Where OpenDocument files record encryption; Word and Excel wrap an encrypted file in another."""

ABSOLUTE = re.compile(r"[/\\]|\w:")

TOO_LARGE = (
    "has {size} MB; we take up to 10 MB. In a Word file it is nearly always the pictures: choose "
    "File, Save as, Tools, Compress pictures, or take them out; we do not keep them anyway. "
    "Of any other file, bring in the part with the framework."
)
TOO_MUCH = (
    "unpacks to more than 40 MB, which no framework has. "
    "Leave the part with the framework in a copy of the file, and bring in that."
)
TOO_MANY = (
    "is made of more than 2,000 parts, nearly always pictures. "
    "Leave the part with the framework in a copy of the file, and bring in that."
)
TOO_LONG = (
    "is longer than any framework: it has more than 800,000 pieces of text, boxes and marks. "
    "Leave the part with the framework in a copy of the file, and bring in that."
)
CUT = "is not whole: it ends in the middle. Download or copy it again, and choose it again."
DAMAGED = (
    "is damaged. Open it in the program it comes from, save it under a new name, and bring in that."
)
ODD = (
    "holds something that Word and Excel never write, and that may do harm, so we do not open it. "
    "Open it in Word or Excel, save it under a new name, and bring in that."
)
LOCKED = (
    "is locked with a password. Open it in Word or Excel, choose File, Info, Protect, "
    "Encrypt with password, and empty the box. Save it and choose it again. "
    "We never ask for the password."
)

MACROS = (
    "holds macros, small programs, which we do not take. Open it in Word or Excel, save it as "
    "“Word document (*.docx)” or “Excel workbook (*.xlsx)”, and bring in that."
)


def check(content: bytes) -> None:
    """Refuse what no reader should open. The message continues a sentence that begins with the file
    name.
    """
    check_length(len(content))
    if content.startswith(A_ZIP):
        _check_parts(content)


def check_length(length: int) -> None:
    """Refuse more bytes than the limit."""
    if length > MOST_BYTES:
        raise CannotRead(TOO_LARGE.format(size=-(-length // MEGABYTE)))


def _check_parts(content: bytes) -> None:
    """Unpack each member once, to measure it and to check its XML."""
    if content.count(AN_ENTRY) > MOST_MEMBERS:
        raise CannotRead(TOO_MANY)
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise CannotRead(CUT)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_overlap(content, archive.infolist())
            if MANIFEST in archive.namelist() and ENCRYPTED in archive.open(MANIFEST).read(PIECE):
                raise CannotRead(LOCKED)
            left = MOST_UNPACKED
            for member in _members(archive):
                for piece in _pieces(archive, member):
                    left -= piece
                    if left < 0:
                        raise CannotRead(TOO_MUCH)
    except UNREADABLE as error:
        raise CannotRead(DAMAGED) from error


def _check_overlap(content: bytes, members: list[zipfile.ZipInfo]) -> None:
    """Refuse members that share bytes: zipfile, by its version, reads, warns of or refuses them."""
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        header = content[member.header_offset : member.header_offset + HEADER.size]
        if member.header_offset < end or len(header) < HEADER.size:
            raise CannotRead(DAMAGED)
        end = member.header_offset + HEADER.size + sum(HEADER.unpack(header)) + member.compress_size


def _members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    names: set[str] = set()
    for member in archive.infolist():
        name = member.filename
        if member.flag_bits & 1:
            raise CannotRead(LOCKED)
        if PROGRAMS.match(name):
            raise CannotRead(MACROS)
        if ABSOLUTE.match(name) or ".." in re.split(r"[/\\]", name) or name in names:
            raise CannotRead(ODD)
        if member.compress_type not in PACKED:
            raise CannotRead(ODD)
        names.add(name)
        yield member


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[int]:
    """Yield the sizes of unpacked pieces of a member, whatever its header says."""
    declared_size, member.file_size = member.file_size, 2 * MOST_UNPACKED
    name = member.filename
    xml = _Xml(not MANY_ROWS.match(name)) if name.lower().endswith(XML) else None
    found = 0
    with archive.open(member) as packed:
        while piece := packed.read(PIECE):
            found += len(piece)
            if xml:
                xml.feed(piece)
            yield len(piece)
    if found != declared_size:
        raise CannotRead(ODD)
    if xml:
        xml.close()


class _Xml:
    """XML that must be well-formed, without declarations, not too deep and, if `is_counted`, not
    too large. Nothing of it is kept.
    """

    def __init__(self, is_counted: bool) -> None:
        self.depth = self.count = 0
        self.most = MOST_ELEMENTS if is_counted else MOST_UNPACKED
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.end

    def feed(self, piece: bytes, is_last: bool = False) -> None:
        try:
            self.parser.Parse(piece, is_last)
        except expat.ExpatError as error:
            raise CannotRead(DAMAGED) from error

    def close(self) -> None:
        self.feed(b"", is_last=True)

    def refuse(self, *_: object) -> None:
        raise CannotRead(ODD)

    def begin(self, *_: object) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > DEEPEST:
            raise CannotRead(ODD)
        if self.count > self.most:
            raise CannotRead(TOO_LONG)

    def end(self, *_: object) -> None:
        self.depth -= 1
