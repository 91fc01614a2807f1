"""Replace words everywhere in a grid: preview each text with doubts, and apply those chosen.

Only the words that were found change: quotation marks, dashes, ligatures and spaces around them
stay. The result is validated as if it had been typed.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any

from opportunities.comparing.similarity import folded
from opportunities.comparing.word_diff import DiffRun
from opportunities.editing import rows_and_columns as frame
from opportunities.editing.copies import note_lines
from opportunities.editing.doubts import doubts_of
from opportunities.editing.finding import Span, Wanted
from opportunities.editing.lines import (
    CannotEdit,
    Edit,
    cleaned,
    set_marks,
    shortened,
    validated,
)
from opportunities.grid.fields import FIELDS, Field, row_types
from opportunities.grid.patch import identity_of, name_of
from opportunities.grid.snapshot import (
    Column,
    GridSnapshot,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
    Stage,
)

IN_LINES = (Opportunity, Placement)

MOST_DOUBTS = 3

CLOSING = ".,;:!?)”’"


class HitsChanged(CannotEdit):
    """Raised if the draft has changed since the hits were shown; nothing was replaced."""


@dataclass(frozen=True)
class Replacing:
    """Words and their replacement: empty removes them, None only finds them."""

    wanted: Wanted
    put: str | None = ""

    @cached_property
    def words(self) -> str:
        return cleaned(self.put or "")

    def runs(self, text: str) -> tuple[DiffRun, ...]:
        """Return the text with the change in runs. Empty if nothing would change."""
        runs, at = [], 0
        for start, end in self.wanted.spans(text):
            if self.put is not None and not self.words:
                start, end = _with_a_space(text, at, (start, end))
            found = text[start:end]
            put = found if self.put is None else self._for(found)
            if put != found or self.put is None:
                runs.append(DiffRun(text[at:start], found, put))
                at = end
        if runs and text[at:]:
            runs.append(DiffRun(text[at:]))
        return tuple(runs)

    def _for(self, found: str) -> str:
        """Return the replacement, capitalised like the words found if case was not asked for."""
        goes_up = not self.wanted.by_case and self.wanted.words[:1].islower()
        if goes_up and found[0].isupper():
            return self.words[:1].upper() + self.words[1:]
        return self.words


def after(runs: tuple[DiffRun, ...]) -> str:
    """Return the text that these runs leave."""
    return "".join(run.kept + run.added for run in runs)


def _with_a_space(text: str, least: int, span: Span) -> Span:
    """Widen the span by a space that is no longer needed. `least`: where to stop."""
    start, end = span
    begins = start == least or text[start - 1].isspace()
    if begins and text[end : end + 1].isspace():
        return start, end + 1
    if start > least and begins and (end == len(text) or text[end] in CLOSING):
        return start - 1, end
    return span


@dataclass(frozen=True)
class Hit:
    """A row with the words: as it is and as it would be.

    `texts`: its texts that change, by field, in runs. `fault`: why the change is impossible; else
    empty. `doubts`: why it may not be intended.
    """

    before: Any
    after: Any
    texts: tuple[tuple[Field, tuple[DiffRun, ...]], ...]
    places: tuple[Placement, ...] = ()
    fault: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def kind(self) -> type:
        return type(self.before)

    @property
    def is_of_a_line(self) -> bool:
        return self.kind in IN_LINES

    @property
    def is_meant(self) -> bool:
        """Whether there is no fault and no doubt."""
        return not (self.fault or self.doubts)

    @cached_property
    def id(self) -> str:
        """An id of the row in 12 letters."""
        return _digest(self.kind.__name__, name_of(identity_of(self.before)))[:12]

    @cached_property
    def state(self) -> str:
        """A fingerprint in 8 letters of what the page shows of it."""
        standing = [name_of(placement.place) for placement in self.places]
        return _digest(repr(self.before), repr(self.after), *standing)[:8]


def hits(grid: GridSnapshot, asked: Replacing, *, around: bool = False) -> tuple[Hit, ...]:
    """Return the hits in the order of the grid; `around`: also in names, headings and sections."""
    found = list(_found(grid, asked, around))
    now = _Same(grid)
    then = _Same(_with_rows(grid, [hit.after for hit in found if not hit.fault]))

    def doubts(hit: Hit) -> Iterator[str]:
        for _, runs in hit.texts if asked.put is not None else ():
            yield from doubts_of(runs)
        if hit.places and all(_is_hidden(grid, placement) for placement in hit.places):
            yield "Readers do not see it: it is hidden."
        if then.beside(hit, hit.after) > now.beside(hit, hit.before):
            yield SAME[hit.kind]

    return tuple(replace(hit, doubts=_first(doubts(hit))) for hit in found)


def _first(doubts: Iterator[str]) -> tuple[str, ...]:
    """Return a few different sentences: one is reason enough to look."""
    return tuple(dict.fromkeys(islice(doubts, MOST_DOUBTS)))


def fingerprint(found: Collection[Hit]) -> str:
    """Return the ids and states of these hits, for a form to carry."""
    return " ".join(f"{hit.id}{hit.state}" for hit in found)


def replace_in(
    grid: GridSnapshot, asked: Replacing, ids: Collection[str], *, seen: str, around: bool = False
) -> Edit:
    """Replace the words in the chosen rows. `seen`: the fingerprint of all hits on the page.

    Raises HitsChanged if the hits are different now.
    """
    found = hits(grid, asked, around=around)
    if fingerprint(found) != seen:
        raise HitsChanged("The draft was changed after this was shown.")
    wanted = set(ids)
    chosen = [hit for hit in found if hit.id in wanted]
    if not chosen:
        raise CannotEdit("Tick at least one place.")
    if fault := next((hit.fault for hit in chosen if hit.fault), ""):
        raise CannotEdit(fault)
    what = "replaced" if asked.words else "removed"
    return Edit(_with_rows(grid, [hit.after for hit in chosen]), what, _describe(asked, chosen))


def counted(chosen: Collection[Hit]) -> str:
    """Return "2 lines, 9 places and 1 other text"."""
    places = {one.key: one.opportunity for hit in chosen for one in hit.places}
    lines = {*places.values()}
    others = sum(not hit.is_of_a_line for hit in chosen)
    parts = [f"{len(lines)} line{'s' * (len(lines) != 1)}"] if lines else []
    if len(places) != len(lines):
        parts[0] += f", {len(places)} place{'s' * (len(places) != 1)}"
    if others:
        parts.append(f"{others}{' other' if lines else ''} text{'s' * (others != 1)}")
    return " and ".join(parts)


def _describe(asked: Replacing, chosen: Collection[Hit]) -> str:
    words = shortened(cleaned(asked.wanted.words))
    if asked.words:
        return f"“{words}” by “{shortened(asked.words)}” in {counted(chosen)}"
    return f"“{words}” from {counted(chosen)}"


def _found(grid: GridSnapshot, asked: Replacing, around: bool) -> Iterator[Hit]:
    places: dict[Any, list[Placement]] = {}
    for placement in grid.placements:
        places.setdefault(placement.opportunity, []).append(placement)
        if placement.note:
            places[placement.key] = [placement]
    in_order: list[Any] = [grid.opportunity_by_key[key] for key in grid.number_of]
    rows = [*in_order, *(one for one in grid.placements if one.note)]
    if around:
        rows += [*grid.stages, *grid.columns, *grid.headings, *grid.sections]
    for row in rows:
        if texts := dict(_texts(row, asked)):
            standing = places.get(row.key, ()) if isinstance(row, IN_LINES) else ()
            yield _hit(grid, row, texts, tuple(standing))


type Texts = dict[Field, list[tuple[DiffRun, ...] | str]]
"""The texts of each field that changes: in runs, or unchanged."""


def _texts(row: Any, asked: Replacing) -> Iterator[tuple[Field, list[tuple[DiffRun, ...] | str]]]:
    for field in FIELDS[type(row)]:
        if field.is_text:
            value = field.of(row)
            texts = value if isinstance(value, tuple) else (value,)
            changed = [asked.runs(text) or text for text in texts]
            if changed != [*texts]:
                yield field, changed


def _hit(grid: GridSnapshot, row: Any, texts: Texts, places: tuple[Placement, ...]) -> Hit:
    values: dict[str, Any] = {}
    for field, changed in texts.items():
        now = [text if isinstance(text, str) else after(text) for text in changed]
        filled = tuple(text for text in now if cleaned(text))
        values[field.name] = filled if isinstance(field.of(row), tuple) else "".join(filled)
    changes = tuple(
        (field, text) for field, found in texts.items() for text in found if isinstance(text, tuple)
    )
    became = replace(row, **values)
    return Hit(row, became, changes, places, fault=_fault(grid, became))


def _fault(grid: GridSnapshot, row: Any) -> str:
    """Return why the row would be invalid; empty if it could be typed like this."""
    try:
        CHECKS[type(row)](grid, row)
    except CannotEdit as cannot:
        return str(cannot)
    return ""


def _named(row: Any) -> dict[str, Any]:
    return {field.name: field.of(row) for field in FIELDS[type(row)] if field.is_text}


def _check_heading(grid: GridSnapshot, mark: PrintedHeading) -> None:
    if not cleaned(mark.text):
        raise CannotEdit("Write a heading, or take it away in its box.")
    set_marks(grid, (mark.stage, mark.column), word=None, heading=mark.text)


CHECKS: dict[type, Callable[[GridSnapshot, Any], Any]] = {
    Opportunity: lambda grid, row: validated(row.wording),
    Placement: lambda grid, row: note_lines(grid, [row.key], row.note),
    Stage: lambda grid, row: frame.change_stage(grid, row.key, **_named(row)),
    Column: lambda grid, row: frame.change_column(
        grid, row.key, heading=row.heading, tier=row.tier
    ),
    PrintedHeading: _check_heading,
    Section: lambda grid, row: frame.change_section(
        grid, row.key, heading=row.heading, body=row.body
    ),
}
"""The validation of typed rows, by kind."""


def _with_rows(grid: GridSnapshot, changed: Collection[Any]) -> GridSnapshot:
    """Return the grid with these rows replaced."""
    rows = {(type(row), identity_of(row)): row for row in changed}
    return replace(
        grid,
        **{
            name: tuple(rows.get((kind, identity_of(row)), row) for row in getattr(grid, name))
            for kind, name in row_types().items()
        },
    )


SAME: dict[type, str] = {
    Opportunity: "Then another line in the same box says the same.",
    Stage: "Then another stage has the same name.",
    Column: "Then another column has the same heading.",
}


class _Same:
    """Counts equal lines in a box, and equal names among the stages or columns of a grid."""

    def __init__(self, grid: GridSnapshot) -> None:
        self.times: Counter[tuple[object, str]] = Counter(
            (line.place, _whole(grid.opportunity_by_key[line.opportunity]))
            for line in grid.placements
        )
        self.times.update((Stage, folded(stage.name)) for stage in grid.stages)
        self.times.update((Column, folded(column.heading)) for column in grid.columns)

    def beside(self, hit: Hit, row: Any) -> int:
        """Return how many rows beside the hit have the same content; 0 if that does not matter."""
        keys: list[tuple[object, str]] = []
        match row:
            case Opportunity():
                keys = [(placement.place, _whole(row)) for placement in hit.places]
            case Stage(name=text) | Column(heading=text):
                keys = [(type(row), folded(text))]
        return max((self.times[one] for one in keys), default=0)


def _is_hidden(grid: GridSnapshot, line: Placement) -> bool:
    return (
        line.hidden
        or grid.stage_by_key[line.stage].hidden
        or grid.column_by_key[line.column].hidden
    )


def _whole(line: Opportunity) -> str:
    return folded(line.full_text)


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
