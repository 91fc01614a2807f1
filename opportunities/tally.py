"""What each choice leaves of a grid's lines, counted without a query.

A set of lines is one whole number in which bit n stands for the nth placement: to filter is to
AND such numbers, to count is to count bits. So a filter costs microseconds, however it is asked.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from uuid import UUID

from opportunities.progression import carried_on
from opportunities.snapshot import GridSnapshot, Placement

type Lines = int
"""A set of lines of one grid: bit n is its nth placement."""

OF_STAGES = ("stage", "family", "group")
"""What says which stages are left, rather than which lines."""

FACETS = (*OF_STAGES, "tier")


class Tally:
    """The lines of a grid under each of its choices. Holds for one grid, which never changes."""

    def __init__(self, grid: GridSnapshot) -> None:
        self.grid = grid
        self._bit = {placement.key: 1 << n for n, placement in enumerate(grid.placements)}
        self.all: Lines = (1 << len(grid.placements)) - 1
        self.at_stage: dict[UUID, Lines] = {stage.key: 0 for stage in grid.stages}
        tiers: dict[str, Lines] = {}
        for placement in grid.placements:
            bit = self._bit[placement.key]
            self.at_stage[placement.stage] |= bit
            tiers[placement.tier] = tiers.get(placement.tier, 0) | bit
        self.lines: dict[str, dict[str, Lines]] = {name: {} for name in OF_STAGES}
        for stage in grid.stages:
            for name, value in (
                ("stage", stage.slug),
                ("family", stage.family),
                ("group", stage.group),
            ):
                before = self.lines[name].get(value, 0)
                self.lines[name][value] = before | self.at_stage[stage.key]
        self.lines["tier"] = tiers

    def of(self, placements: Iterable[Placement]) -> Lines:
        return sum(self._bit[placement.key] for placement in placements)

    def has(self, lines: Lines, placement: Placement) -> bool:
        return bool(lines & self._bit[placement.key])

    def keys(self, lines: Lines) -> frozenset[UUID]:
        """The keys of their placements."""
        return frozenset(key for key, bit in self._bit.items() if lines & bit)

    @cached_property
    def carried_to(self) -> dict[UUID, Lines]:
        """The lines that "PLUS" and "As above" carry on to each stage, by its key."""
        carried = dict.fromkeys(self.at_stage, 0)
        for mark in self.grid.continuations:
            stage, column = self.grid.stage_by_key[mark.stage], self.grid.column_by_key[mark.column]
            for _, placements in carried_on(self.grid, stage, column):
                carried[mark.stage] |= self.of(placements)
        return carried

    def with_words(self, words: Iterable[str]) -> Lines:
        """The lines in which every word stands, in the text or in a sub-point, in any case."""
        left = self.all
        for word in words:
            left &= self.of(
                placement
                for placement in self.grid.placements
                if _plain(word) in self._text[placement.opportunity]
            )
        return left

    @cached_property
    def _text(self) -> dict[UUID, str]:
        return {
            line.key: _plain("\n".join((line.text, *line.details)))
            for line in self.grid.opportunities
        }

    def chosen(self, name: str, values: Collection[str]) -> Lines:
        """The lines under any of these choices of a facet; all, where there is none."""
        if not values:
            return self.all
        lines = 0
        for value in values:
            lines |= self.lines[name][value]
        return lines

    def counts(
        self, chosen: Mapping[str, Collection[str]], with_words: Lines
    ) -> Iterator[tuple[str, dict[str, int]]]:
        """For each facet, how many lines each of its choices would leave, given the others."""
        left = {name: self.chosen(name, chosen.get(name, ())) for name in FACETS}
        for name in FACETS:
            others = with_words
            for other in FACETS:
                if other != name:
                    others &= left[other]
            yield (
                name,
                {value: (lines & others).bit_count() for value, lines in self.lines[name].items()},
            )


def _plain(text: str) -> str:
    """Either apostrophe and any case are as good as the other."""
    return text.replace("’", "'").casefold()
