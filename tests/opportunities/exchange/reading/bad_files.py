"""Files that are not read, and zips that lie: each is made here, none is kept in the repository."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

from tests.opportunities.exchange.reading.frameworks import IMPORTS

WORD = (IMPORTS / "01-word-grid-merged.docx").read_bytes()
EXCEL = (IMPORTS / "04-sheet-row-per-opportunity.xlsx").read_bytes()
ODS = (IMPORTS / "04-sheet-row-per-opportunity.ods").read_bytes()

OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN = f'<Types><Override PartName="/main.xml" ContentType="{OFFICE}%s+xml"/></Types>'


type Member = str | bytes


def a_zip(members: Mapping[str, Member], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    return a_zip_of(members.items(), packed)


def a_zip_of(members: Iterable[tuple[str, Member]], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", packed) as archive:
        for name, member in members:
            archive.writestr(name, member)
    return content.getvalue()


def changed(content: bytes, **members: Member) -> bytes:
    """A zip with other members, by their names with `__` for “/” and `_` for “.”, or more."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    names = {name.replace("__", "/").replace("_", "."): new for name, new in members.items()}
    return a_zip(kept | names)


def an_ole(*streams: str) -> bytes:
    """A compound file, as Word and Excel wrote before 2007, with these streams, all empty."""
    names = ["Root Entry", *streams]
    sectors = -(-len(names) // 4)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    table = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    return header + table + b"".join(map(_entry, names)).ljust(sectors * 512, b"\0")


def _entry(name: str) -> bytes:
    said = name.encode("utf-16-le")
    kind = 5 if name == "Root Entry" else 2
    return said.ljust(64, b"\0") + struct.pack("<HBB", len(said) + 2, kind, 1) + bytes(60)


def zip_that_says_less(size: int = 60_000_000) -> bytes:
    """Its only member says that it has ten bytes, with the checksum of ten, and has more."""
    content = a_zip({"word/document.xml": b"a" * size})
    checksum, size_said = zlib.crc32(b"a" * size), struct.pack("<I", size)
    content = content.replace(size_said, struct.pack("<I", 10))
    return content.replace(struct.pack("<I", checksum), struct.pack("<I", zlib.crc32(b"a" * 10)))


def zip_with_overlap() -> bytes:
    """Two entries of its directory lead to the same bytes."""
    content = a_zip({"a.txt": "words", "b.txt": "words"})
    start = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", start + 4)
    end = bytearray(content[second:])
    end[42:46] = content[start + 42 : start + 46]
    return content[:second] + bytes(end)


def zip_with_a_member_in_another() -> bytes:
    """The bytes of the first member hold all of the second; its directory is true to them."""
    content = a_zip({"a.txt": "words", "b.txt": "words"}, packed=zipfile.ZIP_STORED)
    start = content.index(b"PK\x01\x02")
    inner = content[len("PK\x03\x04") + 26 + len("a.txt") : start]
    said = struct.pack("<III", zlib.crc32(inner), len(inner), len(inner))
    directory = content[start : start + 16] + said + content[start + 28 :]
    return content[:14] + said + content[26:start] + directory


def deep(levels: int) -> str:
    return "<a>" * levels + "</a>" * levels


def entities(levels: int = 12) -> str:
    """The “billion laughs”: each entity stands for ten of the one before."""
    lines = ['<!ENTITY e0 "ha">']
    lines += [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels)]
    return f"<!DOCTYPE a [{''.join(lines)}]><a>&e{levels - 1};</a>"


def rows_of_excel(count: int, columns: str = "ABCD") -> bytes:
    """An Excel file with so many rows, with a number in each of these columns."""
    cells = "".join(f'<c r="{letter}%(row)d"><v>1</v></c>' for letter in columns)
    rows = "".join(f'<row r="{n}">{cells % {"row": n}}</row>' for n in range(1, count + 1))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    return changed(EXCEL, xl__worksheets__sheet1_xml=sheet)


def rows_of_ods(count: int, cells: int, repeated: int = 1) -> bytes:
    """An OpenDocument sheet with so many rows of so many cells, each row for so many rows."""
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = " ".join(f'xmlns:{of}="{space}{of}:1.0"' for of in ("office", "table", "text"))
    cell = '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="{repeated}">{cell * cells}'
    table = f'<table:table table:name="a">{f"{row}</table:table-row>" * count}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    return changed(
        ODS, content_xml=f"<office:document-content {spaces}>{body}</office:document-content>"
    )
