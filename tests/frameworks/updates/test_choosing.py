"""Choosing: what is kept of an answer, what is refused, and when it is asked again."""

from dataclasses import replace

import pytest

from cpd_site.models import Membership
from frameworks import rules
from frameworks.actions import updates
from frameworks.actions.updates import CannotChoose, StaleUpdate
from frameworks.models import Choice, Event
from opportunities.merge import Answer, DecisionKind
from opportunities.merge import Choice as Chosen
from tests.builders import key, published
from tests.factories import member
from tests.frameworks.updates.answers import choose, decide_all, fingerprint
from tests.frameworks.updates.copies import (
    BASE,
    HIDDEN,
    OURS,
    QUESTION,
    WITHDRAWN,
    copied,
    plan_of,
    read,
    reword,
)

pytestmark = pytest.mark.django_db

Role = Membership.Role


def test_what_is_chosen_is_kept_with_who_when_and_why(draft, editor):
    choose(draft, editor, QUESTION, "own", "Take part with Ms Hill", reason="She runs it.")

    stored = Choice.objects.get()
    assert stored.answer == {"answer": "own", "value": "Take part with Ms Hill"}
    assert (stored.by, stored.reason) == (editor, "She runs it.")
    assert plan_of(draft).choices[QUESTION] == Chosen(Answer.OWN, "Take part with Ms Hill")
    assert Event.objects.filter(what="chose", edition=draft, by=editor).count() == 1


def test_choosing_writes_nothing_into_the_draft(draft, editor):
    decide_all(draft, editor)

    assert read(draft) == OURS


def test_choosing_again_replaces_the_choice(draft, editor):
    choose(draft, editor, QUESTION, "theirs")
    choose(draft, editor, QUESTION, "ours")

    assert Choice.objects.get().version == 2
    assert plan_of(draft).choices[QUESTION].answer == "ours"


def test_a_choice_on_what_changed_meanwhile_is_refused(draft, editor):
    seen = fingerprint(draft, QUESTION)
    reword(draft, editor, "Join in with Mr Oak")

    with pytest.raises(StaleUpdate):
        choose(draft, editor, QUESTION, "ours", seen_fingerprint=seen)

    assert not Choice.objects.exists()


def test_a_colleagues_choice_in_the_meantime_is_not_overwritten(draft, editor):
    colleague = member(draft.framework.organisation, Role.EDITOR, name="Col Ash")
    choose(draft, colleague, QUESTION, "theirs", seen_version=0)

    with pytest.raises(StaleUpdate, match="Col Ash chose meanwhile: “Take theirs”"):
        choose(draft, editor, QUESTION, "ours", seen_version=0)

    assert plan_of(draft).choices[QUESTION].answer == "theirs"


def test_a_question_that_is_not_asked_is_refused(draft, editor):
    with pytest.raises(StaleUpdate, match="not asked any more"):
        choose(draft, editor, "opportunity:x:text", "ours", seen_fingerprint="x")


@pytest.mark.parametrize(
    ("decision", "said", "value"),
    [
        (QUESTION, "keep", None),
        (QUESTION, "own", "  "),
        (QUESTION, "own", None),
        (WITHDRAWN, "move", "nowhere"),
        (HIDDEN, "own", "Mine"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(draft, editor, decision, said, value):
    with pytest.raises(CannotChoose):
        choose(draft, editor, decision, said, value)


def test_own_words_are_put_on_one_line(draft, editor):
    choose(draft, editor, QUESTION, "own", " Take\r\npart \x00")

    assert plan_of(draft).choices[QUESTION].value == "Take part"


def test_own_words_are_no_longer_than_a_draft_takes(draft, editor):
    with pytest.raises(CannotChoose, match="These are 10,001 characters: use 10,000 or fewer"):
        choose(draft, editor, QUESTION, "own", "x" * 10_001)


def test_own_words_that_nobody_sees_are_none(draft, editor):
    with pytest.raises(CannotChoose, match="Write our words"):
        choose(draft, editor, QUESTION, "own", "\N{ZERO WIDTH SPACE}")


def test_our_own_note_keeps_its_lines():
    def noted(note):
        where = key("NQT/School/0")
        rows = BASE.placements
        return replace(
            BASE,
            placements=tuple(replace(row, note=note) if row.key == where else row for row in rows),
        )

    draft = copied(published(noted("Ask Ann"), label="2025"), noted("Ask Cal"))
    published(noted("Ask Bea"), label="2026")
    editor = member(draft.framework.organisation, Role.EDITOR)
    (question,) = plan_of(draft).undecided

    choose(draft, editor, question.id, "own", "Ask Cal\r\nor Bea")

    assert plan_of(draft).choices[question.id].value == "Ask Cal\nor Bea"
    with pytest.raises(CannotChoose, match="use 1,000 or fewer"):
        choose(draft, editor, question.id, "own", "x" * 1_001)


def test_a_choice_needs_the_role(draft):
    reader = member(draft.framework.organisation, Role.READER)

    with pytest.raises(rules.Refused):
        choose(draft, reader, QUESTION, "ours")


def test_a_group_is_answered_at_once_without_what_was_answered(draft, editor):
    plan = plan_of(draft)

    count = updates.choose_all(
        draft=draft,
        by=editor,
        kind=DecisionKind.NEEDS_YOU,
        given=Answer.OURS,
        seen=updates.open_fingerprint(plan, DecisionKind.NEEDS_YOU),
    )
    again = updates.choose_all(
        draft=draft,
        by=editor,
        kind=DecisionKind.NEEDS_YOU,
        given=Answer.THEIRS,
        seen=updates.open_fingerprint(plan_of(draft), DecisionKind.NEEDS_YOU),
    )

    assert (count, again) == (1, 0)
    assert plan_of(draft).choices[QUESTION].answer == "ours"


def test_a_group_that_changed_is_not_answered(draft, editor):
    seen = updates.open_fingerprint(plan_of(draft), DecisionKind.NEEDS_YOU)
    reword(draft, editor, "Join in with Mr Oak")

    with pytest.raises(StaleUpdate):
        updates.choose_all(
            draft=draft, by=editor, kind=DecisionKind.NEEDS_YOU, given=Answer.OURS, seen=seen
        )


def test_a_group_is_not_given_an_answer_that_does_not_fit(draft, editor):
    seen = updates.open_fingerprint(plan_of(draft), DecisionKind.NEEDS_YOU)

    with pytest.raises(CannotChoose):
        updates.choose_all(
            draft=draft, by=editor, kind=DecisionKind.NEEDS_YOU, given=Answer.KEEP, seen=seen
        )
