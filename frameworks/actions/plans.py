"""The actions of a person on their own plans.

They leave no events: people of organisations read events, and a plan belongs to its owner alone.
Each action locks the plan first, so that a form sent twice makes one row.
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
from cpd_site.plain_text import one_line, several_lines
from frameworks import rules
from frameworks.models import Plan, PlanCalendar, PlanItem, PlanStep, UncountedPerson
from frameworks.models.plans import MOST_ITEMS, MOST_PLANS
from frameworks.queries.plan_news import ItemNews, news
from frameworks.queries.plans import OfferedLine, is_finished, source_of


class PlanRefused(Exception):
    """Raised if nothing was done. The message says why, `field` what it is about."""

    def __init__(self, why: str, field: str | None = None) -> None:
        super().__init__(why)
        self.field = field


class PlanGone(Exception):
    """Raised if the plan or the line was deleted meanwhile, in another window: no form can help.

    The message is a sentence that says so.
    """


class StaleItem(PlanRefused):
    """Raised if the owner changed it in another window meanwhile.

    `theirs` is what is stored now, a PlanItem or a PlanStep.
    """

    def __init__(self, theirs: Any) -> None:
        super().__init__("You changed this in another window meanwhile.")
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class StepWords:
    """The fields of a step as a person fills them in."""

    note: str = ""
    evidence: str = ""
    links: tuple[str, ...] = ()
    on: date | None = None
    is_done: bool = False


# --- Plans ---


@transaction.atomic
def create(*, by: User, title: str) -> Plan:
    """Create a plan, or return the owner's plan with this name."""
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
    """Rename the plan. `seen` is the name that the person saw."""
    User.objects.select_for_update().get(pk=by.pk)
    locked = locked_plan(plan, by)
    title = _title(title)
    if locked.title not in (seen, title):
        raise PlanRefused(
            f"You named it “{locked.title}” in another window. Name it again, or leave."
        )
    if Plan.objects.filter(owner=by, title=title).exclude(pk=locked.pk).exists():
        raise PlanRefused("You have another plan with this name. Choose another one.")
    locked.title = title
    locked.save(update_fields=["title"])


@transaction.atomic
def delete(*, plan: Plan, by: User) -> None:
    """Delete the plan with everything in it. Nothing is kept."""
    locked_plan(plan, by).delete()


@transaction.atomic
def begin_next(*, plan: Plan, by: User, title: str) -> Plan:
    """Copy the unfinished lines of this plan, with their steps, into the plan named `title`.

    Creates that plan if there is none, and skips the lines that it has. This plan stays as it is,
    but only the dates of the next one appear in the calendar from now on.
    """
    following = locked_plan(create(by=by, title=title), by)
    locked = locked_plan(plan, by)
    if following == locked:
        raise PlanRefused("This plan has that name itself. Choose another one.")
    if following.goes_on_in_id:
        raise PlanRefused(f"“{following.title}” goes on in another plan. Choose another name.")
    known = set(map(_same_line, following.items.all()))
    left = [
        item
        for item in locked.items.prefetch_related("steps")
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
    locked.goes_on_in = following
    locked.save(update_fields=["goes_on_in"])
    return following


# --- The calendar ---


@transaction.atomic
def renew_calendar(*, by: User) -> PlanCalendar:
    """Make a new secret address for the dates of the owner's plans; the old one stops working."""
    made, _ = PlanCalendar.objects.update_or_create(
        owner=by, defaults={"secret": secrets.token_urlsafe(32)}
    )
    return made


@transaction.atomic
def stop_calendar(*, by: User) -> None:
    """Delete the secret address for the dates of the owner's plans."""
    PlanCalendar.objects.filter(owner=by).delete()


@transaction.atomic
def set_counted(*, by: User, counted: bool) -> None:
    """Set whether this person counts among the people of their school who chose a line."""
    if counted:
        UncountedPerson.objects.filter(person=by).delete()
    else:
        UncountedPerson.objects.get_or_create(person=by)


# --- Lines ---


@transaction.atomic
def add_lines(*, plan: Plan, by: User, lines: Collection[OfferedLine]) -> list[PlanItem]:
    """Add these lines to the plan in their words of today; return those that are new in it."""
    locked = locked_plan(plan, by)
    for line in lines:
        rules.demand(rules.may_read(by, line.reading.framework))
    known = set(locked.items.values_list("framework", "opportunity", "stage"))
    new = {_place(line): line for line in lines if _place(line) not in known}
    _demand_room(locked, len(new))
    return PlanItem.objects.bulk_create(_chosen(locked, line) for line in new.values())


@transaction.atomic
def add_goal(*, plan: Plan, by: User, text: str) -> PlanItem:
    """Add a goal of the owner's own, which is in no framework."""
    locked = locked_plan(plan, by)
    text = several_lines(text)
    if not text:
        raise PlanRefused("Write your goal.")
    if known := locked.items.filter(opportunity=None, text=text).first():
        return known
    _demand_room(locked, 1)
    return locked.items.create(text=text)


@transaction.atomic
def change_goal(*, item: PlanItem, by: User, text: str, seen: int) -> PlanItem:
    """Reword a goal of the owner's own. Raises PlanRefused for a framework's line."""
    locked = _locked_item(item, by)
    text = several_lines(text)
    if not locked.is_own_goal:
        raise PlanRefused("These are the words of a framework. Add a goal of your own beside it.")
    if not text:
        raise PlanRefused("Write your goal.")
    if text == locked.text:
        return locked
    if locked.version != seen:
        raise StaleItem(locked)
    return _save_item(locked, text=text)


@transaction.atomic
def set_item(
    *, item: PlanItem, by: User, review_on: date | None, standards: Collection[str], seen: int
) -> PlanItem:
    """Set when to review the line, and its standards. `seen` is the version the person saw."""
    locked = _locked_item(item, by)
    values = {"review_on": review_on, "standards": "\n".join(standards)}
    if all(getattr(locked, name) == value for name, value in values.items()):
        return locked
    if locked.version != seen:
        raise StaleItem(locked)
    return _save_item(locked, **values)


@transaction.atomic
def write_step(
    *, item: PlanItem, by: User, step: PlanStep.Step, words: StepWords, seen: int
) -> PlanStep:
    """Save a step. `seen` is the version that the person saw, 0 if there was none.

    `done_on` is the day on which the step was first marked as done.
    """
    locked = _locked_item(item, by)
    stored = locked.steps.filter(step=step).first() or PlanStep(item=locked, step=step, version=0)
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
    """Replace the words of the line by those of the framework's current edition.

    Its place too, if it moved to one stage. `seen` is the fingerprint of the news that the person
    saw.
    """
    locked = _locked_item(item, by)
    item_news = _current_news(locked, by, seen)
    line = item_news.line
    if item_news.edition is None or line is None or line.now is None:
        raise PlanRefused("The framework does not have this line any more: its words stay.")
    if not (line.is_reworded or line.new_place):
        raise PlanRefused("It stands at several stages now: add it at the one that you mean.")
    now = line.now.opportunity
    locked.text, locked.details, locked.link = now.text, "\n".join(now.details), now.link
    locked.edition, locked.source = item_news.edition, source_of(item_news.edition)
    if line.new_place and not _is_there(locked, line.stages[0].key):
        locked.stage, locked.column = line.new_place
        locked.stage_name, locked.tier = line.stages[0].name, line.now.placement.tier
    locked.kept = news(by, [locked])[locked.pk].fingerprint
    locked.version += 1
    locked.save()
    return locked


@transaction.atomic
def keep_chosen(*, item: PlanItem, by: User, seen: str) -> PlanItem:
    """Keep the words that were chosen; the news is not shown again until the line changes."""
    locked = _locked_item(item, by)
    _current_news(locked, by, seen)
    return _save_item(locked, kept=seen)


@transaction.atomic
def remove(*, item: PlanItem, by: User) -> None:
    """Remove a line from its plan, with its steps."""
    _locked_item(item, by).delete()


# --- What they share ---


def _title(title: str) -> str:
    title = one_line(title)
    if not title:
        raise PlanRefused("Write a name for the plan.")
    return title


def locked_plan(plan: Plan, by: User) -> Plan:
    """Lock the plan and return it as it is now. Raises PlanGone, or Refused if not theirs."""
    locked = Plan.objects.select_for_update().filter(pk=plan.pk).first()
    if locked is None:
        raise PlanGone("This plan is not there any more: you deleted it in another window.")
    rules.demand(rules.owns_plan(by, locked))
    return locked


def _locked_item(item: PlanItem, by: User) -> PlanItem:
    """Lock the plan of the line, and return the line as it is now. Raises PlanGone and Refused."""
    plan = locked_plan(item.plan, by)
    related = "framework__organisation", "framework__current_edition"
    locked = plan.items.select_related(*related).filter(pk=item.pk).first()
    if locked is None:
        raise PlanGone("This line is not in your plan any more: you removed it in another window.")
    return locked


def _current_news(item: PlanItem, by: User, seen: str) -> ItemNews:
    """Return today's news of this line. Raises PlanRefused if the person saw other news."""
    item_news = news(by, [item])[item.pk]
    if not (item_news.line or item_news.has_ended) or item_news.fingerprint != seen:
        raise PlanRefused("The framework has changed once more. See what it says now.")
    return item_news


def _is_there(item: PlanItem, stage: UUID) -> bool:
    """Return whether the plan has this line at that stage too."""
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
    """Return a key that is the same for the same line in two plans: its framework and place; its
    words instead of the framework if it has none (any more)."""
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
