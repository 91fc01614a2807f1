"""What somebody does to a plan of their own.

No event tells of it: events are read by the people of organisations, and a plan is its owner's.
Each action locks the plan first, so that the same form sent twice makes one row.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from cpd_site.models import User
from frameworks import rules
from frameworks.models import Plan, PlanCalendar, PlanItem, PlanStep, UncountedPerson
from frameworks.models.plans import MOST_ITEMS, MOST_PLANS
from frameworks.queries.plan_news import ItemNews, news
from frameworks.queries.plans import OfferedLine, is_finished, source_of
from opportunities.editing.plain_text import one_line, several_lines


class PlanRefused(Exception):
    """Nothing was done. The message is a sentence that says why."""


class Gone(Exception):
    """The plan or the line was deleted meanwhile, in another window: no form can mend that.
    The message is a sentence that says so."""


class StaleItem(PlanRefused):
    """It was changed in another window meanwhile: `theirs` is what is stored now,
    a PlanItem or a PlanStep."""

    def __init__(self, theirs: Any) -> None:
        super().__init__("You changed this in another window meanwhile.")
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class StepWords:
    """What a person wrote of a step."""

    note: str = ""
    evidence: str = ""
    links: tuple[str, ...] = ()
    on: date | None = None
    is_done: bool = False


# --- Plans ---


@transaction.atomic
def create(*, by: User, title: str) -> Plan:
    """Begin a plan. One with this name that is there already is that plan."""
    User.objects.select_for_update().get(pk=by.pk)
    title = _title(title)
    mine = Plan.objects.filter(owner=by)
    if known := mine.filter(title=title).first():
        return known
    if mine.count() >= MOST_PLANS:
        raise PlanRefused(f"You have {MOST_PLANS} plans, and nobody keeps more. Delete one first.")
    return Plan.objects.create(owner=by, title=title)


@transaction.atomic
def rename(*, plan: Plan, by: User, title: str, seen: str) -> None:
    """Give it another name. `seen` is the name that the person saw."""
    User.objects.select_for_update().get(pk=by.pk)
    held = locked_plan(plan, by)
    title = _title(title)
    if held.title not in (seen, title):
        raise PlanRefused(
            f"You named it “{held.title}” in another window. Name it again, or leave."
        )
    if Plan.objects.filter(owner=by, title=title).exclude(pk=held.pk).exists():
        raise PlanRefused("You have another plan with this name. Choose another one.")
    held.title = title
    held.save(update_fields=["title"])


@transaction.atomic
def delete(*, plan: Plan, by: User) -> None:
    """Delete it with all that was written in it. Nothing of it is kept."""
    locked_plan(plan, by).delete()


@transaction.atomic
def begin_next(*, plan: Plan, by: User, title: str) -> Plan:
    """Begin the next plan with what is not finished in this one, and how far it has come.

    This one stays as it is, but for its dates: those of the next one are told. A plan with that
    name takes in what it does not hold yet.
    """
    following = locked_plan(create(by=by, title=title), by)
    held = locked_plan(plan, by)
    if following == held:
        raise PlanRefused("This plan has that name itself. Choose another one.")
    known = set(map(_same_line, following.items.all()))
    left = [
        item
        for item in held.items.prefetch_related("steps")
        if not is_finished(item) and _same_line(item) not in known
    ]
    _demand_room(following, len(left))
    steps = [(item, list(item.steps.all())) for item in left]
    for item in left:
        item.pk, item.plan, item.version, item.review_on = None, following, 1, None
    PlanItem.objects.bulk_create(left)
    for item, written in steps:
        for step in written:
            step.pk, step.item, step.version = None, item, 1
    PlanStep.objects.bulk_create(step for _, written in steps for step in written)
    held.goes_on_in = following
    held.save(update_fields=["goes_on_in"])
    return following


# --- The calendar ---


@transaction.atomic
def renew_calendar(*, by: User) -> PlanCalendar:
    """A secret address for the dates of their plans; the one before no longer works."""
    made, _ = PlanCalendar.objects.update_or_create(
        owner=by, defaults={"secret": secrets.token_urlsafe(32)}
    )
    return made


@transaction.atomic
def stop_calendar(*, by: User) -> None:
    """Nobody reads the dates of their plans from outside any more."""
    PlanCalendar.objects.filter(owner=by).delete()


@transaction.atomic
def be_counted(*, by: User, counted: bool) -> None:
    """Be counted among the people of their school who chose a line, or stay out of it."""
    if counted:
        UncountedPerson.objects.filter(person=by).delete()
    else:
        UncountedPerson.objects.get_or_create(person=by)


# --- Lines ---


@transaction.atomic
def add_lines(*, plan: Plan, by: User, lines: Collection[OfferedLine]) -> list[PlanItem]:
    """Put these lines into the plan, in the words they have now; which of them are new in it."""
    held = locked_plan(plan, by)
    for line in lines:
        rules.demand(rules.may_read(by, line.reading.framework))
    known = set(held.items.values_list("framework", "opportunity", "stage"))
    new = {_place(line): line for line in lines if _place(line) not in known}
    _demand_room(held, len(new))
    return PlanItem.objects.bulk_create(_chosen(held, line) for line in new.values())


@transaction.atomic
def add_goal(*, plan: Plan, by: User, text: str) -> PlanItem:
    """Put a goal of one's own into the plan, which stands in no framework."""
    held = locked_plan(plan, by)
    text = several_lines(text)
    if not text:
        raise PlanRefused("Write your goal.")
    if known := held.items.filter(opportunity=None, text=text).first():
        return known
    _demand_room(held, 1)
    return held.items.create(text=text)


@transaction.atomic
def change_goal(*, item: PlanItem, by: User, text: str, seen: int) -> PlanItem:
    """Word a goal of one's own otherwise. The words of a framework's line are the framework's."""
    held = _held_item(item, by)
    text = several_lines(text)
    if not held.is_own_goal:
        raise PlanRefused("These are the words of a framework. Add a goal of your own beside it.")
    if not text:
        raise PlanRefused("Write your goal.")
    if text == held.text:
        return held
    if held.version != seen:
        raise StaleItem(held)
    return _save_item(held, text=text)


@transaction.atomic
def set_item(
    *, item: PlanItem, by: User, review_on: date | None, standards: Collection[str], seen: int
) -> PlanItem:
    """Say when to look at it again, and pin standards to it. `seen` is the version of the item
    that the person saw."""
    held = _held_item(item, by)
    values = {"review_on": review_on, "standards": "\n".join(standards)}
    if all(getattr(held, name) == value for name, value in values.items()):
        return held
    if held.version != seen:
        raise StaleItem(held)
    return _save_item(held, **values)


@transaction.atomic
def write_step(
    *, item: PlanItem, by: User, step: PlanStep.Step, words: StepWords, seen: int
) -> PlanStep:
    """Keep what was written of a step. `seen` is the version that the person saw, 0 of none.

    It is done from the day on which it is said to be.
    """
    held = _held_item(item, by)
    stored = held.steps.filter(step=step).first() or PlanStep(item=held, step=step, version=0)
    values = {
        "note": several_lines(words.note),
        "evidence": one_line(words.evidence),
        "links": "\n".join(words.links),
        "on": words.on,
        "done_on": (stored.done_on or localdate()) if words.is_done else None,
    }
    if all(getattr(stored, name) == value for name, value in values.items()):
        return stored
    if stored.version != seen:
        raise StaleItem(stored)
    for name, value in values.items():
        setattr(stored, name, value)
    stored.version += 1
    stored.save()
    return stored


@transaction.atomic
def take_news(*, item: PlanItem, by: User, seen: str) -> PlanItem:
    """Take what the framework's edition of today says of the line instead of what was chosen.

    Its place too, where it moved to one stage. `seen`: the fingerprint of the news that was shown.
    """
    held = _held_item(item, by)
    item_news = _current_news(held, by, seen)
    line = item_news.line
    if item_news.edition is None or line is None or line.now is None:
        raise PlanRefused("The framework does not have this line any more: its words stay.")
    if not (line.is_reworded or line.new_place):
        raise PlanRefused("It stands at several stages now: add it at the one that you mean.")
    now = line.now.opportunity
    held.text, held.details, held.link = now.text, "\n".join(now.details), now.link
    held.edition, held.source = item_news.edition, source_of(item_news.edition)
    if line.new_place and not _is_there(held, line.stages[0].key):
        held.stage, held.column = line.new_place
        held.stage_name, held.tier = line.stages[0].name, line.now.placement.tier
    held.kept = news(by, [held])[held.pk].fingerprint
    held.version += 1
    held.save()
    return held


@transaction.atomic
def keep_chosen(*, item: PlanItem, by: User, seen: str) -> PlanItem:
    """Keep what was chosen: the same is not asked again, until the line changes once more."""
    held = _held_item(item, by)
    _current_news(held, by, seen)
    return _save_item(held, kept=seen)


@transaction.atomic
def remove(*, item: PlanItem, by: User) -> None:
    """Take a line out of its plan, with all that was written of it."""
    _held_item(item, by).delete()


# --- What they share ---


def _title(title: str) -> str:
    title = one_line(title)
    if not title:
        raise PlanRefused("Write a name for the plan.")
    return title


def locked_plan(plan: Plan, by: User) -> Plan:
    """The plan as it now is, locked. Raises Gone; Refused for anybody but its owner."""
    held = Plan.objects.select_for_update().filter(pk=plan.pk).first()
    if held is None:
        raise Gone("This plan is not there any more: you deleted it in another window.")
    rules.demand(rules.owns_plan(by, held))
    return held


def _held_item(item: PlanItem, by: User) -> PlanItem:
    """The line as it now is, its plan locked."""
    plan = locked_plan(item.plan, by)
    related = "framework__organisation", "framework__current_edition"
    held = plan.items.select_related(*related).filter(pk=item.pk).first()
    if held is None:
        raise Gone("This line is not in your plan any more: you removed it in another window.")
    return held


def _current_news(item: PlanItem, by: User, seen: str) -> ItemNews:
    """The news of this line as of today; PlanRefused where they are not those that were seen."""
    item_news = news(by, [item])[item.pk]
    if not (item_news.line or item_news.has_ended) or item_news.fingerprint != seen:
        raise PlanRefused("The framework has changed once more. See what it says now.")
    return item_news


def _is_there(item: PlanItem, stage: UUID) -> bool:
    """Whether the plan holds the line at that stage too."""
    same = {"framework": item.framework, "opportunity": item.opportunity, "stage": stage}
    return item.plan.items.filter(**same).exists()


def _save_item(item: PlanItem, **values: Any) -> PlanItem:
    for name, value in values.items():
        setattr(item, name, value)
    item.version += 1
    item.save(update_fields=[*values, "version"])
    return item


def _demand_room(plan: Plan, more: int) -> None:
    if plan.items.count() + more > MOST_ITEMS:
        raise PlanRefused(
            f"A plan holds at most {MOST_ITEMS} lines. Remove some, or begin another plan."
        )


def _same_line(item: PlanItem) -> tuple[object, ...]:
    """What a line is known by in two plans: its place, whatever words of it each took; and its
    words where it has no framework, or none any more."""
    return item.framework_id, item.opportunity, item.stage, item.framework_id or item.text


def _place(line: OfferedLine) -> tuple[object, ...]:
    return line.reading.framework.pk, line.opportunity.key, line.stage.key


def _chosen(plan: Plan, line: OfferedLine) -> PlanItem:
    words = line.opportunity
    return PlanItem(
        plan=plan,
        text=words.text,
        details="\n".join(words.details),
        link=words.link,
        framework=line.reading.framework,
        edition=line.reading.edition,
        source=line.source,
        opportunity=words.key,
        stage=line.stage.key,
        column=line.placement.column,
        stage_name=line.stage.name,
        tier=line.placement.tier,
    )
