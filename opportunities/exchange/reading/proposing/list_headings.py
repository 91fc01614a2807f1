"""The headings of a list with a row for each opportunity: the role of each column, and ticks.

A list has a heading over its opportunities, and ticked or named stages or providers; or it has
columns of ticks alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from opportunities.exchange.reading.proposing.found import words_of
from opportunities.exchange.reading.proposing.guesses import is_stage
from opportunities.exchange.reading.tables import Table

TICK = re.compile(r"\(?(?:x|✓|✔|√|☑|☒|✅|●|•|■|ü|\uf0fc|\uf0fe|y|yes)\)?", re.IGNORECASE)
NO_TICK = re.compile(r"[-–—]|n|no|n/?a|☐|□|0", re.IGNORECASE)

HEADINGS = {
    "words": r"(?:cpd |training |name of |development )?(?:opportunit(?:y|ies)|courses?"
    r"|activit(?:y|ies)|titles?|what|programmes?|sessions?|modules?|events?|training|offers?)"
    r"(?: (?:title|name))?",
    "stage": r"(?:career )?(?:stages?|phases?|levels?)|(?:suitable |aimed )?for"
    r"|who(?: is it| it is| this is)? for\??|for whom|whom(?: is it)? for\??"
    r"|(?:target )?(?:audience|group)|aimed at|roles?|staff group",
    "provider": r"provide[rd](?: by)?|column|where|delivered by|source|led by|run by|by whom",
    "link": r"(?:web\s*)?(?:link|address|url|website|site)s?|book(?:ing)?(?: link| here)?"
    r"|more information",
    "cost": r"(?:cost|price|fee|charge)s?(?: .{0,20})?",
    "code": r"(?:course )?(?:ref(?:erence)?|code|no|id|number)\W*",
    "details": r"details?|descriptions?|summary|content",
    "when": r"when|dates?(?: and times?)?|term|timing|day",
    "contact": r"contacts?|e-?mail",
}
"""Words that the headings of each role consist of."""
_SAYS = {what: re.compile(words, re.IGNORECASE) for what, words in HEADINGS.items()}


@dataclass(frozen=True)
class ListHeadings:
    """The rows of the headings, the heading of each column, and the columns by role."""

    rows: tuple[int, ...]
    heads: dict[int, str]
    columns: dict[str, int] = field(default_factory=dict)
    ticks: tuple[int, ...] = ()


def list_headings(table: Table, asked: int | None = None) -> ListHeadings | None:
    """Find the headings of a list; None if the table is not one. `asked` is the heading row that a
    person chose.
    """
    tried = range(min(table.size[0], MOST_ROWS_ABOVE)) if asked is None else [asked]
    ticked = _Ticks(table)
    for read in (_known, _ticks_alone):
        for row in tried:
            heads = dict(enumerate(_words(table, row)))
            if sum(map(bool, heads.values())) > 1 and (
                found := read(table, row, heads, ticked.below(row))
            ):
                return found
    return None


MOST_ROWS_ABOVE, PLAINLY_A_LIST = 10, 4
"""Rows to search for headings; a table with this many known columns is clearly a list."""


def _known(
    table: Table, row: int, heads: dict[int, str], ticks: tuple[int, ...]
) -> ListHeadings | None:
    columns: dict[str, int] = {}
    for what, words in _SAYS.items():
        for column, heading in heads.items():
            taken = column in ticks or column in columns.values()
            if not taken and what not in columns and words.fullmatch(heading.rstrip(":* ")):
                columns[what] = column
    if "words" not in columns:
        return None
    if ticks:
        columns.pop("stage", None)
    elif "provider" not in columns:
        is_plain = "stage" in columns and len(columns) >= PLAINLY_A_LIST
        if not is_plain and not _names_repeat(table, row, columns):
            return None
    return _with_second_row(table, row, heads, ticks, columns)


def _ticks_alone(
    table: Table, row: int, heads: dict[int, str], ticks: tuple[int, ...]
) -> ListHeadings | None:
    """Find columns of ticks beside one with words, whatever that is called."""
    named = (heads[tick] or words_of(table.at.get((row + 1, tick))) for tick in ticks)
    if len(ticks) < 2 or not all(name and not TICK.fullmatch(name) for name in named):
        return None
    others = [column for column in heads if column not in ticks]
    longest = max(others, key=lambda column: _length(table, row, column), default=None)
    if longest is None or _has_stages_down(table, row, longest, heads, ticks):
        return None
    return _with_second_row(table, row, heads, ticks, {"words": longest})


def _with_second_row(
    table: Table, row: int, heads: dict[int, str], ticks: tuple[int, ...], columns: dict[str, int]
) -> ListHeadings:
    """Return the headings including a second row, such as the names of ticked stages."""
    below = _words(table, row + 1)
    is_second = (
        any(below[column] for column in ticks)
        and not any(TICK.fullmatch(below[column]) for column in ticks)
        and not below[columns["words"]]
    )
    if not is_second:
        return ListHeadings((row,), heads, columns, ticks)
    both = {column: below[column] or heading for column, heading in heads.items()}
    return ListHeadings((row, row + 1), both, columns, ticks)


class _Ticks:
    """The places of ticks, and of other words, in the columns of a table."""

    def __init__(self, table: Table) -> None:
        self.ticks: dict[int, list[int]] = {}
        self.others: dict[int, list[int]] = {}
        for box in table.boxes:
            words = words_of(box) if len(box.paragraphs) < MOST_IN_A_TICK else "words"
            if words and not NO_TICK.fullmatch(words):
                found = self.ticks if TICK.fullmatch(words) else self.others
                found.setdefault(box.column, []).append(box.row)

    def below(self, row: int) -> tuple[int, ...]:
        """Return the columns that have ticks and hardly anything else."""
        return tuple(
            column
            for column, rows in sorted(self.ticks.items())
            if (ticks := sum(each > row for each in rows))
            and ticks * 2 >= sum(each > row for each in self.others.get(column, ())) - 1
        )


MOST_IN_A_TICK = 2


def _names_repeat(table: Table, row: int, columns: dict[str, int]) -> bool:
    """Return whether several rows name the same stage, so that each row is a line of it."""
    if "stage" not in columns:
        return False
    names = [words for words in _below(table, row, columns["stage"]) if words]
    return len(set(names)) < len(names)


def _has_stages_down(
    table: Table, row: int, column: int, heads: dict[int, str], ticks: tuple[int, ...]
) -> bool:
    """Return whether stages run down the side and the ticked headings along the top."""
    names = [words for words in _below(table, row, column) if words]
    along = [heads[tick] for tick in ticks if heads[tick]]
    return sum(map(is_stage, names)) * 2 > len(names) and not any(map(is_stage, along))


def _length(table: Table, row: int, column: int) -> int:
    return sum(map(len, _below(table, row, column)))


def _below(table: Table, row: int, column: int) -> Iterator[str]:
    for below in range(row + 1, table.size[0]):
        box = table.at.get((below, column))
        yield words_of(box) if box and box.row == below else ""


def _words(table: Table, row: int) -> list[str]:
    return [words_of(table.at.get((row, column))) for column in range(table.size[1])]
