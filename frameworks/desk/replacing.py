"""The page that finds and replaces words in a draft."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst

from frameworks.desk.drafts import Drafting
from opportunities.comparing.similarity import folded
from opportunities.comparing.word_diff import DiffRun
from opportunities.editing import replacing
from opportunities.editing.finding import Wanted
from opportunities.editing.replacing import Hit, Replacing
from opportunities.grid.snapshot import Column, Opportunity, Placement, PrintedHeading, Stage
from opportunities.layout.retired_terms import Retired, current_name, retired_terms
from opportunities.text import fates
from opportunities.text.fates import Fates
from opportunities.text.glossary import Entry

HIT_IDS = re.compile(r"(?P<id>[0-9a-f]{12})[0-9a-f]{8}")

MOST_CHANGES = 12
"""Changes of one text to show; a section can have hundreds."""

MOST_AT_ONCE = 2000
"""Rows that can be ticked on one page."""

NEAR = 90
"""Characters of a long text to show on either side of a change."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a row in runs, cut to what is near its changes. `label` names the field.

    `more` is the number of changes that are cut off.
    """

    label: str
    runs: tuple[DiffRun, ...]
    more: int


@dataclass(frozen=True)
class Replaceable:
    """A hit on the page.

    `is_ticked`: its box is ticked, so that it will be replaced. `is_new`: the page did not show it
    before. `explained`: the entries of the glossary that the page explains above.
    """

    hit: Hit
    drafting: Drafting
    is_ticked: bool
    is_new: bool
    explained: Collection[Entry]

    @property
    def texts(self) -> list[Text]:
        return [
            Text("" if field.name == "text" else capfirst(field.label), *_cut(runs))
            for field, runs in self.hit.texts
        ]

    @property
    def above(self) -> str:
        """The text of a line if only its other fields change, else ""."""
        is_text_changed = any(field.name == "text" for field, _ in self.hit.texts)
        is_below = isinstance(self.hit.before, Opportunity) and not is_text_changed
        return self.name if is_below else ""

    @property
    def where(self) -> str:
        """The place of the row; all places of a line."""
        grid = self.drafting.grid
        stages = [grid.stage_by_key[one.stage].name for one in self.hit.places]
        match self.hit.before:
            case PrintedHeading(stage=stage):
                return f"Heading at {grid.stage_by_key[stage].name}"
            case Opportunity() | Placement():
                names = ", ".join(dict.fromkeys(stages))
                return f"In {len(stages)} place{'s' * (len(stages) != 1)}: {names}"
            case row:
                return type(row).__name__

    @property
    def tiers(self) -> list[object]:
        return list(dict.fromkeys(one.tier for one in self.hit.places))

    @property
    def name(self) -> str:
        """The text by which people know the row."""
        row = self.hit.before
        return str(next(getattr(row, at) for at in NAMES if hasattr(row, at)))

    @property
    def url(self) -> str:
        """The page that edits the row."""
        slug, row = self.drafting.framework.slug, self.hit.before
        match row:
            case Opportunity() | Placement():
                return reverse("draft_line", args=[slug, self.hit.places[0].key])
            case PrintedHeading(stage=stage, column=column):
                return reverse("draft_marks", args=[slug, stage, column])
        kind = {Stage: "stages", Column: "columns"}.get(type(row), "sections")
        return reverse("draft_row", args=[slug, kind, row.key])

    @property
    def fates(self) -> Fates:
        """What became of the schemes that the line names, unless explained above the rows."""
        if not isinstance(self.hit.before, Opportunity):
            return ()
        stages = self.drafting.grid.stage_by_key
        groups = {stages[one.stage].group for one in self.hit.places}
        found = fates.of_line(self.hit.before, groups)
        return tuple(
            fate for fate in found if not fate.is_offered and fate.entry not in self.explained
        )

    @property
    def line(self) -> str:
        return str(self.hit.places[0].opportunity) if self.hit.places else ""


NAMES = "text", "name", "heading", "note"


@dataclass(frozen=True)
class Replacement:
    """The hits of a search in a draft, and what would replace them.

    `around`: also search names, headings and sections. `ticked` and `seen` come from the sent form:
    the ids of the chosen rows, and the fingerprint of all hits that the page had shown.
    """

    drafting: Drafting
    asked: Replacing
    around: bool
    ticked: Collection[str] = ()
    seen: str = ""

    @cached_property
    def _all(self) -> tuple[Hit, ...]:
        return replacing.hits(self.drafting.grid, self.asked, around=True)

    @cached_property
    def hits(self) -> list[Hit]:
        return [hit for hit in self._all if self.around or hit.is_of_a_line]

    @property
    def are_too_many(self) -> bool:
        """Whether there are more hits than a form can send back."""
        return len(self.hits) > MOST_AT_ONCE

    @property
    def not_searched(self) -> str:
        """The count of names, headings and sections that have the words, if they are left out."""
        others = [hit for hit in self._all if not hit.is_of_a_line]
        return replacing.counted(others) if others and not self.around else ""

    @property
    def links(self) -> int:
        """The number of links with the words, which are edited by hand."""
        lines = self.drafting.grid.opportunities
        return sum(self.asked.wanted.is_in(line.link) for line in lines)

    @property
    def theirs(self) -> int:
        """The number of lines in a copy that are in the words of what it follows."""
        if not self.drafting.is_copy:
            return 0
        marks = self.drafting.copied.lines
        ours = {key for key, mark in marks.items() if mark.own or mark.reworded}
        found = (hit.places for hit in self.hits if hit.kind is Opportunity)
        return sum(ours.isdisjoint(one.key for one in places) for places in found)

    @cached_property
    def rows(self) -> list[Replaceable]:
        known = set(HIT_IDS.findall(self.seen))
        explained = {fate.entry for fate in self.fates}
        return [
            Replaceable(
                hit,
                self.drafting,
                hit.id in self.ticked if hit.id in known else hit.is_meant,
                bool(known) and hit.id not in known,
                explained,
            )
            for hit in self.hits
        ]

    @property
    def is_preview(self) -> bool:
        """Whether the words are to be replaced, not only found."""
        return self.asked.put is not None

    @property
    def counted(self) -> str:
        return replacing.counted(self.hits)

    @property
    def left(self) -> str:
        """The count of hits that stay as they are; "" if there are none."""
        rest = [hit for hit in self.hits if hit.id not in self.ticked]
        return replacing.counted(rest) if rest else ""

    @property
    def fingerprint(self) -> str:
        """The fingerprint of all hits, for the form to carry."""
        return replacing.fingerprint(self.hits)

    @property
    def in_other_capitals(self) -> str:
        """The count of hits that ignoring case would find, if there are none as typed."""
        wanted = self.asked.wanted
        if self.hits or not wanted.by_case:
            return ""
        wider = Replacing(Wanted(wanted.words, False, wanted.whole_words), None)
        found = replacing.hits(self.drafting.grid, wider, around=self.around)
        return replacing.counted(found) if found else ""

    @property
    def fates(self) -> Fates:
        """What became of the schemes that the words to find name."""
        return fates.in_texts(self.asked.wanted.words)

    @property
    def today(self) -> str:
        """Today's words for those to find, unless they are the replacement already."""
        today = current_name(self.asked.wanted.words)
        return today if folded(today) != folded(self.asked.words) else ""

    @property
    def fates_of_new(self) -> Fates:
        """What became of the schemes that the replacement names."""
        found = fates.in_texts(self.asked.words)
        return tuple(fate for fate in found if not fate.is_offered)


@dataclass(frozen=True, slots=True)
class OfferedTerm:
    """A retired term in the draft, and the query string that finds it."""

    term: Retired
    query: str


def offered(drafting: Drafting) -> list[OfferedTerm]:
    """Return the retired terms in the draft, to begin with."""
    return [OfferedTerm(term, urlencode(_asking(term))) for term in retired_terms(drafting.grid)]


def _asking(term: Retired) -> Mapping[str, str]:
    asking = {"find": term.wanted.words, "put": term.instead, "whole": "on"}
    return asking if term.wanted.by_case else asking | {"any_case": "on"}


def _cut(runs: tuple[DiffRun, ...]) -> tuple[tuple[DiffRun, ...], int]:
    """Return the runs of a text without what is far from a change, and how many changes are cut."""
    changes = sum(run.is_change for run in runs)
    if changes <= MOST_CHANGES:
        last = len(runs) - 1
        return tuple(
            run._replace(kept=_near(run.kept, at > 0, at < last or run.is_change))
            for at, run in enumerate(runs)
        ), 0
    return _cut(runs[:MOST_CHANGES])[0], changes - MOST_CHANGES


def _near(text: str, begins: bool, ends: bool) -> str:
    """Return the parts of an unchanged text near the change before it and the one after it."""
    if len(text) <= 3 * NEAR:
        return text
    left, right = text[:NEAR] if begins else "", text[-NEAR:] if ends else ""
    return f"{left} … {right}"
