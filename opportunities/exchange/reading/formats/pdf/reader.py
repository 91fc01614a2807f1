"""Read the tables of a PDF made by a program. A PDF contains no tables, only lines and letters at
positions: the result is a guess, and people check every box.

Two sorts of table are found: those ruled all around, and those with a rule in several pieces below
their headings, each piece a column, as in our own PDF.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page

from opportunities.exchange.reading.formats.pdf.boxes import (
    Area,
    is_bold,
    joined,
    lines_in,
    paragraphs_in,
    size_of,
    within,
)
from opportunities.exchange.reading.formats.pdf.columns import tables_under_rules
from opportunities.exchange.reading.tables import (
    Box,
    CannotRead,
    FileContents,
    LeftOut,
    Paragraph,
    Table,
)

NOTE = "Read from a PDF: check each box."
DAMAGED = (
    "This PDF cannot be opened: it is damaged, or cut off. "
    "Download it again, or bring in the Word or Excel file that it was made from."
)
LOCKED = (
    "This PDF is locked with a password. Save it without one, "
    "or bring in the Word or Excel file that it was made from."
)
TOO_MUCH = "This PDF has more in it than a framework. Bring in fewer pages."
PICTURES = (
    "This PDF holds pictures of pages and no words, as from a scanner. "
    "Bring in the Word or Excel file that it was made from, or paste its text."
)
MOST_PAGES, MOST_SIGNS, MOST_RULES, MOST_OBJECTS = 80, 1_000_000, 5_000, 100_000
THE_END, AT_THE_END = b"startxref", 64_000
"""What a complete PDF has among its last bytes; mail or servers may add some more."""

AS_ONE = 3
"""Points within which two rules are one."""

AT_THE_EDGE = 60
"""Points from the top or bottom edge of a page within which running heads and feet stand."""


@dataclass
class _Found:
    """A page: its tables, the lines outside them, and the number of letters of each size."""

    page: int
    height: float
    sizes: Counter[float]
    tables: list[tuple[Area, Table]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)


def read(content: bytes) -> FileContents:
    """Read the tables of a PDF, and the text between them."""
    if THE_END not in content[-AT_THE_END:]:
        raise CannotRead(DAMAGED)
    if content.count(b" obj") > MOST_OBJECTS:
        raise CannotRead(TOO_MUCH)
    try:
        return _read(content)
    except CannotRead:
        raise
    except Exception as error:  # the library raises anything on a damaged file
        reasons = (error, *error.args, error.__cause__)
        if any(isinstance(reason, PDFPasswordIncorrect) for reason in reasons):
            raise CannotRead(LOCKED) from error
        raise CannotRead(DAMAGED) from error


def _read(content: bytes) -> FileContents:
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        if not pdf.pages:
            raise CannotRead(DAMAGED)
        if len(pdf.pages) > MOST_PAGES:
            raise CannotRead(
                f"This PDF has {len(pdf.pages)} pages; we read {MOST_PAGES}. "
                "Save the pages with the framework as a PDF of their own, and bring in that."
            )
        title = str((pdf.metadata or {}).get("Title") or "")
        pages = []
        signs = 0
        for page in map(_upright, pdf.pages):
            signs += len(page.chars)
            if signs > MOST_SIGNS:
                raise CannotRead(TOO_MUCH)
            pages.append(_page(page))
            page.close()
    if not signs:
        raise CannotRead(PICTURES)
    left_out = tuple(_take_out_furniture(pages))
    return FileContents(
        tuple(_joined(_blocks(pages))), left_out, title=title.strip(), notes=(NOTE,)
    )


def _upright(page: Page) -> Page:
    """Return the page rotated so that most of its words run from left to right."""
    turns = Counter(_turn_of(*char["matrix"][:2]) for char in page.chars)
    [(turn, _)] = turns.most_common(1) or [(0, 0)]
    if not turn:
        return page
    turned = page.page_obj
    turned.rotate = turned.attrs["Rotate"] = (page.rotation + turn) % 360
    return Page(page.pdf, turned, page.page_number)


def _turn_of(along: float, up: float) -> int:
    """Return the clockwise rotation, in degrees, for a page whose letters run in this direction."""
    if abs(up) > abs(along):
        return 90 if up > 0 else 270
    return 180 if along < 0 else 0


def _page(page: Page) -> _Found:
    sizes = Counter(round(float(char["size"]), 1) for char in page.chars)
    found = _Found(page.page_number, float(page.height), sizes)
    if len(page.edges) <= MOST_RULES:
        found.tables = [*_ruled(page)] or [*tables_under_rules(page)]
    areas = [area for area, _ in found.tables]
    found.lines = [line for line in lines_in(page) if not any(_is_in(line, area) for area in areas)]
    return found


def _is_in(line: dict[str, Any], area: Area) -> bool:
    left, top, right, bottom = area
    middle = (line["top"] + line["bottom"]) / 2
    return top <= middle <= bottom and line["x0"] < right and line["x1"] > left


def _ruled(page: Page) -> Iterator[tuple[Area, Table]]:
    """Yield the tables ruled all around. A box over several rows or columns spans them."""
    upright = [edge for edge in page.edges if edge["orientation"] == "v"]
    if not any(edge["object_type"] != "rect" for edge in upright):
        return
    ends = [float(edge[end]) for edge in page.edges if edge["width"] for end in ("x0", "x1")]
    # A table may lack its left and right rules: there the horizontal rules end. Rules that are
    # there are not made longer, or they would join two tables with the heading between them.
    outer = [
        end
        for end in (min(ends, default=0.0), max(ends, default=0.0))
        if end and not any(abs(float(edge["x0"]) - end) < AS_ONE for edge in upright)
    ]
    for found in page.find_tables({"explicit_vertical_lines": outer}):
        boxes = tuple(_boxes(page, found.cells))
        if any(box.column for box in boxes):
            yield found.bbox, Table(boxes, where=f"page {page.page_number}")


def _boxes(page: Page, cells: list[Area]) -> Iterator[Box]:
    """Yield the boxes with words; split one over several columns where gaps in its words allow."""
    lefts = sorted({round(left) for left, *_ in cells})
    tops = sorted({round(top) for _, top, *_ in cells})
    for left, top, right, bottom in sorted(cells, key=lambda cell: (round(cell[1]), cell[0])):
        row = tops.index(round(top))
        rows = 1 + sum(each < bottom - 1 for each in tops[row + 1 :])
        edges = [left, *(each for each in lefts if left + 1 < each < right - 1), right]
        if _are_apart(page, (left, top, right, bottom), edges[1:-1]):
            parts = list(pairwise(edges))
        else:
            parts = [(left, right)]
        for start, end in parts:
            if paragraphs := paragraphs_in(page, (start, top, end, bottom)):
                columns = sum(start - 1 < each < end - 1 for each in lefts)
                yield Box(row, lefts.index(round(start)), paragraphs, rows, columns)


def _are_apart(page: Page, area: Area, edges: list[float]) -> bool:
    """Return whether there are words on both sides of these edges and none across them."""
    words = within(page, area).extract_words() if edges else []
    is_across = any(
        word["x0"] < edge - 1 and word["x1"] > edge + 1 for word in words for edge in edges
    )
    taken = {sum(word["x0"] > edge - 1 for edge in edges) for word in words}
    return not is_across and len(taken) > 1


# All pages together.


def _take_out_furniture(pages: list[_Found]) -> Iterator[LeftOut]:
    """Remove and yield what stands at the edge of most pages, page numbers disregarded."""
    at_edges = [
        (found, line)
        for found in pages
        for line in found.lines
        if line["top"] < AT_THE_EDGE or line["bottom"] > found.height - AT_THE_EDGE
    ]
    often = Counter(_without_numbers(line) for _, line in at_edges)
    reported: set[str] = set()
    for found, line in at_edges:
        words = _without_numbers(line)
        if len(pages) > 1 and often[words] * 2 > len(pages):
            found.lines.remove(line)
            if words not in reported:
                reported.add(words)
                where = f"page {found.page}"
                yield LeftOut(line["text"].strip(), where, "It stands on each page.")


def _without_numbers(line: dict[str, Any]) -> str:
    return re.sub(r"\d+", "0", line["text"].strip())


def _blocks(pages: list[_Found]) -> Iterator[Table | Paragraph]:
    sizes = sum((found.sizes for found in pages), Counter[float]())
    usual = sizes.most_common(1)[0][0]
    levels = _heading_levels([line for found in pages for line in found.lines], usual)
    for found in pages:
        heading = ""
        rest = list(found.lines)
        for area, table in sorted(found.tables, key=lambda each: (each[0][1], each[0][0])):
            above = [line for line in rest if line["top"] < area[1]]
            rest = rest[len(above) :]
            for paragraph in _paragraphs(above, levels, found.page):
                heading = paragraph.text if paragraph.heading else heading
                yield paragraph
            yield table if table.title else replace(table, title=heading)
        yield from _paragraphs(rest, levels, found.page)


def _heading_levels(lines: list[dict[str, Any]], usual: float) -> dict[int, int]:
    """Return the level of each line that is a heading, by its id: large or bold ones that stand
    alone are. Much larger ones are level 1, the others are ranked by their size.
    """
    sizes = {
        id(line): round(size_of(line) * 2) / 2
        for line in lines
        if size_of(line) > usual + 1 or is_bold([line])
    }
    ranked = sorted({size for size in sizes.values() if size <= usual * 1.5}, reverse=True)
    levels = {size: level for level, size in enumerate(ranked, start=2)}
    return {line: levels.get(size, 1) for line, size in sizes.items()}


def _paragraphs(
    lines: list[dict[str, Any]], levels: dict[int, int], page: int
) -> Iterator[Paragraph]:
    """Yield the lines outside tables, as paragraphs and headings."""
    text: list[dict[str, Any]] = []
    right = max((line["x1"] for line in lines), default=0.0)
    for line in [*lines, None]:
        if line is not None and id(line) not in levels:
            text.append(line)
            continue
        for paragraph in joined(text, right):
            yield replace(paragraph, where=f"page {page}")
        text = []
        if line is not None:
            text_of_it = line["text"].strip()
            yield Paragraph(text_of_it, heading=levels[id(line)], where=f"page {page}")


def _joined(blocks: Iterator[Table | Paragraph]) -> list[Table | Paragraph]:
    """Join each table with its continuation, which repeats its title and headings."""
    whole: list[Table | Paragraph] = []
    for block in blocks:
        last = whole[-1] if whole else None
        if (
            isinstance(block, Table)
            and isinstance(last, Table)
            and last.where != block.where
            and block.title in ("", last.title)
            and _headings(block) == _headings(last)
        ):
            below = last.size[0] - 1
            rows = tuple(replace(box, row=box.row + below) for box in block.boxes if box.row)
            whole[-1] = replace(last, boxes=last.boxes + rows)
        else:
            whole.append(block)
    return whole


def _headings(table: Table) -> list[tuple[int, str]]:
    return [(box.column, box.text) for box in table.boxes if box.row == 0]
