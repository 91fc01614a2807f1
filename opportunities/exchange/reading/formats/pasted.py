"""Read text pasted from Word, Excel, a web page or a PDF: tables by their tabs, then the rest.

Excel puts a box of several lines in quotes. Word and browsers do not: there a row continues until
it has as many boxes as the widest row of its table.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from opportunities.exchange.reading.boxes import boxes_of, check_size
from opportunities.exchange.reading.bullets import BARE, BulletKind, marker_of, markers_of
from opportunities.exchange.reading.encodings import text_of
from opportunities.exchange.reading.tables import CannotRead, FileContents, Paragraph, Table
from opportunities.grid.web_address import href

EMPTY = "There is nothing in what was pasted. Copy the text again, and paste it into the box."
MOST_LINES = 20_000
BREAKS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)"(?=[\t\n]|\Z)')
PLAIN = re.compile(r"[^\t\n]*")
MARKED = re.compile(r"(#{1,6})\s+(.+)")
LONGEST_HEADING = 80
MINOR: tuple[BulletKind, ...] = ("minor", "letter", "roman")
SIGNS: tuple[BulletKind, ...] = ("sign", "minor")
BULLET = re.compile(r"\s*[•·▪➢§o\uf000-\uf0ff]\s*")
COUNTED = re.compile(r"\s*\(?[\da-z]{1,5}[.)]\s*", re.IGNORECASE)
"""Numbers before a tab that separates no boxes, as Word copies lists. Dashes and ticks count as
boxes.
"""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of pasted text: its boxes (one if it has no tab) and its original `text`.

    `kind` is that of its bullet; a line of Excel whose box is in quotes has none.
    """

    boxes: tuple[str, ...]
    text: str
    is_quoted: bool = False
    kind: BulletKind = ""

    @property
    def is_row(self) -> bool:
        """Whether this is a table row: several boxes, not counting the bullet."""
        others = self.boxes[1:]
        if self.kind:
            return any(marker_of(box).kind in SIGNS for box in others)
        return any(map(str.strip, others))

    @property
    def is_empty(self) -> bool:
        return not any(map(str.strip, self.boxes))

    @property
    def is_indented(self) -> bool:
        """Whether its tabs only indent it: nothing stands before its last box."""
        *before, last = self.boxes
        return bool(before and last.strip()) and not (self.is_quoted or any(map(str.strip, before)))


def read(content: bytes) -> FileContents:
    """Read a file of plain text."""
    return read_text(text_of(content))


def read_text(text: str) -> FileContents:
    """Read pasted text: its tables and paragraphs in order."""
    lines = _marked_lines(text)
    return FileContents(tuple(_lists(lines) or _blocks(lines)))


def blocks_of(text: str) -> tuple[Table | Paragraph, ...]:
    """Read text pasted into a box, where even one row by itself is a table."""
    lines = _marked_lines(text)
    blocks = tuple(_blocks(lines))
    rows = [number for number, line in enumerate(lines) if line.is_row]
    is_read = _is_list_by_tabs(lines, lines) or any(isinstance(block, Table) for block in blocks)
    if len(rows) != 1 or is_read:
        return blocks
    (at,) = rows
    above, below = ([line.text for line in part] for part in (lines[:at], lines[at + 1 :]))
    first, *between, last = lines[at].boxes
    row = ["\n".join([*above, first]), *between, "\n".join([last, *below])]
    return (Table(boxes_of([row])),)


def _marked_lines(text: str) -> list[_Line]:
    text = BREAKS.sub("\n", text).replace("\0", "").removeprefix("\ufeff")
    if not text.strip():
        raise CannotRead(EMPTY)
    if (count := text.strip("\n").count("\n") + 1) > MOST_LINES:
        raise CannotRead(
            f"This has {count:,} lines; we read {MOST_LINES:,}. Paste one framework at a time."
        )
    lines = list(_lines(text.rstrip("\n")))
    markers = markers_of([line.text for line in lines])
    return [
        line
        if line.is_quoted
        else replace(line, kind=mark.kind, boxes=_with_bullets(line.boxes, mark.kind))
        for line, mark in zip(lines, markers, strict=True)
    ]


def _with_bullets(boxes: tuple[str, ...], kind: BulletKind) -> tuple[str, ...]:
    """Return the boxes of a line, each bullet joined with the words after its tab."""
    whole = list(boxes[:1])
    for number, box in enumerate(boxes[1:]):
        is_bullet = BULLET.fullmatch(whole[-1]) and not BARE.fullmatch(box)
        if is_bullet or (kind and number == 0 and COUNTED.fullmatch(whole[-1])):
            whole[-1] = f"{whole[-1]}\t{box}"
        else:
            whole.append(box)
    return tuple(whole)


def _lines(text: str) -> Iterator[_Line]:
    """Yield the lines; one with a box in quotes may span several."""
    place = 0
    while place < len(text):
        boxes: list[str] = []
        start, is_quoted = place, False
        while True:
            found = QUOTED.match(text, place)
            if found and (boxes or "\n" in found[1] or text[found.end() : found.end() + 1] == "\t"):
                boxes.append(found[1].replace('""', '"'))
                is_quoted = True
            else:
                found = PLAIN.match(text, place)
                boxes.append(found[0] if found else "")
            place = found.end() if found else place
            if text[place : place + 1] != "\t":
                break
            place += 1
        words = "\t".join(boxes) if is_quoted else text[start:place]
        yield _Line(tuple(boxes), words, is_quoted)
        place += 1


def _lists(lines: list[_Line]) -> list[Paragraph]:
    """Return lists separated by empty lines: a heading, then an entry on each line. Empty if the
    text may be prose.

    A single first line is the title.
    """
    groups = [
        list(group)
        for is_empty, group in groupby(lines, lambda line: line.is_empty)
        if not is_empty
    ]
    title = groups.pop(0) if len(groups[0]) == 1 else []
    is_plain = not any(line.kind or line.is_row or MARKED.match(line.text) for line in lines)
    if not is_plain or len(groups) < FEWEST_LISTS or not all(map(_is_list, groups)):
        return []
    found = [Paragraph(line.text.strip(), heading=1) for line in title]
    for head, *entries in groups:
        found.append(Paragraph(head.text.strip().rstrip(":"), heading=2))
        for entry in entries:
            words = entry.text.strip()
            found.append(Paragraph(words, level=0, link=href(words)))
    return found


FEWEST_LISTS = 2


def _is_list(group: list[_Line]) -> bool:
    texts = [line.text.strip() for line in group]
    begins_anew = not any(text[:1].islower() and not href(text) for text in texts)
    return len(group) > 1 and begins_anew and _may_be_heading(group[0])


def _blocks(lines: list[_Line]) -> Iterator[Table | Paragraph]:
    number = 0
    title = ""
    text: list[_Line] = []
    while number < len(lines):
        end = _end_of_table(lines, number)
        if end and _is_list_by_tabs(lines[number:end], lines):
            text += map(_as_entry, lines[number:end])
            number = end
        elif end:
            around = list(_paragraphs(text, is_before_table=True))
            yield from around
            title = around[-1].text if around and around[-1].heading else ""
            yield _table(lines[number:end], title)
            text = []
            number = end
        else:
            text.append(lines[number])
            number += 1
    yield from _paragraphs(text)


def _end_of_table(lines: list[_Line], start: int) -> int:
    """Return the index after the table that begins here; 0 if none does."""
    if not lines[start].is_row:
        return 0
    rows = [start]
    for number in range(start + 1, len(lines)):
        if lines[number].is_row:
            rows.append(number)
        elif number - rows[-1] > FARTHEST:
            break
    end = rows[-1] + 1
    while end < len(lines) and lines[end].kind and not lines[end].is_empty:
        end += 1
    return end if len(rows) > 1 else 0


FARTHEST = 12
"""The most lines without a tab in a box of a table."""


def _is_list_by_tabs(lines: list[_Line], pasted: list[_Line]) -> bool:
    """Return whether the tabs of these lines only indent the entries of a list.

    Where everything that was pasted is indented alike, without bullets, it is a column of Excel
    beside an empty one.
    """
    if not all(line.is_indented for line in lines if line.is_row):
        return False
    filled = [line for line in pasted if not line.is_empty]
    return any(line.kind for line in filled) or len({len(line.boxes) for line in filled}) > 1


def _as_entry(line: _Line) -> _Line:
    """Return an indented line as an entry of a list, as if its tabs were a bullet."""
    if not line.is_indented:
        return line
    return replace(line, kind=line.kind or "sign", boxes=(line.text,))


def _table(lines: list[_Line], title: str) -> Table:
    rows = _rows(lines)
    check_size(len(rows), max(map(len, rows)), "What was pasted")
    return Table(boxes_of(rows), title=title)


def _rows(lines: list[_Line]) -> list[list[str]]:
    """Return the rows of a table. An incomplete row continues on the next line."""
    width = max(len(line.boxes) for line in lines)
    rows: list[list[str]] = []
    for line in lines:
        boxes = list(line.boxes)
        last = rows[-1] if rows else None
        if last is not None and line.is_empty and len(line.boxes) < width:
            continue
        is_open = last is not None and len(last) < width
        if last is not None and (
            (is_open and len(last) + len(boxes) - 1 <= width) or len(boxes) == 1
        ):
            last[-1] = f"{last[-1]}\n{boxes[0]}"
            last += boxes[1:]
        else:
            rows.append(boxes)
    return rows


# Text outside tables.


def _paragraphs(lines: list[_Line], is_before_table: bool = False) -> Iterator[Paragraph]:
    filled = [(number, line) for number, line in enumerate(lines) if not line.is_empty]
    levels = _levels([line for _, line in filled])
    heads: list[int] = [0] * len(filled)
    for place in reversed(range(len(filled))):
        number, line = filled[place]
        is_after_gap = number == 0 or lines[number - 1].is_empty or bool(lines[number - 1].kind)
        if place + 1 < len(filled):
            is_over = bool(filled[place + 1][1].kind) or heads[place + 1] > 0
        else:
            is_over = is_before_table
        if is_over and is_after_gap and _may_be_heading(line):
            heads[place] = 1 if place + 1 < len(filled) and heads[place + 1] == 2 else 2
    for (_, line), level, heading in zip(filled, levels, heads, strict=True):
        words = line.text.rstrip()
        if marked := MARKED.fullmatch(words.strip()):
            yield Paragraph(marked[2], heading=len(marked[1]))
        elif heading:
            yield Paragraph(words.strip().rstrip(":"), heading=heading)
        else:
            yield Paragraph(words, level=level, link=href(words.strip()))


def _may_be_heading(line: _Line) -> bool:
    words = line.text.strip()
    return (
        not line.kind
        and len(words) <= LONGEST_HEADING
        and not words.endswith((".", ",", ";"))
        and not words[:1].islower()
    )


def _levels(lines: list[_Line]) -> list[int | None]:
    """Return the level of each bullet; None for a line without one."""
    levels: list[int | None] = []
    outer = 0
    has_major = False
    for line in lines:
        if not line.kind:
            has_major = False
            levels.append(None)
            continue
        text = line.text.expandtabs(4)
        indent = len(text) - len(text.lstrip())
        is_minor = line.kind in MINOR
        if not has_major:
            outer = indent
        is_deeper = has_major and (is_minor or indent > outer + 1)
        has_major = has_major or not is_minor
        levels.append(1 if is_deeper else 0)
    return levels
