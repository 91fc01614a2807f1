"""Take a newer edition of the followed framework into a copy.

A plan lists the decisions (`opportunities.merge`). It is computed each time, inside the
transaction too. The draft stores what people choose, with a fingerprint of what they saw. `apply`
alone writes the content: one change of the draft with one event, undone and redone like any other
(`editing`).
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from cpd_site.models import User
from cpd_site.plain_text import one_line, several_lines
from frameworks import rules
from frameworks.actions import drafts, editing
from frameworks.actions.drafts import locked_draft
from frameworks.actions.lapsing import lapse
from frameworks.models import Choice, Edition, Event, Framework
from frameworks.queries.update_reports import report_of
from frameworks.queries.updates import UpdatePlan, pending_update, plan_update, why_nothing_pending
from opportunities import merge, store
from opportunities.editing.copies import LONGEST_NOTE
from opportunities.editing.lines import LONGEST_BESIDE, LONGEST_LINE
from opportunities.editing.rows_and_columns import LONGEST_BODY
from opportunities.grid import patch
from opportunities.grid.fields import BESIDE
from opportunities.grid.snapshot import GridSnapshot, Opportunity
from opportunities.layout.update_words import answer, label
from opportunities.merge import Answer, Decision, DecisionKind
from opportunities.store.writing import KEYED, MARKS

LONGEST_REASON = 500

IN_PARAGRAPHS = ("body", "summary", "note")
"""The fields that hold more than a line."""

LONGEST = {
    **dict.fromkeys(BESIDE, LONGEST_BESIDE),
    "text": LONGEST_LINE,
    "details": LONGEST_LINE,
    "note": LONGEST_NOTE,
    "body": LONGEST_BODY,
}
"""Characters of a field, and of each sub-point: the same limits as in the forms of a draft."""

ANSWERED = ("fingerprint", "answer", "reason")
"""The fields of a choice that are kept when another replaces it, so that it can be restored."""

LINK = URLValidator(schemes=["http", "https"])


class UpdateRefused(Exception):
    """Raised if the update does not allow it. Nothing was written. The message is a sentence."""


class NothingPending(UpdateRefused):
    """Raised if there is no newer edition to take in, as when somebody has taken it in already."""


class StaleUpdate(UpdateRefused):
    """Raised if the question has changed since the person saw it, or is not asked any more."""


class CannotChoose(UpdateRefused):
    """Raised if the question does not accept this answer."""


class UpdateUndecided(UpdateRefused):
    """Raised if questions lack an answer: `decisions`."""

    def __init__(self, decisions: tuple[Decision, ...]) -> None:
        one = len(decisions) == 1
        super().__init__(
            f"{len(decisions)} {'question still needs' if one else 'questions still need'} you. "
            "Nothing was written."
        )
        self.decisions = decisions


def begin(*, framework: Framework, by: User) -> Edition:
    """Return the draft for the update; start one if there is none. Raises NothingPending."""
    rules.demand(rules.may_edit(by, framework))
    if pending_update(framework) is None:
        raise NothingPending(why_nothing_pending(framework))
    return drafts.get_or_start(framework=framework, by=by)


def plan_for(draft: Edition, known: UpdatePlan | None = None) -> UpdatePlan:
    """Return the plan of the pending update for this draft. Raises NothingPending.

    `known` is a plan made earlier in the request, reused if nothing it is made of has changed.
    """
    pending = pending_update(draft.framework)
    if pending is None or pending.ours != draft:
        raise NothingPending(why_nothing_pending(draft.framework))
    return plan_update(pending, known)


@transaction.atomic
def choose(
    *,
    draft: Edition,
    by: User,
    decision_id: str,
    seen_fingerprint: str,
    choice: merge.Choice,
    reason: str = "",
    seen_version: int | None = None,
    known: UpdatePlan | None = None,
) -> Choice:
    """Answer one question.

    `seen_fingerprint` is the fingerprint of the question that the person saw, `seen_version` the
    version of the choice they saw, 0 if there was none. `known` is a plan made earlier in the
    request. Raises NothingPending, CannotChoose, and StaleUpdate if the question has changed or a
    colleague chose meanwhile.
    """
    locked = locked_draft(draft, by)
    plan = plan_for(locked, known)
    decision = _found(plan, decision_id)
    if decision.fingerprint != seen_fingerprint:
        raise StaleUpdate("This changed since you looked at it. See what it says now.")
    choice = clean_choice(decision, choice)
    stored = plan.chosen.get(decision_id)
    if stored and seen_version not in (None, stored.version) and stored.answer != choice.as_json():
        chosen = answer(decision, Answer(stored.answer["answer"]))
        raise StaleUpdate(f"{stored.by or 'A colleague'} chose meanwhile: “{chosen}”.")
    made = _stored(locked, by, decision, choice, one_line(reason)[:LONGEST_REASON], stored)
    about = f"“{answer(decision, choice.answer)}” in the update"
    Event.objects.create(
        by=by,
        what=Event.Verb.CHOSE,
        about=about,
        framework=locked.framework,
        edition=locked,
    )
    return made


@transaction.atomic
def take_back(*, draft: Edition, by: User, decision_id: str, seen_version: int) -> None:
    """Take back the answer to one question: restore the answer before it, or leave it unanswered.

    Raises StaleUpdate if the answer is not the version that the person saw.
    """
    locked = locked_draft(draft, by)
    stored = locked.choices.filter(decision=decision_id).first()
    if stored is None or stored.version != seen_version:
        raise StaleUpdate("The answer changed since you looked at it. See what it is now.")
    if stored.before is None:
        stored.delete()
    else:
        for name in ANSWERED:
            setattr(stored, name, stored.before[name])
        stored.before, stored.by, stored.at = None, by, timezone.now()
        stored.version += 1
        stored.save()
    Event.objects.create(
        by=by,
        what=Event.Verb.TOOK_BACK,
        about="an answer in the update",
        framework=locked.framework,
        edition=locked,
    )


@transaction.atomic
def choose_all(*, draft: Edition, by: User, kind: DecisionKind, given: Answer, seen: str) -> int:
    """Give one answer to all open questions of a group; return how many there were.

    Answers that people gave one by one stay. `seen` is the group's `open_fingerprint` when it was
    shown: raises StaleUpdate if it is another by now, CannotChoose if a question does not accept
    the answer.
    """
    locked = locked_draft(draft, by)
    plan = plan_for(locked)
    if open_fingerprint(plan, kind) != seen:
        raise StaleUpdate("Something in this group changed since you looked. See what it says now.")
    choice = merge.Choice(given)
    decisions = open_of(plan, kind)
    if refusing := [one for one in decisions if not one.accepts(choice)]:
        raise CannotChoose(f"{len(refusing)} of these cannot be answered so.")
    for decision in decisions:
        _stored(locked, by, decision, choice, "", plan.chosen.get(decision.id))
    if decisions:
        Event.objects.create(
            by=by,
            what=Event.Verb.CHOSE,
            about=f"“{answer(decisions[0], given)}” for {len(decisions)} things in the update",
            framework=locked.framework,
            edition=locked,
        )
    return len(decisions)


@transaction.atomic
def apply(*, draft: Edition, by: User, seen: str = "") -> Event:
    """Take the edition in: write its content into the draft, and base the draft on it.

    `seen` is the fingerprint of the plan that `by` saw. Raises StaleUpdate if it has changed, by a
    further publication, a colleague's edit or a choice; UpdateUndecided if a question is open;
    NothingPending if the edition is taken in already.
    """
    locked = locked_draft(draft, by)
    plan = plan_for(locked)
    if seen and plan.fingerprint != seen:
        raise StaleUpdate(
            "Something changed since you looked: the draft, a choice, or the edition that waits. "
            "Nothing was written. See what the update does now."
        )
    if plan.undecided:
        raise UpdateUndecided(plan.undecided)
    result = result_of(plan)
    made = patch.between(plan.plan.sides.grids.ours, result)
    before, after = patch.halves(made)
    if plan.front_page:
        front_page = locked.front_page
        before |= {"front_page": front_page}
        after |= {"front_page": front_page | plan.front_page}
        editing.set_front_page(locked, plan.front_page)
    lapse(locked, by)
    theirs = plan.pending.theirs
    event = Event.objects.create(
        by=by,
        what=Event.Verb.TOOK_IN,
        about=f"the {theirs.name} of {theirs.framework.organisation.short_name}",
        framework=locked.framework,
        edition=locked,
        before={**before, "based_on": locked.based_on_id},
        after={**after, "based_on": theirs.pk, "report": report_of(plan, result)},
    )
    store.save(locked.grid, made)
    locked.based_on = theirs
    locked.save(update_fields=["based_on"])
    return event


def result_of(plan: UpdatePlan) -> GridSnapshot:
    """Return the grid that the update would give; open questions count as if ours stayed."""
    choices = dict(plan.choices)
    for decision in plan.undecided:
        if decision.blocks:
            choices[decision.id] = merge.Choice(decision.answers[0])
    return merge.apply(plan.plan, choices)


def open_of(plan: UpdatePlan, kind: DecisionKind) -> list[Decision]:
    """Return the questions of a group that nobody answered, or whose answer is out of date."""
    return [
        one
        for one in plan.decisions
        if one.kind is kind and one.answers and plan.choice_for(one) is None
    ]


def open_fingerprint(plan: UpdatePlan, kind: DecisionKind) -> str:
    """Return a fingerprint of the open questions of a group, as a page shows them."""
    seen = "".join(one.id + one.fingerprint for one in open_of(plan, kind))
    return hashlib.sha256(seen.encode()).hexdigest()


def _found(plan: UpdatePlan, decision_id: str) -> Decision:
    for decision in plan.decisions:
        if decision.id == decision_id and decision.answers:
            return decision
    raise StaleUpdate("This is not asked any more: the draft or their edition changed.")


def _stored(
    draft: Edition,
    by: User,
    decision: Decision,
    choice: merge.Choice,
    reason: str,
    before: Choice | None,
) -> Choice:
    values: Mapping[str, Any] = {
        "fingerprint": decision.fingerprint,
        "answer": choice.as_json(),
        "reason": reason,
        "by": by,
        "at": timezone.now(),
        "version": before.version + 1 if before else 1,
        "before": {name: getattr(before, name) for name in ANSWERED} if before else None,
    }
    made, _ = Choice.objects.update_or_create(
        edition=draft, decision=decision.id, defaults=dict(values)
    )
    return made


def clean_choice(decision: Decision, choice: merge.Choice) -> merge.Choice:
    """Return the choice with its words cleaned. Raises CannotChoose if it is not accepted."""
    if choice.answer is Answer.OWN:
        choice = merge.Choice(Answer.OWN, _own_words(decision, choice.value))
    if not decision.accepts(choice):
        raise CannotChoose(_why_not(decision, choice))
    return choice


def _own_words(
    decision: Decision, value: str | tuple[str, ...] | None
) -> str | tuple[str, ...] | None:
    if isinstance(value, tuple):
        lines = tuple(line for line in map(str.strip, map(one_line, value)) if line)
        _demand_no_longer(max(map(len, lines), default=0), decision)
        return lines
    if value is None:
        return None
    value = (several_lines if decision.field in IN_PARAGRAPHS else one_line)(value).strip()
    _demand_no_longer(len(value), decision)
    field = BESIDE.get(decision.field)
    if field and field.is_address and value:
        try:
            LINK(value)
        except ValidationError:
            raise CannotChoose(
                "Write an address that begins with https://, or leave it empty."
            ) from None
    return value


def _demand_no_longer(length: int, decision: Decision) -> None:
    longest = LONGEST.get(decision.field) or _longest(decision)
    if longest and length > longest:
        raise CannotChoose(f"These are {length:,} characters: use {longest:,} or fewer.")


def _longest(decision: Decision) -> int | None:
    """Return the `max_length` of the field in the database: that of its row, else of the line."""
    models = KEYED | MARKS
    for model in (models[decision.row], models[Opportunity]):
        for field in model._meta.get_fields():
            if field.name == decision.field:
                return getattr(field, "max_length", None)
    return None


def _why_not(decision: Decision, choice: merge.Choice) -> str:
    if choice.answer is Answer.OWN:
        return "Write our words, or choose one of the other answers."
    if choice.answer is Answer.MOVE:
        return "Choose where our lines go."
    return f"“{label(decision)}” cannot be answered so. Choose one of the answers."
