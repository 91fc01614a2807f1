"""The changes that an imported file makes in a framework that is here already.

Nothing is written here. Only people's answers are stored; the rest is computed whenever somebody
looks, from the file, the edition it is compared with and the draft as it is now.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Q, QuerySet

from cpd_site.models import Organisation
from frameworks.models import Edition, Framework, Import
from opportunities import merge, store
from opportunities.comparing.matching import PairKind
from opportunities.exchange.reading.against.as_before import answers_from_edition, tick_unchanged
from opportunities.exchange.reading.against.comparison import FileComparison, compare_with_edition
from opportunities.exchange.reading.against.printed import Prints, prints_of
from opportunities.exchange.reading.against.steady_keys import with_steady_keys
from opportunities.exchange.reading.as_json import answers_from_json
from opportunities.exchange.reading.proposing.codes import codes_in, with_known_keys
from opportunities.exchange.reading.proposing.proposal import Answers, Proposal, TableLayout
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.proposing.to_grid import grid_of
from opportunities.exchange.reading.tables import FileContents
from opportunities.grid.snapshot import GridSnapshot
from opportunities.merge import Decision, DecisionKind, Plan
from opportunities.merge.hiding import with_lost_rows_hidden

type NewsPair = tuple[UUID, UUID]


@dataclass(frozen=True)
class Base:
    """The edition that a file is compared with. `is_named`: the file itself names it."""

    edition: Edition
    is_named: bool


@dataclass(frozen=True)
class News:
    """The changes that a file makes in the framework.

    `ours` is the framework's draft or, if there is none, the edition that readers see.
    """

    stored: Import
    proposal: Proposal
    base: Base
    ours: Edition
    prints: Prints
    found: FileComparison
    plan: Plan
    choices: Mapping[str, merge.Choice]

    @property
    def is_copy(self) -> bool:
        return self.ours.framework.follows_id is not None

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """The questions for people: what the draft and the file both changed."""
        return tuple(one for one in self.plan.decisions if one.blocks)

    @cached_property
    def undecided(self) -> tuple[Decision, ...]:
        return tuple(one for one in self.decisions if one.id not in self.choices)

    @property
    def open(self) -> int:
        """The number of questions that lack an answer."""
        return len(self.found.questions) + len(self.undecided)

    @property
    def does_nothing(self) -> bool:
        """Whether the draft would stay as it is."""
        return not self.open and self.result.fingerprint == self.plan.sides.grids.ours.fingerprint

    @property
    def missing(self) -> int:
        """The number of lines that the file no longer has."""
        return self.found.counts.get(PairKind.GONE, 0)

    @cached_property
    def result(self) -> GridSnapshot:
        """The grid that the draft would have. Raises merge.Undecided while a question is open."""
        ours = self.plan.sides.grids.ours
        result = merge.apply(self.plan, self.choices)
        followed = self.ours.based_on if self.is_copy else None
        return (
            with_lost_rows_hidden(ours, result, store.read(followed.grid)) if followed else result
        )

    @cached_property
    def codes(self) -> dict[str, Any]:
        """The file's names for its rows, by the keys of the rows in the framework."""
        read = grid_of(self.proposal, new_key=uuid4)
        file = with_steady_keys(read, self.found.base.fingerprint).grid
        called = {key: known for known, key in self.found.in_file.items()}
        return codes_in(propose(self.stored.printed, answers_of(self.stored)), file, called)

    @cached_property
    def fingerprint(self) -> str:
        """A fingerprint of everything that a page shows of this."""
        chosen = {key: choice.as_json() for key, choice in self.choices.items()}
        grids = self.plan.sides.grids
        prints = (grids.base.fingerprint, grids.ours.fingerprint, self.found.theirs.fingerprint)
        seen = json.dumps([*prints, self.base.edition.pk, chosen], sort_keys=True)
        return hashlib.sha256(seen.encode()).hexdigest()


def of_organisation(organisation: Organisation) -> QuerySet[Framework]:
    """Return the frameworks that a file can be brought into: the organisation's published ones,
    and its copies."""
    is_there = Q(current_edition__isnull=False) | Q(follows__isnull=False)
    return organisation.frameworks.filter(is_there).order_by("title", "pk")


def answers_of(stored: Import) -> Answers:
    """Return the answers about the file, completed from the edition before if there is one."""
    answers = answers_from_json(stored.answers)
    if stored.framework is None or stored.contents is None:
        return answers
    base = base_of(stored, answers)
    answers = replace(answers, title=stored.framework.title)
    if base is None:
        return answers
    grid = store.read_visible(base.edition.grid)
    answers = answers_from_edition(grid, answers, propose(stored.printed, answers))
    return tick_unchanged(grid, answers, propose(stored.printed, answers))


def news_of(stored: Import) -> News | None:
    """Return what the file changes; None if there is nothing to compare it with.

    Raises CannotRead while an answer is missing that only people know.
    """
    answers = answers_of(stored)
    framework = stored.framework
    base = base_of(stored, answers)
    ours = draft_or_current(framework) if framework else None
    if framework is None or base is None or ours is None:
        return None
    contents = stored.printed
    proposal = with_known_keys(propose(contents, answers), answers.codes)
    prints = _prints(contents, proposal, framework, answers)
    found = compare_with_edition(
        store.read(base.edition.grid),
        grid_of(proposal, new_key=uuid4),
        prints,
        joined=pairs_of(answers, "joined"),
        apart=pairs_of(answers, "apart"),
    )
    is_copy = framework.follows_id is not None
    plan = merge.plan(
        found.base, store.read(ours.grid), found.theirs, deletes=not is_copy, asks_stages=False
    )
    return News(stored, proposal, base, ours, prints, found, plan, dict(_choices(answers, plan)))


def bases_of(framework: Framework) -> list[Edition]:
    """Return the editions that a file can be compared with, newest first.

    The framework's own, then for a copy those of the framework it follows; if there are none, the
    draft.
    """
    editions = Edition.objects.at_their_addresses().select_related("grid", "framework")
    own = [*editions.filter(framework=framework).newest_first()]
    followed = framework.follows_id
    theirs = [*editions.filter(framework=followed).newest_first()] if followed else []
    drafts = framework.editions.drafts().select_related("grid", "framework")
    return [*own, *theirs] or [*drafts]


def base_of(stored: Import, answers: Answers) -> Base | None:
    """Return the edition that somebody chose, else the one that the file names, else the newest."""
    framework = stored.framework
    if framework is None:
        return None
    bases = bases_of(framework)
    named = _named_in(stored.printed, bases, framework)
    chosen = next((one for one in bases if one.pk == answers.against.get("base")), None)
    edition = chosen or named or next(iter(bases), None)
    return Base(edition, edition == named) if edition else None


def draft_or_current(framework: Framework) -> Edition | None:
    related = ("grid", "framework__organisation", "based_on__grid")
    draft = framework.editions.drafts().select_related(*related).first()
    if draft or framework.current_edition_id is None:
        return draft
    return Edition.objects.select_related(*related).get(pk=framework.current_edition_id)


def pairs_of(answers: Answers, name: str) -> tuple[NewsPair, ...]:
    return tuple((UUID(one), UUID(other)) for one, other in answers.against.get(name, ()))


def _named_in(contents: FileContents, bases: list[Edition], framework: Framework) -> Edition | None:
    """Return the edition whose fingerprint the file carries, or the draft if it is unchanged."""
    beginning = contents.fingerprint or contents.reference.replace("-", "")
    if len(beginning) < 8:
        return None
    for edition in bases:
        if edition.grid.fingerprint.startswith(beginning):
            return edition
    draft = framework.editions.drafts().select_related("grid", "framework").first()
    if draft and store.read(draft.grid).fingerprint.startswith(beginning):
        return draft
    return None


def _prints(
    contents: FileContents, proposal: Proposal, framework: Framework, answers: Answers
) -> Prints:
    """Return which parts of an edition the file holds: by its own account, else by its tables."""
    is_part = answers.against.get("is_part", framework.follows_id is not None)
    if contents.scope:
        return prints_of(contents.scope)
    read = [table.layout for table in proposal.tables if table.layout is not TableLayout.LEFT_OUT]
    return Prints(
        is_whole=not is_part, columns=any(layout is not TableLayout.ROWS for layout in read)
    )


def _choices(answers: Answers, plan: Plan) -> Iterator[tuple[str, merge.Choice]]:
    """Yield the answers that still hold, by decision: a changed question is asked again."""
    choices = answers.against.get("choices", {})
    for decision in plan.decisions:
        stored = choices.get(decision.id) if decision.answers else None
        if stored and stored["seen"] == decision.fingerprint:
            choice = merge.Choice.from_json(stored)
            if decision.accepts(choice):
                yield decision.id, choice


ASKED = (DecisionKind.NEEDS_YOU, DecisionKind.WITHDREW)
