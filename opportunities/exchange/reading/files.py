"""Reads any file: what it holds says which reader is the right one, never its name."""

import io
import zipfile
from collections.abc import Callable

from opportunities.exchange.reading import any_json, delimited, pasted, sheets
from opportunities.exchange.reading.encodings import text_of
from opportunities.exchange.reading.own_rows import are_ours
from opportunities.exchange.reading.separated import are_rows, rows_of
from opportunities.exchange.reading.tables import CannotRead, FileContents

type Reader = Callable[[bytes], FileContents]

EMPTY = "There is nothing in this file. Save it again where it comes from, and choose it again."
NOT_YET = "This is a Word file, which we cannot read yet."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What files of Office before 2007 begin with, and those with a password."""


def read(content: bytes, name: str) -> FileContents:
    """What the file prints. `name` is what its owner calls it. Raises CannotRead."""
    if not content.strip(b"\0 \t\r\n"):
        raise CannotRead(EMPTY)
    return _reader(content)(content)


def _reader(content: bytes) -> Reader:
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if any(member.startswith("word/") for member in archive.namelist()):
                raise CannotRead(NOT_YET)
        return sheets.read
    if content.startswith(OLE):
        return sheets.read
    text = text_of(content).lstrip("\ufeff")
    if text.lstrip()[:1] in ("{", "["):
        return any_json.read
    is_table = "\t" not in text or are_ours(next(iter(rows_of(text)), ()))
    return delimited.read if is_table and are_rows(text) else pasted.read
