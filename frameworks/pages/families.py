"""The choice of frameworks to compare at one career stage or role."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from cpd_site.serving.query_string import Chip, address
from frameworks.queries.public import FamilyStages
from opportunities.grid.vocabulary import KINDS_TO_CHOOSE
from opportunities.layout.comparison import ACROSS


@dataclass
class ComparedFrameworks:
    """The frameworks that a comparison shows: those asked for, else the first ones.

    `kinds` are the kinds of activity asked for, `keep` is the rest of the query string; links to
    other parts of the comparison carry both.
    """

    offered: Sequence[FamilyStages]
    asked: Sequence[str]
    kinds: Sequence[str]
    keep: dict[str, str]
    most: ClassVar = ACROSS
    chosen: list[FamilyStages] = field(init=False)
    displayed: Sequence[FamilyStages] = field(init=False)

    def __post_init__(self) -> None:
        self.chosen = [rung for rung in self.offered if rung.slug in self.asked]
        self.displayed = (self.chosen or self.offered)[:ACROSS]

    @property
    def left_out(self) -> list[FamilyStages]:
        """Those asked for that do not fit."""
        return self.chosen[ACROSS:]

    @property
    def elsewhere(self) -> list[str]:
        """Those asked for that have no such stage, or do not exist."""
        offered = {rung.slug for rung in self.offered}
        return [slug for slug in dict.fromkeys(self.asked) if slug and slug not in offered]

    @property
    def before(self) -> Sequence[FamilyStages]:
        """Those before these, by authority, as many as fit; none if all fit at once."""
        if len(self.offered) <= ACROSS:
            return ()
        start = self.offered.index(self.displayed[0]) if self.displayed else 0
        return self.offered[max(start - ACROSS, 0) : start]

    @property
    def after(self) -> Sequence[FamilyStages]:
        """Those asked for that do not fit; else those after these."""
        if self.left_out:
            return self.left_out[:ACROSS]
        if len(self.offered) <= ACROSS:
            return ()
        end = self.offered.index(self.displayed[-1]) + 1 if self.displayed else 0
        return self.offered[end : end + ACROSS]

    @property
    def before_url(self) -> str:
        return self.url(self.before, self.keep)

    @property
    def after_url(self) -> str:
        return self.url(self.after, self.keep)

    @property
    def all_url(self) -> str:
        return self.url((), self.keep)

    @property
    def open_url(self) -> str:
        return self.url(self.chosen, {"open": "all"})

    @property
    def folded_url(self) -> str:
        return self.url(self.chosen, {})

    @property
    def chips(self) -> list[Chip]:
        """Each kind asked for, with the address without it."""
        return [
            Chip(KINDS_TO_CHOOSE[kind], self.url(self.chosen, self.keep, without=kind))
            for kind in self.kinds
        ]

    def url(self, rungs: Sequence[FamilyStages], keep: Mapping[str, str], without: str = "") -> str:
        kinds = [("kind", kind) for kind in self.kinds if kind != without]
        return address([*(("framework", rung.slug) for rung in rungs), *kinds, *keep.items()])
