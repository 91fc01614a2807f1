"""The questions that publishing a draft will ask of the copies that follow, before publication.

The impact is computed from each copy's summary (`models.CopySummary`), never from its grid, and
cached while neither the draft nor any copy changes. It counts from the edition that each copy is
based on, as its update will. The number of queries does not depend on the number of copies.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.cache import caches

from frameworks import rules
from frameworks.models import CopySummary, Edition, Framework
from frameworks.queries.changes import SincePublished, fingerprint
from frameworks.queries.followers import TouchedByCopies, TouchedLine
from opportunities import store
from opportunities.grid.snapshot import Column, GridSnapshot, Opportunity, Section, Stage
from opportunities.merge import as_followers_see
from opportunities.merge.impact import UpdateImpact

CACHE = "impact"
"""The alias of the cache: not the one of rate limits, which must lose nothing."""

KEPT_FOR = 24 * 60 * 60
"""Seconds. Nobody looks at the page of a draft for longer."""

FEW = 20
"""How many copies a page computes while it loads; for more it fetches the impact later."""

type Subject = tuple[str, str]
"""What a question is about: the kind of row, and its words."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that an update will ask, and how many copies it will ask."""

    kind: str
    words: str
    copies: int


@dataclass(frozen=True)
class Impact:
    """The questions that publishing asks of the copies: how many, and about which rows of the
    framework. Never what a copy says."""

    questions: Mapping[int, int]  # the number of questions by published copy (primary key)
    about: Mapping[Subject, int]  # the number of copies asked, by subject
    unpublished: int  # copies without a published edition
    closed_to: int  # copies that may not see the framework, so get no update
    unknown: int = 0  # published copies without a stored summary

    @property
    def copies(self) -> int:
        return len(self.questions) + self.unpublished + self.unknown + self.closed_to

    @cached_property
    def asked(self) -> int:
        return sum(count > 0 for count in self.questions.values())

    @property
    def unasked(self) -> int:
        return len(self.questions) - self.asked

    @property
    def most_asked(self) -> list[AskedQuestion]:
        """The questions, first those that most copies are asked."""
        ordered = sorted(self.about.items(), key=lambda item: (-item[1], item[0]))
        return [AskedQuestion(kind, words, copies) for (kind, words), copies in ordered]


@dataclass(frozen=True)
class FollowingCopies:
    """The copies that follow a framework, as far as the impact of publishing depends on them.

    `published` has for each copy the primary keys of the copy, its edition and the edition that
    is based on, and whether it has a summary.
    """

    published: tuple[tuple[int, int, int | None, bool], ...]
    unpublished: int
    closed_to: int

    @property
    def others(self) -> tuple[int, int]:
        return self.unpublished, self.closed_to

    @property
    def state(self) -> object:
        """A value for the cache key that changes when any of the copies does."""
        return [self.published, *self.others]


@dataclass(frozen=True)
class DraftImpact:
    """The impact of publishing this draft, for a page. `corrects_only`: as a correction of
    wording."""

    draft: Edition
    since: SincePublished
    corrects_only: bool
    impact: Impact

    @property
    def framework(self) -> Framework:
        return self.draft.framework

    @cached_property
    def touched(self) -> TouchedByCopies:
        return TouchedByCopies(self.framework)

    @cached_property
    def lines(self) -> list[TouchedLine]:
        """The lines that the draft changes or withdraws and followers reworded or hid."""
        if self.since.before is None:
            return []
        before = store.read_visible(self.since.before.grid)
        after = as_followers_see(self.since.after)
        return self.touched.among(before, _changed(before, after))

    @property
    def reworded_by_most(self) -> int:
        """The number of these lines that more than half of the published copies reworded."""
        return sum(line.reworded * 2 > self.touched.copies for line in self.lines)


def draft_impact(
    draft: Edition, since: SincePublished, *, corrects_only: bool = False
) -> DraftImpact:
    """Return the impact of publishing this draft. Takes some 3 ms a copy if it is not cached."""
    return _draft_impact(draft, since, corrects_only, _copies(draft.framework))


def draft_impact_if_quick(
    draft: Edition, since: SincePublished, *, corrects_only: bool = False
) -> DraftImpact | None:
    """Return the impact if it is cached or few copies follow; None if a page should not wait."""
    copies = _copies(draft.framework)
    address = _address(draft, since, corrects_only, copies)
    if len(copies.published) > FEW and not caches[CACHE].get(address):
        return None
    return _draft_impact(draft, since, corrects_only, copies)


def _draft_impact(
    draft: Edition, since: SincePublished, corrects_only: bool, copies: FollowingCopies
) -> DraftImpact:
    if not copies.published:
        return DraftImpact(draft, since, corrects_only, Impact({}, {}, *copies.others))
    address = _address(draft, since, corrects_only, copies)
    if cached := caches[CACHE].get(address):
        return DraftImpact(draft, since, corrects_only, Impact(*cached))
    impact = _impact(draft, since, corrects_only, copies)
    caches[CACHE].set(address, astuple(impact), KEPT_FOR)
    return DraftImpact(draft, since, corrects_only, impact)


def _address(
    draft: Edition, since: SincePublished, corrects_only: bool, copies: FollowingCopies
) -> str:
    """Return the cache key: a hash of everything that the impact depends on."""
    seen = [draft.framework_id, fingerprint(draft, since.after), corrects_only, copies.state]
    return f"impact:{hashlib.sha256(json.dumps(seen).encode()).hexdigest()}"


def _copies(framework: Framework) -> FollowingCopies:
    """Load the copies in two queries; more only if the framework is for members."""
    every = list(
        framework.copies.order_by("pk").values_list(
            "pk",
            "organisation",
            "current_edition",
            "current_edition__based_on",
            "current_edition__copy_summary",
        )
    )
    open_to = rules.which_are_open_to({row[1] for row in every}, framework)
    theirs = [row for row in every if row[1] in open_to]
    return FollowingCopies(
        published=tuple(
            (pk, edition, base, summary is not None)
            for pk, _, edition, base, summary in theirs
            if edition
        ),
        unpublished=sum(row[2] is None for row in theirs),
        closed_to=len(every) - len(theirs),
    )


def _impact(
    draft: Edition, since: SincePublished, corrects_only: bool, copies: FollowingCopies
) -> Impact:
    copy_of = {edition: pk for pk, edition, *_ in copies.published}
    differences = CopySummary.objects.filter(edition__in=copy_of).values_list(
        "edition", "edition__based_on", "rows"
    )
    ahead = _impact_by_base(
        draft, since, corrects_only, {base for _, _, base, _ in copies.published if base}
    )
    questions: dict[int, int] = {}
    about: Counter[Subject] = Counter()
    for edition, base, rows in differences.iterator(chunk_size=200):
        of_base = ahead[base or 0]
        asked = of_base.questions(rows)
        questions[copy_of[edition]] = len(asked)
        about.update({_subject(of_base, of_base.subject(one, rows)) for one in asked})
    return Impact(
        questions=questions,
        about=dict(about),
        unpublished=copies.unpublished,
        closed_to=copies.closed_to,
        unknown=len(copies.published) - len(questions),
    )


def _impact_by_base(
    draft: Edition, since: SincePublished, corrects_only: bool, bases: Iterable[int]
) -> Mapping[int, UpdateImpact]:
    """Plan once for each edition that a copy is based on: nine queries, however many copies."""
    editions = list(Edition.objects.filter(pk__in=bases).select_related("grid"))
    grids = store.read_all([edition.grid for edition in editions])
    numbered = draft.framework.editions.at_their_addresses()
    corrects = list(numbered.order_by().values_list("number", "corrects_only"))
    return {
        edition.pk: UpdateImpact(
            grids[edition.grid_id],
            since.after,
            corrections_only=corrects_only
            and edition.framework_id == draft.framework_id
            and all(only for number, only in corrects if number > edition.number),
        )
        for edition in editions
    }


def _changed(before: GridSnapshot, after: GridSnapshot) -> set[UUID]:
    """Return the keys of lines that were reworded, moved, removed or got another provider."""

    def lines_of(grid: GridSnapshot) -> dict[UUID, object]:
        places: defaultdict[UUID, set[object]] = defaultdict(set)
        for line in grid.placements:
            places[line.opportunity].add((line.key, line.place, line.tier))
        return {line.key: (line, places[line.key]) for line in grid.opportunities}

    then, now = lines_of(before), lines_of(after)
    return {key for key in then if then[key] != now.get(key)}


NAMES: Mapping[type, tuple[str, str]] = {
    Opportunity: ("Line", "text"),
    Stage: ("Stage", "name"),
    Column: ("Column", "heading"),
    Section: ("Section", "heading"),
}


def _subject(ahead: UpdateImpact, subject: Any) -> Subject:
    """Return the subject of a question, in the words of the framework."""
    if type(subject) in NAMES:
        name, field = NAMES[type(subject)]
        return name, getattr(subject, field)
    return "PLUS, As above or a heading", ahead.stage_of(subject).name
