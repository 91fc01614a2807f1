"""Find the copies with a pending update, and plan what the update would do.

Nothing is written here, and no plan is stored: it is computed whenever somebody looks. However
many frameworks are asked about, the number of queries is the same.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from frameworks import rules
from frameworks.models import Choice, Edition, Framework
from frameworks.queries import changes
from opportunities import merge, store
from opportunities.comparing.diff import diff
from opportunities.grid.snapshot import GridSnapshot
from opportunities.merge import Decision, Plan, Three


@dataclass(frozen=True)
class PendingUpdate:
    """A newer edition of the followed framework (`theirs`), and the copy that can take it in.

    `ours` is the copy's draft or, if there is none, the edition that its readers see. `base` is
    the edition that `ours` is based on, None if it is based on none.
    """

    copy: Framework
    ours: Edition
    base: Edition | None
    theirs: Edition
    corrections_only: bool = False
    skipped: int = 0

    @property
    def has_draft(self) -> bool:
        return self.ours.is_draft


@dataclass(frozen=True)
class UpdatePlan:
    """The plan of a pending update, with the choices so far. It was made from `grids`."""

    pending: PendingUpdate
    plan: Plan
    chosen: Mapping[str, Choice]
    grids: Three[GridSnapshot]

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions that people see."""
        return self.plan.reported

    @cached_property
    def undecided(self) -> tuple[Decision, ...]:
        """The decisions that need an answer before the update can be applied: those never
        answered, and those answered when they said something else."""
        return tuple(one for one in self.decisions if self.is_open(one))

    @cached_property
    def choices(self) -> dict[str, merge.Choice]:
        """The choices that still hold, by the id of the decision."""
        found = ((one.id, self.choice_for(one)) for one in self.decisions if one.answers)
        return {key: choice for key, choice in found if choice}

    def is_open(self, decision: Decision) -> bool:
        if not decision.answers or self.choice_for(decision):
            return False
        return decision.blocks or decision.id in self.chosen

    def choice_for(self, decision: Decision) -> merge.Choice | None:
        """Return the choice if it was made about the decision as it is now and can be applied."""
        stored = self.chosen.get(decision.id)
        if stored is None or stored.fingerprint != decision.fingerprint:
            return None
        choice = merge.Choice.from_json(stored.answer)
        return choice if decision.accepts(choice) else None

    @cached_property
    def front_page(self) -> dict[str, Any]:
        """The fields of the front page that they changed and we did not: taken in unasked."""
        if self.pending.base is None:
            return {}
        was, ours, theirs = (
            edition.front_page
            for edition in (self.pending.base, self.pending.ours, self.pending.theirs)
        )
        return {name: value for name, value in theirs.items() if was[name] == ours[name] != value}

    @property
    def front_page_in_words(self) -> tuple[str, ...]:
        return changes.in_words(self.front_page)

    @cached_property
    def brings(self) -> str:
        """What the edition brings since `base`, in the words that its publisher reads: "a new stage
        with 13 lines, 7 reworded"."""
        base, _, theirs = self.plan.sides.grids
        before = self.pending.base
        front_page = changes.front_page_between(before, self.pending.theirs) if before else ()
        return changes.sentence(diff(base, theirs), front_page) or "nothing that readers see"

    @property
    def summary(self) -> str:
        """ "a new stage with 13 lines, 7 reworded; 2 need you"."""
        left = len(self.undecided)
        needs = f"{left} need{'s' if left == 1 else ''} you" if left else "nothing needs you"
        return f"{self.brings}; {needs}"

    @cached_property
    def fingerprint(self) -> str:
        """A fingerprint of everything that a page shows of this, with the choices."""
        seen = [self.pending.theirs.pk, *(one.fingerprint for one in self.plan.decisions)]
        chosen = sorted((one.decision, one.version) for one in self.chosen.values())
        values = json.dumps([seen, chosen, self.front_page])
        return hashlib.sha256(values.encode()).hexdigest()


def pending_update(framework: Framework) -> PendingUpdate | None:
    """Return the pending update of this copy; None if there is none, or if it is no copy."""
    return pending_updates([framework]).get(framework.pk)


def pending_updates(frameworks: Collection[Framework]) -> dict[int, PendingUpdate]:
    """Return the pending updates by primary key of the copy: three queries, none without copies."""
    keys = [framework.pk for framework in frameworks if framework.follows_id]
    if not keys:
        return {}
    copies = list(
        Framework.objects.filter(pk__in=keys, follows__current_edition__isnull=False)
        .select_related("organisation", "current_edition__grid", "current_edition__based_on__grid")
        .select_related("follows__organisation", "follows__current_edition__grid")
    )
    drafts = {
        draft.framework_id: draft
        for draft in Edition.objects.drafts()
        .filter(framework__in=keys)
        .select_related("grid", "based_on__grid")
    }
    ours = {copy.pk: drafts.get(copy.pk) or copy.current_edition for copy in copies}
    between = _editions_of({copy.follows_id for copy in copies})
    found = {}
    for copy in copies:
        if (edition := ours[copy.pk]) and (
            pending := _pending_for(copy, edition, between[copy.follows_id or 0])
        ):
            found[copy.pk] = pending
    return found


def update_of(framework: Framework, known: UpdatePlan | None = None) -> UpdatePlan | None:
    """Return the plan of the copy's pending update; None if there is none.

    `known` is a plan made before: see `plan_update`.
    """
    if framework.follows_id is None:
        return None
    with store.one_moment():
        pending = pending_update(framework)
        return plan_update(pending, known) if pending else None


def updates_of(frameworks: Collection[Framework]) -> dict[int, UpdatePlan]:
    """Return the plans of the pending updates, by primary key of the copy."""
    with store.one_moment():
        return plan_updates([*pending_updates(frameworks).values()])


def for_editor(person: rules.Person, framework: Framework) -> UpdatePlan | None:
    """Return the plan if this person may take it in, else None. No query if it is no copy."""
    if framework.follows_id is None or not rules.may_edit(person, framework):
        return None
    return update_of(framework)


def plan_update(pending: PendingUpdate, known: UpdatePlan | None = None) -> UpdatePlan:
    """Return the plan of one update. Locked grids come from the cache.

    Reuses the decisions of `known` if the three grids are still the same; the choices are read
    again.
    """
    grids = [edition.grid for edition in (pending.ours, pending.base, pending.theirs) if edition]
    contents = {grid.pk: store.read(grid) for grid in grids}
    return _plan(pending, contents, _chosen([pending])[pending.copy.pk], known)


def plan_updates(pending: Collection[PendingUpdate]) -> dict[int, UpdatePlan]:
    """Return the plans by primary key of the copy: eight queries for any number."""
    if not pending:
        return {}
    grids = {
        edition.grid.pk: edition.grid
        for one in pending
        for edition in (one.ours, one.base, one.theirs)
        if edition
    }
    contents = store.read_all([*grids.values()])
    chosen = _chosen(pending)
    return {one.copy.pk: _plan(one, contents, chosen[one.copy.pk]) for one in pending}


def _chosen(pending: Collection[PendingUpdate]) -> defaultdict[int, dict[str, Choice]]:
    """Return the choices by primary key of the copy and id of the decision, in one query.

    They are those of the draft or, if there is none, those left behind by discarded drafts.
    """
    drafts = [one.ours.pk for one in pending if one.has_draft]
    without = [one.copy for one in pending if not one.has_draft]
    choices = Choice.objects.left_behind(without) | Choice.objects.filter(edition__in=drafts)
    found: defaultdict[int, dict[str, Choice]] = defaultdict(dict)
    for choice in choices.select_related("by", "edition"):
        found[choice.edition.framework_id][choice.decision] = choice
    return found


def _plan(
    pending: PendingUpdate,
    contents: Mapping[int, GridSnapshot],
    chosen: Mapping[str, Choice],
    known: UpdatePlan | None = None,
) -> UpdatePlan:
    base = contents[pending.base.grid.pk] if pending.base else GridSnapshot()
    grids = Three(base, contents[pending.ours.grid.pk], contents[pending.theirs.grid.pk])
    corrects = pending.corrections_only
    if known and (known.grids, known.pending.corrections_only) == (grids, corrects):
        plan = known.plan
    else:
        plan = merge.plan(grids.base, grids.ours, grids.theirs, corrections_only=corrects)
    return UpdatePlan(pending, plan, chosen, grids)


def why_nothing_pending(framework: Framework) -> str:
    """Return why the framework has no pending update, in a sentence or two."""
    followed = framework.follows
    if followed is None:
        return "This framework follows no other one, so no update ever waits for it."
    whose = followed.organisation.short_name
    if not rules.is_open_to(framework.organisation, followed):
        return f"{whose} shows its framework only to its own members now. Your copy stays as it is."
    ours = (
        framework.editions.drafts().select_related("based_on").first() or framework.current_edition
    )
    if ours is None:
        return "This copy has no draft and no edition yet. Start a draft to go on."
    base = ours.based_on
    if base and base.is_withdrawn:
        return (
            f"{whose} withdrew the {base.name}, on which your copy is based, and has published "
            f"nothing newer. The reason: {base.withdrawn_because} Your copy stays as it is."
        )
    if followed.current_edition_id is None:
        return f"{whose} has no published edition now. Your copy stays as it is."
    return f"Your copy is based on the newest edition of {whose}: the {base.name if base else ''}."


type Numbered = list[tuple[int, bool]]
"""The number of each published edition, and whether it only corrects wording."""


def _editions_of(frameworks: Iterable[int | None]) -> defaultdict[int, Numbered]:
    found: defaultdict[int, Numbered] = defaultdict(list)
    editions = Edition.objects.at_their_addresses().filter(framework__in=frameworks)
    for framework, number, corrects in editions.values_list(
        "framework", "number", "corrects_only"
    ).order_by():
        found[framework].append((number, corrects))
    return found


def _pending_for(copy: Framework, ours: Edition, between: Numbered) -> PendingUpdate | None:
    followed, base = copy.follows, ours.based_on
    if followed is None or (theirs := followed.current_edition) is None:
        return None
    if not rules.is_open_to(copy.organisation, followed):
        return None
    ours.framework, theirs.framework = copy, followed
    if base is None or base.framework_id != followed.pk:
        return None if base == theirs else PendingUpdate(copy, ours, base, theirs)
    newer = [corrects for number, corrects in between if base.number < number <= theirs.number]
    return PendingUpdate(copy, ours, base, theirs, all(newer), len(newer) - 1) if newer else None
