"""The page of an update: the questions with their forms, the progress, and who changed what."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.forms import BoundField

from frameworks.actions.editing import CHANGES
from frameworks.actions.updates import open_fingerprint, open_of
from frameworks.forms.updates import FIELD_OF, ChoiceForm
from frameworks.models import Choice, Event, Framework, Reason
from frameworks.queries.reasons import RewordedLine, of_update, reworded_line
from frameworks.queries.updates import PendingUpdate, UpdatePlan
from opportunities.layout import update_words
from opportunities.layout.update_items import DecisionGroup, DecisionItem, lay_out
from opportunities.merge import MISSING, Answer, Decision, DecisionKind, Line

MOST_EVENTS = 500
"""The latest changes to search for who changed a row."""


@dataclass(frozen=True, slots=True)
class Touch:
    """The last change of a row of the copy: by whom, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswerButton:
    """The button that gives an answer.

    `state` is "chosen", "default" (what happens without an answer), "suggested" or "". `field` is
    the field to fill in for this answer.
    """

    value: Answer
    label: str
    state: str
    field: BoundField | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """A question on the page. `state` is "decided", "open", "again", or "" if nothing is asked."""

    item: DecisionItem
    id: str
    state: str
    stored: Choice | None
    touch: Touch | None
    form: ChoiceForm | None
    reworded: RewordedLine | None = None
    why: Reason | None = None

    @property
    def theirs(self) -> list[AnswerButton]:
        """The answers that choose their words."""
        return [one for one in self._buttons if one.value in update_words.CHOOSES_THEIRS]

    @property
    def ours(self) -> list[AnswerButton]:
        """The answers that choose our words or rows."""
        beside = update_words.CHOOSES_THEIRS | update_words.NEEDS_MORE
        return [one for one in self._buttons if one.value not in beside]

    @property
    def more(self) -> list[AnswerButton]:
        """The answers that need words or a place."""
        return [one for one in self._buttons if one.field]

    @property
    def chosen(self) -> AnswerButton | None:
        return next((one for one in self._buttons if one.state == "chosen"), None)

    @property
    def _buttons(self) -> Iterator[AnswerButton]:
        decision, form = self.item.decision, self.form
        if form is None:
            return
        chosen = self.stored.answer["answer"] if self.stored and self.state == "decided" else ""
        sent = form.data.get(form.add_prefix("answer"), chosen)
        for option in self.item.options:
            answer = Answer(option.value)
            state = "chosen" if answer == chosen else ""
            if not chosen and answer == decision.default:
                state = "default"
            elif not chosen and answer == decision.proposed:
                state = "suggested"
            field = form[FIELD_OF[answer]] if answer in FIELD_OF else None
            is_open = answer == sent or FIELD_OF.get(answer) in form.typed
            yield AnswerButton(answer, option.label, state, field, is_open)


@dataclass(frozen=True, slots=True)
class DecisionGroupCard:
    group: DecisionGroup
    cards: tuple[DecisionCard, ...]
    left: int
    fingerprint: str

    @property
    def decided(self) -> int:
        return sum(one.state == "decided" for one in self.cards)

    @property
    def is_asked(self) -> bool:
        return any(one.item.decision.blocks for one in self.cards)

    @property
    def is_applied(self) -> bool:
        return self.group.kind is DecisionKind.APPLIES


@dataclass(frozen=True)
class UpdatePage:
    """The page of a pending update. `bound` has the forms that were sent, by HTML id."""

    plan: UpdatePlan
    bound: Mapping[str, ChoiceForm] | None = None

    @property
    def pending(self) -> PendingUpdate:
        return self.plan.pending

    @property
    def framework(self) -> Framework:
        return self.pending.copy

    @cached_property
    def groups(self) -> tuple[DecisionGroupCard, ...]:
        return tuple(map(self._group, lay_out(self.plan.plan)))

    @property
    def counts(self) -> list[tuple[DecisionKind, int, str, bool]]:
        """The groups: kind, number, words, and whether questions are open."""
        return [
            (
                one.group.kind,
                len(one.cards),
                update_words.COUNTED[one.group.kind],
                one.is_asked and one.decided < len(one.cards),
            )
            for one in self.groups
        ]

    @property
    def left(self) -> int:
        return len(self.plan.undecided)

    @property
    def incoming(self) -> int:
        return sum(one.kind is DecisionKind.APPLIES for one in self.plan.decisions)

    @property
    def choices_saved(self) -> int:
        return len(self.plan.choices)

    @cached_property
    def open(self) -> list[str]:
        """The HTML ids of the open questions, in the order of the page."""
        cards = (one for group in self.groups for one in group.cards)
        return [one.id for one in cards if one.state in ("open", "again")]

    @property
    def next_open(self) -> str:
        return self.open[0] if self.open else ""

    def item(self, html_id: str) -> tuple[DecisionGroupCard, DecisionCard] | None:
        """Return the question with this HTML id, with its group; None if it is not there."""
        for group in self.groups:
            for one in group.cards:
                if one.id == html_id and one.form:
                    return group, one
        return None

    def form(self, item: DecisionItem, data: Any = None) -> ChoiceForm:
        html_id = id_of(item.decision)
        stored = self.plan.chosen.get(item.id)
        return ChoiceForm(
            data,
            prefix=html_id,
            item=item,
            stored=stored,
        )

    def _group(self, group: DecisionGroup) -> DecisionGroupCard:
        return DecisionGroupCard(
            group,
            tuple(map(self._card, group.items)),
            len(open_of(self.plan, group.kind)),
            open_fingerprint(self.plan, group.kind),
        )

    def _card(self, item: DecisionItem) -> DecisionCard:
        html_id = id_of(item.decision)
        decision, stored = item.decision, self.plan.chosen.get(item.id)
        if not decision.answers:
            return DecisionCard(item, html_id, "", None, None, None)
        if self.plan.choice_for(decision):
            state = "decided"
        elif self.plan.is_open(decision):
            state = "again" if stored else "open"
        else:
            state = ""
        form = (self.bound or {}).get(html_id) or self.form(item)
        line = reworded_line(self.plan.plan, decision)
        why = self._reasons.get(line.key) if line else None
        if why and not form.is_bound:
            form.initial["words"] = getattr(why, "our_words", None)
        return DecisionCard(item, html_id, state, stored, self._touch(decision), form, line, why)

    @cached_property
    def _reasons(self) -> Mapping[UUID, Reason]:
        """The reasons for rewordings, by line, in one query."""
        return of_update(self.pending)

    def _touch(self, decision: Decision) -> Touch | None:
        found = [self._touches[key] for key in _rows_of(decision) if key in self._touches]
        return max(found, key=lambda touch: touch.at, default=None)

    @cached_property
    def _touches(self) -> dict[str, Touch]:
        """Who last changed each row of the copy, by the row's key, in one query."""
        verbs = [verb for verb in CHANGES if verb != Event.Verb.TOOK_IN]
        events = Event.objects.filter(framework=self.framework, what__in=verbs).order_by("-pk")
        touches: dict[str, Touch] = {}
        for at, by, after in events.values_list("at", "by__name", "after")[:MOST_EVENTS]:
            for rows in after.get("rows", {}).values():
                for key in rows:
                    touches.setdefault(key, Touch(by or "Somebody", at))
        return touches


def _rows_of(decision: Decision) -> Iterator[str]:
    """Yield the keys of our rows that a decision is about, as patches name them."""
    for key in (*decision.keys, *decision.lines):
        yield "/".join(map(str, key)) if isinstance(key, tuple) else str(key)
    ours = decision.values.ours
    if isinstance(ours, Line):
        yield str(ours.opportunity.key)
    elif ours is not MISSING and hasattr(ours, "key"):
        yield str(ours.key)


def id_of(decision: Decision) -> str:
    """Return the HTML id of a question, which is the fragment of its address."""
    return "q" + hashlib.sha256(decision.id.encode()).hexdigest()[:16]
