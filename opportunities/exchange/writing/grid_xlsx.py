"""Write a grid as Excel: a sheet to read, and one with a row for each placement.

The sheet to read has stages down and columns across, with one line in each cell, so that each can
link and pages break between lines. The other is a table to sort and filter. Its last column is
hidden and holds the key of each row, marked with its words. A very hidden sheet holds what such
rows cannot, for reading the file back.
"""

from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from opportunities.exchange import keys, scope
from opportunities.exchange.writing import frame
from opportunities.exchange.writing.document import (
    NOTHING_LEFT,
    DocumentCell,
    DocumentLine,
    GridDocument,
    mark_in_words,
)
from opportunities.exchange.writing.formats import Format, register
from opportunities.exchange.writing.markdown_text import paragraphs
from opportunities.exchange.writing.values import as_text, fields_of, headings
from opportunities.exchange.writing.workbook import MEDIA_TYPE, Book, Link, fit_row
from opportunities.grid.fields import in_words
from opportunities.grid.snapshot import Opportunity, Stage
from opportunities.grid.vocabulary import ProviderTier
from opportunities.grid.web_address import href

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

OF_STAGE = fields_of(Stage)
IN_ROWS = fields_of(Stage, "roles", "standards", "summary")
"""The fields of its stage in each row; the others are on the sheet to read."""

OF_LINE = fields_of(Opportunity)
SMALL_PRINT = fields_of(Opportunity, "text", "details", "link", "kinds")
"""The fields of a line that the sheet to read has below its words."""

CALLED = {"name": "Stage", "family": "Stage family", "text": "Opportunity"}
"""Columns whose name differs from their field's."""

COLOURS = {
    ProviderTier.SELF: "#7B3B6E",
    ProviderTier.SCHOOL: "#0F6B57",
    ProviderTier.LOCAL_NETWORK: "#2A5D9C",
    ProviderTier.LOCAL_AUTHORITY: "#8F5600",
    ProviderTier.NATIONAL: "#A2382C",
    None: "#505A5F",
}
"""The rule under a heading, as on the site (tokens.css)."""

KEY = "Key"
HEAD = 4
"""Rows above the first stage: title, source, headings, providers."""

STAGE_WIDTH, ALL_WIDTHS = 24, 160
NARROWEST, WIDEST = 22, 60


class CellContent(NamedTuple):
    """The content of one cell on the sheet to read, its style, and its link."""

    text: str
    style: str = "text"
    link: str = ""


def write(document: GridDocument) -> bytes:
    source = document.source
    book = Book(source.title or source.framework, _about(document), source.published)
    footer = " · ".join(filter(None, [source.organisation, source.address]))
    _put_grid(book, book.sheet("Framework", document.cited, footer), document)
    _put_lines(book, book.sheet("Opportunities", document.cited, footer), document)
    about = book.sheet("About", document.cited, footer)
    book.put_about(about, [(part.heading, paragraphs(part.body)) for part in document.sections])
    book.hidden_sheet(
        {
            keys.PROPERTY: document.reference,
            **book.about,
            scope.PROPERTY: str(document.scope),
            **frame.in_parts(document),
        }
    )
    return book.finish()


register(
    Format("xlsx", "Excel", MEDIA_TYPE, "Sort, filter and count", write, rank=30, extension="xlsx")
)


def _about(document: GridDocument) -> dict[str, str]:
    source = document.source
    entries = {
        keys.PROPERTY: document.reference,
        "Framework": source.title or source.framework,
        "Authority": source.organisation,
        "Edition": source.edition if source.published else "Draft",
        "Published": in_words(source.published),
        "Address": source.address,
        "Source": source.credit,
        "Whom to ask": source.contact,
        "Only": "; ".join(document.filters),
        "Stage": document.stage.name if document.stage else "",
        "“PLUS” and “As above”": "spelt out" if document.written_out else "as printed",
        "Opportunities": str(document.count),
        "CPD fingerprint": document.fingerprint,
    }
    return {name: value for name, value in entries.items() if value}


# The sheet to read.


def _put_grid(book: Book, sheet: "Worksheet", document: GridDocument) -> None:
    columns = document.columns
    left = [NOTHING_LEFT] if document.is_nothing_left else []
    parts = [document.cited, *document.filters, *left]
    book.put(sheet, 0, 0, book.title, "title")
    book.put(sheet, 1, 0, " · ".join(parts), "about")
    book.put(sheet, 2, 0, "Stage", "heading")
    book.put(sheet, 3, 0, "", "heading", bottom=5)
    for place, column in enumerate(columns, start=1):
        rule = {"bottom": 5, "bottom_color": COLOURS[column.tier], "bold": False}
        label = document.labels.columns.get(column.key) if document.labels else None
        below = [column.tier.label if column.tier else "", mark_in_words(label)]
        book.put(sheet, 2, place, column.heading, "heading")
        book.put(sheet, 3, place, "\n".join(filter(None, below)), "heading", **rule)
    width = min(WIDEST, max(NARROWEST, ALL_WIDTHS // max(1, len(columns))))
    widths = [STAGE_WIDTH, *[width] * len(columns)]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(HEAD, 1)
    sheet.repeat_rows(2, 3)
    row = HEAD
    for stage in document.stages:
        cells = [list(_of_stage(document, stage))]
        cells += [list(_of_cell(cell)) for cell in document.cells(stage)]
        row += _put_stage(book, sheet, row, cells, widths)


def _put_stage(
    book: Book, sheet: "Worksheet", top: int, cells: list[list[CellContent]], widths: list[int]
) -> int:
    """Write one stage from this row on, under a rule; return how many rows it takes."""
    rows = list(zip_longest(*cells, fillvalue=CellContent("")))
    for number, entries in enumerate(rows):
        fit_row(sheet, top + number, [entry.text for entry in entries], widths)
        rule = {} if number else {"top": 1, "top_color": "#8A949A"}
        for column, entry in enumerate(entries):
            value = Link(entry.link, entry.text) if entry.link else entry.text
            book.put(sheet, top + number, column, value, entry.style, **rule)
    return len(rows)


def _of_stage(document: GridDocument, stage: Stage) -> Iterator[CellContent]:
    """Yield the first column: the stage, its fields, and a copy's mark."""
    for field in OF_STAGE:
        if text := as_text(field.of(stage)):
            yield CellContent(text, "name" if field.name == "name" else "quiet")
    label = document.labels.stages.get(stage.key) if document.labels else None
    if mark := mark_in_words(label):
        yield CellContent(mark, "quiet")


def _of_cell(cell: DocumentCell) -> Iterator[CellContent]:
    if cell.heading != cell.column.heading:
        yield CellContent(cell.heading, "name")
    if cell.word:
        yield CellContent(cell.word.value, "name")
    above = None
    for line in cell.lines:
        if line.carried_from and line.carried_from != above:
            yield CellContent(f"As at {line.carried_from.name}:", "quiet")
        above = line.carried_from
        yield CellContent(_line_text(line), link=href(line.opportunity.link))


def _line_text(line: DocumentLine) -> str:
    """Return the words of a line, with its sub-points and other fields below."""
    row = line.opportunity
    below = [f"– {point}" for point in row.details]
    if row.link and not href(row.link):
        below.append(row.link)
    for field in SMALL_PRINT:
        below += filter(None, field.as_lines(field.of(row)))
    if mark := mark_in_words(line.label):
        below.append(f"({mark})")
    if line.placement.note:
        below.append(f"Note: {line.placement.note}")
    return "\n".join([row.text, *below])


# The sheet with a row for each placement.


def _put_lines(book: Book, sheet: "Worksheet", document: GridDocument) -> None:
    optional = [
        *(["Carried on from"] if document.written_out else []),
        *(["Whose words"] if document.labels else []),
    ]
    names = [
        *headings(IN_ROWS, CALLED),
        *("Column", "Provider"),
        *headings(OF_LINE, CALLED),
        *("Note", *optional, "On the site", KEY),
    ]
    rows = (_row(document, cell, line) for cell, line in document.lines())
    if not book.put_table(sheet, names, rows, hides_last=True):
        book.put(sheet, 0, 0, NOTHING_LEFT)


def _row(document: GridDocument, cell: DocumentCell, line: DocumentLine) -> list[Any]:
    above = line.carried_from
    return [
        *(field.of(cell.stage) for field in IN_ROWS),
        *(cell.heading, line.placement.tier.label),
        *(field.of(line.opportunity) for field in OF_LINE),
        line.placement.note,
        *([above.name if above else ""] if document.written_out else []),
        *([mark_in_words(line.label)] if document.labels else []),
        Link(document.address_of(line), "Open"),
        keys.marked(line.placement.key, line.opportunity.text),
    ]
