"""Read Word files (.docx): tables and the text between them, as printed.

Tracked changes count as accepted. A text box follows the paragraph it is anchored to, a footnote
the line it belongs to. What is not read is reported.
"""

from collections.abc import Iterator

from lxml import etree

from opportunities.exchange import keys, scope
from opportunities.exchange.reading.formats.word import around, own
from opportunities.exchange.reading.formats.word.content import (
    REASONS,
    TOO_DEEP,
    Content,
    FileFindings,
    PlacedParagraph,
    leveled,
)
from opportunities.exchange.reading.formats.word.lists import Lists
from opportunities.exchange.reading.formats.word.parts import W, WordFile
from opportunities.exchange.reading.formats.word.styles import Styles
from opportunities.exchange.reading.formats.word.tables import TableCell, TableGrid, grid_of, inside
from opportunities.exchange.reading.tables import (
    Box,
    CannotRead,
    FileContents,
    Paragraph,
    Table,
)

DAMAGED = (
    "This Word file is damaged, or it is no Word file at all. "
    "Open it in Word, save it again as .docx, and bring in that."
)
EMPTY = "There is nothing in this Word file. Is it the right one?"
ONLY_PICTURES = (
    "There is no text in this Word file, only pictures, which we cannot read. "
    "Bring in the file that they were made from, or type the framework."
)
NESTED = "A table inside a box is read as lines of that box."
IN_A_HEADING = "It is a footnote to a heading."
COVERED = "It stands in a merged box and is not shown."


def read(content: bytes) -> FileContents:
    """Read the tables and paragraphs of a Word file."""
    try:
        return _Reader(WordFile(content)).contents()
    except (CannotRead, MemoryError):
        raise
    except RecursionError as error:
        raise CannotRead(TOO_DEEP) from error
    except Exception as error:
        # Zip, its compression methods and XML each raise errors of their own for damaged files.
        raise CannotRead(DAMAGED) from error


class _Reader:
    def __init__(self, file: WordFile) -> None:
        self.file = file
        styles = Styles(file.first("styles"))
        self.found = FileFindings(file, styles, Lists(file.first("numbering"), styles))
        self.content = Content(self.found, file.main)
        self.tables = 0
        self.title = ""

    def contents(self) -> FileContents:
        found, file = self.found, self.file
        document = file.xml(file.main)
        body = None if document is None else document.find(f"{W}body")
        if body is None:
            raise CannotRead(DAMAGED)
        properties = file.properties()
        furniture = around.page_furniture(file, found.styles)
        reference = properties.get(keys.PROPERTY, "") or around.reference_in(furniture)
        found.is_ours = bool(reference) or own.has_bookmarks(body)
        found.is_grid_headed = found.is_ours and own.has_heading(body)
        found.has_pages = next(body.iter(f"{W}lastRenderedPageBreak"), None) is not None
        self.content.runs.page = 1
        blocks = tuple(self._blocks(body))
        if found.is_ours:
            found.notes[own.NOTE] = None
        else:
            found.left_out += around.left_out_of_pages(furniture)
        found.left_out += around.comments(file, found.styles, found.comments)
        self._refuse_empty(blocks)
        return FileContents(
            blocks,
            tuple(dict.fromkeys(found.left_out)),
            reference=reference,
            fingerprint=properties.get(own.FINGERPRINT, ""),
            notes=tuple(found.notes),
            scope=scope.read(properties.get(scope.PROPERTY, "")),
        )

    def _refuse_empty(self, blocks: tuple[Table | Paragraph, ...]) -> None:
        left_out = self.found.left_out
        if not blocks and any(each.what.startswith("A picture") for each in left_out):
            raise CannotRead(ONLY_PICTURES)
        if not blocks and not left_out:
            raise CannotRead(EMPTY)

    def _blocks(self, container: etree._Element) -> Iterator[Table | Paragraph]:
        text: list[PlacedParagraph] = []
        for each in self.content.read(container):
            if isinstance(each, PlacedParagraph):
                text.append(each)
                if each.paragraph.heading:
                    self.title = each.paragraph.text
            else:
                yield from leveled(text)
                text = []
                yield from self._table(each)
        yield from leveled(text)

    def _table(self, element: etree._Element) -> Iterator[Table | Paragraph]:
        """Yield a table, or the content of one that only arranges or frames other tables."""
        grid = grid_of(element)
        if _is_frame(grid):
            for cell in grid.cells:
                yield from self._blocks(cell.element)
            return
        self.tables += 1
        page = self.content.runs.page
        where = f"table {self.tables}"
        if self.found.has_pages:
            where += f" (page {page})"
        boxes = tuple(self._box(cell, where) for cell in grid.cells)
        self._report(grid, where)
        table = Table(boxes, self.title, where, heading_rows=grid.heading_rows)
        if self.found.is_ours:
            for box in own.notes_in(table):
                self.found.leave_out(box.text, where, "It is written into the room for notes.")
            table = own.without_notes(table)
        if any(box.paragraphs for box in boxes):
            yield table

    def _box(self, cell: TableCell, where: str) -> Box:
        where = f"{where}, row {cell.row + 1}"
        entries = list(self._entries(cell.element, where))
        if cell.row == 0 or cell.is_heading:
            for entry in entries:
                if entry.is_note:
                    self.found.leave_out(entry.paragraph.text, where, IN_A_HEADING)
            entries = [entry for entry in entries if not entry.is_note]
        for covered in cell.covered:
            for entry in self._entries(covered, where):
                self.found.leave_out(entry.paragraph.text, where, COVERED)
        return Box(
            cell.row,
            cell.start,
            tuple(leveled(entries, is_box=True)),
            rows=cell.rows,
            columns=cell.end - cell.start,
            is_heading=cell.is_heading,
        )

    def _entries(self, box: etree._Element, where: str) -> Iterator[PlacedParagraph]:
        """Return the paragraphs of a box, including those of nested tables."""
        self.content.begin_box()
        for each in self.content.read(box, where):
            if isinstance(each, PlacedParagraph):
                yield each
            else:
                self.found.notes[NESTED] = None
                for row in inside(each, "tr"):
                    for inner in inside(row, "tc"):
                        yield from self._entries(inner, where)

    def _report(self, grid: TableGrid, where: str) -> None:
        """Report the rows and boxes that are deleted or hidden."""
        for element, row, reason in grid.gone:
            words = " ".join(map(str, element.itertext(f"{W}t", f"{W}delText")))
            self.found.leave_out(words, f"{where}, row {row + 1}", REASONS[reason])


def _is_frame(grid: TableGrid) -> bool:
    """Return whether a table only holds others: one row or column of boxes, one of which contains a
    table of several boxes.
    """
    rows = {cell.row for cell in grid.cells}
    columns = {cell.start for cell in grid.cells}
    return (len(rows) == 1 or len(columns) == 1) and any(
        len({(inner.row, inner.start) for inner in grid_of(table).cells}) > FEW
        for cell in grid.cells
        for table in cell.element.iterchildren(f"{W}tbl")
    )


FEW = 3
"""A nested table of no more boxes counts as words of its box."""
