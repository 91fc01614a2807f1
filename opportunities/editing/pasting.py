"""Add pasted lines to boxes of a draft: new lines, and existing lines of other boxes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from opportunities.editing.lines import (
    MOST_AT_ONCE,
    CannotEdit,
    Edit,
    cell,
    named,
    validated,
)
from opportunities.grid.snapshot import (
    Continuation,
    GridSnapshot,
    Opportunity,
    Place,
    Placement,
    Wording,
)
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier

NOTHING_NEW = "There is nothing to add: each of these lines stands in its box already."


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line for a box. `same_as`: the existing line with these words, to place here too.

    `is_own`: a separate line, though its words are elsewhere.
    """

    wording: Wording
    same_as: UUID | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class NewBox:
    """Additions to a box: its lines, and the word that it starts with, or None to leave it."""

    place: Place
    lines: tuple[NewLine, ...]
    word: ContinuationWord | None = None


def paste(
    grid: GridSnapshot,
    boxes: Sequence[NewBox],
    *,
    tier: ProviderTier | None = None,
    new_key: Callable[[], UUID] = uuid4,
) -> Edit:
    """Add the lines at the end of their boxes. `tier` is for columns that mix providers.

    A line that a colleague removed meanwhile is added as a new one.
    """
    many = sum(len(box.lines) for box in boxes)
    if many > MOST_AT_ONCE:
        raise CannotEdit(f"That is {many:,} lines. Add at most {MOST_AT_ONCE} at once.")
    pasting = _Pasting(grid, tier, new_key)
    placed = [placement for box in boxes for placement in pasting.placements(box)]
    after = replace(
        grid,
        opportunities=(*grid.opportunities, *pasting.new),
        placements=(*grid.placements, *placed),
        continuations=_with_words(grid, boxes),
    )
    if after == grid:
        raise CannotEdit(NOTHING_NEW)
    if placed:
        return Edit(after, "added", _describe(after, placed, len(pasting.new)))
    first = next(box for box in boxes if box.word)
    stage, column = cell(grid, first.place)
    return Edit(after, "changed", f"what stands over {stage.name}, {column.heading}")


class _Pasting:
    """Makes the lines: repeated words are one line."""

    def __init__(
        self, grid: GridSnapshot, tier: ProviderTier | None, new_key: Callable[[], UUID]
    ) -> None:
        self.grid, self.tier, self.new_key = grid, tier, new_key
        self.new: list[Opportunity] = []
        self.by_words: dict[str, UUID] = {}

    def placements(self, box: NewBox) -> list[Placement]:
        stage, column = cell(self.grid, box.place)
        tier = column.tier or self.tier
        if box.lines and tier is None:
            raise CannotEdit(f"Say who provides this: “{column.heading}” holds several providers.")
        standing = {line.opportunity for line in self.grid.cells[box.place]}
        placed = []
        for line in box.lines:
            key = self._line(line)
            if key not in standing:
                standing.add(key)
                placed.append(Placement(self.new_key(), stage.key, column.key, key, tier))  # type: ignore[arg-type]
        return placed

    def _line(self, line: NewLine) -> UUID:
        if line.same_as in self.grid.opportunity_by_key:
            return line.same_as
        fields = validated(line.wording)
        words = repr(fields)
        if words in self.by_words and not line.is_own:
            return self.by_words[words]
        made = Opportunity(self.new_key(), **fields)
        self.new.append(made)
        return self.by_words.setdefault(words, made.key) if not line.is_own else made.key


def _with_words(grid: GridSnapshot, boxes: Sequence[NewBox]) -> tuple[Continuation, ...]:
    words = {box.place: box.word for box in boxes if box.word}
    unchanged = (mark for mark in grid.continuations if (mark.stage, mark.column) not in words)
    changed = {place: word for place, word in words.items() if grid.word_at.get(place) != word}
    if not changed:
        return grid.continuations
    return (*unchanged, *(Continuation(*place, word) for place, word in words.items()))


def _describe(grid: GridSnapshot, placed: Sequence[Placement], new: int) -> str:
    """Return "14 lines to NQT", "“Read” to 3 boxes"; and which of them are elsewhere too."""
    places: dict[Any, None] = dict.fromkeys(line.place for line in placed)
    stages = dict.fromkeys(grid.stage_by_key[line.stage].name for line in placed)
    to = f"{len(places)} boxes" if len(places) > 1 else next(iter(stages))
    words = named(grid.opportunity_by_key[line.opportunity] for line in placed)
    known = len({line.opportunity for line in placed}) - new
    if not known:
        return f"{words} to {to}"
    if len(placed) == 1:
        return f"{words} to {to}, the same line as in other boxes"
    return f"{words} to {to}, {known} of them as in other boxes"
