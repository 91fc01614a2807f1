"""Taking a newer edition of the followed framework into a copy.

A plan says what there is to decide (`opportunities.merge`); it is computed anew each time, inside
the transaction too. What people choose is kept beside the draft with a fingerprint of what they
saw. Nothing else is written before `apply`, which is one change of the draft with one event, and
so is undone and redone like any other (`editing`).
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from cpd_site.models import User
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
from opportunities.editing.plain_text import one_line, several_lines
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
"""Characters, of each sub-point too: as many as the draft takes where people edit it."""

ANSWERED = ("fingerprint", "answer", "reason")
"""What of a choice is kept when another replaces it, so that it can come back."""

LINK = URLValidator(schemes=["http", "https"])


class UpdateRefused(Exception):
    """What was asked for cannot be done with this update. The message is a sentence."""


class NothingWaits(UpdateRefused):
    """There is no newer edition to take in, or somebody has taken it in already."""


class AskedAgain(UpdateRefused):
    """What somebody chose on is not what stands there now, or is not asked any more."""


class CannotChoose(UpdateRefused):
    """This answer cannot be given here."""


class Undecided(UpdateRefused):
    """Questions lack an answer. `decisions` are those."""

    def __init__(self, decisions: tuple[Decision, ...]) -> None:
        one = len(decisions) == 1
        super().__init__(
            f"{len(decisions)} {'question still needs' if one else 'questions still need'} you. "
            "Nothing was written."
        )
        self.decisions = decisions


def begin(*, framework: Framework, by: User) -> Edition:
    """The draft into which the update goes: the one there is, or a new one."""
    rules.demand(rules.may_edit(by, framework))
    if pending_update(framework) is None:
        raise NothingWaits(why_nothing_pending(framework))
    return drafts.there_or_started(framework=framework, by=by)


def plan_for(draft: Edition, known: UpdatePlan | None = None) -> UpdatePlan:
    """What taking in the edition that waits does to this draft. Raises NothingWaits.

    `known` is the plan that somebody looked at: it serves where nothing it is made of changed.
    """
    waits = pending_update(draft.framework)
    if waits is None or waits.ours != draft:
        raise NothingWaits(why_nothing_pending(draft.framework))
    return plan_update(waits, known)


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
    """Answer one question. `seen_version` is that of the choice that stood there, 0 for none.

    `known` is the plan from which the question was found, if there is one at hand.

    Refused with NothingWaits, with AskedAgain where what was seen is another now or a colleague
    chose meanwhile, and with CannotChoose.
    """
    held_draft = locked_draft(draft, by)
    plan = plan_for(held_draft, known)
    decision = _found(plan, decision_id)
    if decision.fingerprint != seen_fingerprint:
        raise AskedAgain("This changed since you looked at it. See what it says now.")
    choice = worded(decision, choice)
    stored = plan.chosen.get(decision_id)
    if stored and seen_version not in (None, stored.version) and stored.answer != choice.as_json():
        chosen = answer(decision, Answer(stored.answer["answer"]))
        raise AskedAgain(f"{stored.by or 'A colleague'} chose meanwhile: “{chosen}”.")
    made = _stored(held_draft, by, decision, choice, one_line(reason)[:LONGEST_REASON], stored)
    about = f"“{answer(decision, choice.answer)}” in the update"
    Event.objects.create(
        by=by,
        what=Event.Verb.CHOSE,
        about=about,
        framework=held_draft.framework,
        edition=held_draft,
    )
    return made


@transaction.atomic
def take_back(*, draft: Edition, by: User, decision_id: str, seen_version: int) -> None:
    """Undo the answer to one question: the one before it stands again, or it is not answered.

    Refused with AskedAgain where the answer is not the one that was seen.
    """
    held_draft = locked_draft(draft, by)
    stored = held_draft.choices.filter(decision=decision_id).first()
    if stored is None or stored.version != seen_version:
        raise AskedAgain("The answer changed since you looked at it. See what it is now.")
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
        framework=held_draft.framework,
        edition=held_draft,
    )


@transaction.atomic
def choose_all(*, draft: Edition, by: User, kind: DecisionKind, given: Answer, seen: str) -> int:
    """Give one answer to all of a group that nobody answered yet; says how many there were.

    `seen` is what `open_fingerprint` gave for the group when it was shown: AskedAgain where it is
    another now. What people chose one by one stays.
    """
    held_draft = locked_draft(draft, by)
    plan = plan_for(held_draft)
    if open_fingerprint(plan, kind) != seen:
        raise AskedAgain("Something in this group changed since you looked. See what it says now.")
    choice = merge.Choice(given)
    decisions = open_of(plan, kind)
    if refusing := [one for one in decisions if not one.accepts(choice)]:
        raise CannotChoose(f"{len(refusing)} of these cannot be answered so.")
    for decision in decisions:
        _stored(held_draft, by, decision, choice, "", plan.chosen.get(decision.id))
    if decisions:
        Event.objects.create(
            by=by,
            what=Event.Verb.CHOSE,
            about=f"“{answer(decisions[0], given)}” for {len(decisions)} things in the update",
            framework=held_draft.framework,
            edition=held_draft,
        )
    return len(decisions)


@transaction.atomic
def apply(*, draft: Edition, by: User, seen: str = "") -> Event:
    """Take the edition in: the draft gets its content and is based on it from now on.

    `seen` is the fingerprint of the plan as `by` saw it; AskedAgain where anything is another now,
    be it by a further publication, a colleague's edit or a choice. Refused with Undecided while a
    question is open, and with NothingWaits where it is taken in already.
    """
    held_draft = locked_draft(draft, by)
    plan = plan_for(held_draft)
    if seen and plan.fingerprint != seen:
        raise AskedAgain(
            "Something changed since you looked: the draft, a choice, or the edition that waits. "
            "Nothing was written. See what the update does now."
        )
    if plan.undecided:
        raise Undecided(plan.undecided)
    result = result_of(plan)
    made = patch.between(plan.plan.sides.grids.ours, result)
    before, after = patch.halves(made)
    if plan.front_page:
        front_page = held_draft.front_page
        before |= {"front_page": front_page}
        after |= {"front_page": front_page | plan.front_page}
        editing.set_front_page(held_draft, plan.front_page)
    lapse(held_draft, by)
    theirs = plan.waiting.theirs
    event = Event.objects.create(
        by=by,
        what=Event.Verb.TOOK_IN,
        about=f"the {theirs.name} of {theirs.framework.organisation.short_name}",
        framework=held_draft.framework,
        edition=held_draft,
        before={**before, "based_on": held_draft.based_on_id},
        after={**after, "based_on": theirs.pk, "report": report_of(plan, result)},
    )
    store.save(held_draft.grid, made)
    held_draft.based_on = theirs
    held_draft.save(update_fields=["based_on"])
    return event


def result_of(plan: UpdatePlan) -> GridSnapshot:
    """What the copy would say: where a question is open, as if ours stayed."""
    choices = dict(plan.choices)
    for decision in plan.undecided:
        if decision.blocks:
            choices[decision.id] = merge.Choice(decision.answers[0])
    return merge.apply(plan.plan, choices)


def open_of(plan: UpdatePlan, kind: DecisionKind) -> list[Decision]:
    """What of a group nobody answered yet, or has to answer again."""
    return [
        one
        for one in plan.decisions
        if one.kind is kind and one.answers and plan.choice_for(one) is None
    ]


def open_fingerprint(plan: UpdatePlan, kind: DecisionKind) -> str:
    """A fingerprint of the open questions of a group, as somebody sees them."""
    seen = "".join(one.id + one.fingerprint for one in open_of(plan, kind))
    return hashlib.sha256(seen.encode()).hexdigest()


def _found(plan: UpdatePlan, decision_id: str) -> Decision:
    for decision in plan.decisions:
        if decision.id == decision_id and decision.answers:
            return decision
    raise AskedAgain("This is not asked any more: the draft or their edition changed.")


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


def worded(decision: Decision, choice: merge.Choice) -> merge.Choice:
    """The choice with its words tidied up. Raises CannotChoose where it cannot be carried out."""
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
    """How long the field can be in the database; of a cell alone, that of its line."""
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
