"""What became of a line since somebody chose it: reworded, moved to another stage, withdrawn.

A line is identified by its key or by derivation: reworded in one place only, it has a new key
there. We compare its words, its sub-points and its link.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from opportunities.comparing.word_diff import DiffRun, compare_lines
from opportunities.grid.snapshot import Opportunity, Place, Placement, Stage


@dataclass(frozen=True, slots=True)
class ChosenLine:
    """A line as it was when somebody chose it: its keys, its place and its words."""

    opportunity: UUID
    place: Place
    text: str
    details: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class StandingLine:
    """A line where readers see it today."""

    opportunity: Opportunity
    placement: Placement
    stage: Stage

    def is_of(self, key: UUID) -> bool:
        return key in (self.opportunity.key, self.opportunity.derived_from)


@dataclass(frozen=True)
class LineNews:
    """What became of it. `now`: the nearest current place. `stages`: the current ones if it left
    the stage where it was chosen.
    """

    chosen: ChosenLine
    now: StandingLine | None
    stages: tuple[Stage, ...] = ()

    def __bool__(self) -> bool:
        return self.is_withdrawn or self.is_reworded or self.is_moved

    @property
    def is_withdrawn(self) -> bool:
        return self.now is None

    @property
    def is_moved(self) -> bool:
        return bool(self.stages)

    @property
    def is_reworded(self) -> bool:
        return self.now is not None and self._current_words != (self.chosen.text, *self._of_chosen)

    @property
    def _of_chosen(self) -> tuple[tuple[str, ...], str]:
        return self.chosen.details, self.chosen.link

    @property
    def _current_words(self) -> tuple[str, tuple[str, ...], str]:
        line = self.now and self.now.opportunity
        return (line.text, line.details, line.link) if line else ("", (), "")

    @property
    def new_place(self) -> Place | None:
        """The stage to which it moved; None if it did not move, or is at several."""
        return self.now.placement.place if self.now and len(self.stages) == 1 else None

    @cached_property
    def runs(self) -> list[tuple[DiffRun, ...]]:
        """The words of both, line by line, with what was removed and added."""
        text, details, _ = self._current_words
        before, after = (self.chosen.text, *self.chosen.details), (text, *details)
        return [line.runs for line in compare_lines(before, after)]

    @property
    def new_link(self) -> str | None:
        """The current link, if it is a different one; None if it is the same."""
        link = self._current_words[2]
        return link if self.now and link != self.chosen.link else None

    @property
    def fingerprint(self) -> str:
        """A fingerprint in 64 letters: news that were answered are shown again when it changes."""
        text, details, link = self._current_words
        parts = [text, *details, link, *(str(stage.key) for stage in self.stages)]
        return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def news_of(chosen: ChosenLine, standing: Iterable[StandingLine]) -> LineNews:
    """Return what became of the line. `standing`: the lines of the current edition, in order."""
    stage, _ = chosen.place
    found = [line for line in standing if line.is_of(chosen.opportunity)]
    here = [line for line in found if line.placement.stage == stage]
    stages = () if here else tuple(dict.fromkeys(line.stage for line in found))
    return LineNews(chosen, _nearest(chosen, here or found), stages)


def _nearest(chosen: ChosenLine, lines: Sequence[StandingLine]) -> StandingLine | None:
    """Return the nearest: the same box first, and there the line itself before a derived one."""

    def distance(line: StandingLine) -> tuple[bool, bool]:
        is_elsewhere = line.placement.place != chosen.place
        return is_elsewhere, line.opportunity.key != chosen.opportunity

    return min(lines, key=distance, default=None)
