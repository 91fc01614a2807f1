"""Read any file; its content, never its name, selects the reader."""

from collections.abc import Callable
from dataclasses import replace

from opportunities.exchange.reading import guard
from opportunities.exchange.reading.encodings import text_of
from opportunities.exchange.reading.formats import any_json, delimited, pasted, sheets, web_page
from opportunities.exchange.reading.formats.own_rows import are_ours
from opportunities.exchange.reading.formats.pdf import reader as pdf
from opportunities.exchange.reading.formats.separated import SAYS, are_rows, rows_of
from opportunities.exchange.reading.formats.side_by_side import split_table
from opportunities.exchange.reading.formats.word import reader as word
from opportunities.exchange.reading.kinds import FileKind, kind_of
from opportunities.exchange.reading.proposing.provider_bands import with_providers_beside
from opportunities.exchange.reading.refusals import REFUSALS
from opportunities.exchange.reading.tables import CannotRead, FileContents, Table

LONGEST_NAME = 80


def read(content: bytes, name: str) -> FileContents:
    """Read a file. `name` appears in messages only. Raises CannotRead."""
    try:
        guard.check(content)
        kind = kind_of(content)
        if kind in REFUSALS:
            raise CannotRead(REFUSALS[kind])
    except CannotRead as refusal:
        raise CannotRead(f"“{_short(name)}” {refusal}") from refusal.__cause__
    return _arranged(READERS[kind](content))


def _arranged(contents: FileContents) -> FileContents:
    """Split tables that stand side by side in one, and put bands of providers beside their rows;
    files of ours have neither.
    """
    if contents.reference:
        return contents
    blocks = tuple(
        part
        for block in contents.blocks
        for part in (
            map(with_providers_beside, split_table(block)) if isinstance(block, Table) else [block]
        )
    )
    return replace(contents, blocks=blocks)


def _short(name: str) -> str:
    """Shorten a file name to one line, keeping its end."""
    name = " ".join(name.split())
    return name if len(name) <= LONGEST_NAME else f"…{name[-LONGEST_NAME:]}"


def _read_text(content: bytes) -> FileContents:
    """Read separated rows or plain text. Text with tabs was pasted, unless it is ours."""
    text = text_of(content).removeprefix("\ufeff")
    headings = next(iter(rows_of(SAYS.sub("", text, count=1).partition("\n")[0])), [])
    is_table = are_ours(headings) or ("\t" not in text and are_rows(text))
    return delimited.read(content) if is_table else pasted.read(content)


READERS: dict[FileKind, Callable[[bytes], FileContents]] = {
    FileKind.WORD: word.read,
    FileKind.SPREADSHEET: sheets.read,
    FileKind.PDF: pdf.read,
    FileKind.WEB_PAGE: web_page.read,
    FileKind.JSON: any_json.read,
    FileKind.TEXT: _read_text,
}
