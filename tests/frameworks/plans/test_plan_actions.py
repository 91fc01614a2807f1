"""What is done to a plan, and what is refused."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from frameworks.actions import plans
from frameworks.actions.plans import PlanGone, PlanRefused, StaleItem, StepWords
from frameworks.models import Event, Plan, PlanItem, PlanStep
from frameworks.models.plans import MOST_ITEMS, MOST_PLANS
from frameworks.queries.plans import lines_to_choose
from frameworks.rules import Refused
from tests.builders import key
from tests.factories import UserFactory

Step = PlanStep.Step

pytestmark = pytest.mark.django_db


def test_a_line_keeps_its_words_its_place_and_its_edition(item, framework):
    assert item.text == "Join in"
    whose = framework.organisation.short_name
    assert item.source == f"CPD Framework, {whose}, 2026 edition"
    assert (item.stage_name, item.stage, item.opportunity) == ("NQT", key("NQT"), key("Join in"))
    assert item.edition == framework.current_edition


def test_a_plan_a_line_and_a_goal_are_made_once(plan, item, ann, framework):
    line = lines_to_choose(ann, framework.slug, "nqt", [])[0]

    assert plans.create(by=ann, title=" My plan  2026/27 ") == plan
    assert plans.add_lines(plan=plan, by=ann, lines=[line, line]) == []
    goal = plans.add_goal(plan=plan, by=ann, text="Listen more")
    assert plans.add_goal(plan=plan, by=ann, text="Listen more ") == goal
    assert plan.items.count() == 2


def test_many_lines_take_as_many_queries_as_one(plan, ann, framework, django_assert_num_queries):
    lines = lines_to_choose(ann, framework.slug, "nqt", [])

    with CaptureQueriesContext(connection) as of_one:
        plans.add_lines(plan=plan, by=ann, lines=lines[:1])
    ahead = plans.create(by=ann, title="Next")
    with django_assert_num_queries(len(of_one)):
        assert len(plans.add_lines(plan=ahead, by=ann, lines=lines)) == len(lines) == 2


def test_the_next_plan_takes_as_many_queries_for_many_lines_as_for_one(
    plan, item, ann, framework, django_assert_num_queries
):
    plans.write_step(item=item, by=ann, step=Step.PLAN, words=StepWords("Why"), seen=0)
    with CaptureQueriesContext(connection) as of_one:
        plans.begin_next(plan=plan, by=ann, title="One")
    plans.add_lines(plan=plan, by=ann, lines=lines_to_choose(ann, framework.slug, "nqt", []))
    for line in plan.items.exclude(pk=item.pk):
        plans.write_step(item=line, by=ann, step=Step.PLAN, words=StepWords("Too"), seen=0)

    with django_assert_num_queries(len(of_one)):
        following = plans.begin_next(plan=plan, by=ann, title="Two")

    assert [line.steps.get().note for line in following.items.all()] == ["Why", "Too"]
    assert [line.steps.get().note for line in plan.items.all()] == ["Why", "Too"]


def test_two_plans_do_not_go_on_in_each_other(plan, ann):
    following = plans.begin_next(plan=plan, by=ann, title="Next")

    with pytest.raises(plans.PlanRefused, match="goes on in another plan"):
        plans.begin_next(plan=following, by=ann, title=plan.title)


def test_nobody_else_does_anything_to_a_plan(plan, item, framework):
    other = UserFactory.create(is_staff=True, is_superuser=True)
    line = lines_to_choose(other, framework.slug, "leader", [])[0]
    attempts: list[Any] = [
        partial(plans.rename, plan=plan, title="Theirs", seen=plan.title),
        partial(plans.begin_next, plan=plan, title="Theirs"),
        partial(plans.take_news, item=item, seen=""),
        partial(plans.keep_chosen, item=item, seen=""),
        partial(plans.change_goal, item=item, text="Theirs", seen=1),
        partial(plans.delete, plan=plan),
        partial(plans.add_lines, plan=plan, lines=[line]),
        partial(plans.add_goal, plan=plan, text="Theirs"),
        partial(plans.set_item, item=item, review_on=date(2027, 1, 1), standards=[], seen=1),
        partial(plans.write_step, item=item, step=Step.PLAN, words=StepWords("Hi"), seen=0),
        partial(plans.remove, item=item),
    ]

    for attempt in attempts:
        with pytest.raises(Refused):
            attempt(by=other)
    assert list(Plan.objects.values_list("title")) == [("My plan 2026/27",)]
    assert PlanItem.objects.get() == item
    assert not PlanStep.objects.exists()


def test_a_step_is_written_dated_done_and_opened_again(item, ann):
    words = StepWords("Note", "It went\nwell", ("https://elm.example/a",), date(2027, 1, 16))
    plans.write_step(item=item, by=ann, step=Step.ENGAGE, words=words, seen=0)

    step = item.steps.get()
    assert (step.note, step.evidence, step.links) == (
        "Note",
        "It went well",
        "https://elm.example/a",
    )
    assert (step.on, step.done_on, step.version) == (date(2027, 1, 16), None, 1)
    done = plans.write_step(
        item=item, by=ann, step=Step.ENGAGE, words=StepWords("Note", is_done=True), seen=1
    )
    assert done.done_on
    again = plans.write_step(
        item=item, by=ann, step=Step.ENGAGE, words=StepWords("Note"), seen=done.version
    )
    assert again.done_on is None


def test_two_windows_do_not_write_over_each_other(item, ann):
    write = partial(plans.write_step, item=item, by=ann, step=Step.PLAN)
    write(words=StepWords("First"), seen=0)

    with pytest.raises(StaleItem) as refused:
        write(words=StepWords("Second"), seen=0)

    assert refused.value.theirs.note == "First"
    assert write(words=StepWords("First"), seen=0).version == 1, "the same twice is no conflict"


def test_two_windows_do_not_set_two_dates(item, ann):
    set_item = partial(plans.set_item, item=item, by=ann, standards=[], seen=item.version)
    set_item(review_on=date(2027, 1, 1))

    with pytest.raises(StaleItem):
        set_item(review_on=date(2027, 2, 1))


def test_what_is_gone_says_so(item, plan, ann):
    plans.remove(item=item, by=ann)
    with pytest.raises(PlanGone, match="removed it in another window"):
        plans.write_step(item=item, by=ann, step=Step.PLAN, words=StepWords("x"), seen=0)

    plans.delete(plan=plan, by=ann)
    with pytest.raises(PlanGone, match="deleted it in another window"):
        plans.add_goal(plan=plan, by=ann, text="Late")


def test_there_is_an_end_to_plans_and_lines(plan, ann, framework):
    PlanItem.objects.bulk_create(PlanItem(plan=plan, text=f"{n}") for n in range(MOST_ITEMS))
    with pytest.raises(PlanRefused, match="at most 500 lines"):
        plans.add_goal(plan=plan, by=ann, text="One more")

    Plan.objects.bulk_create(Plan(owner=ann, title=f"{n}") for n in range(MOST_PLANS - 1))
    with pytest.raises(PlanRefused, match="30 plans"):
        plans.create(by=ann, title="One more")


def test_deleting_leaves_nothing_and_no_event_tells_of_a_plan(item, plan, ann):
    before = Event.objects.count()
    plans.write_step(item=item, by=ann, step=Step.PLAN, words=StepWords("Note"), seen=0)

    plans.delete(plan=plan, by=ann)

    assert not any(model.objects.exists() for model in (Plan, PlanItem, PlanStep))
    assert Event.objects.count() == before


def test_a_row_names_itself_without_a_word_of_its_owner(item, ann):
    step = plans.write_step(item=item, by=ann, step=Step.PLAN, words=StepWords("Note"), seen=0)

    assert [str(row) for row in (item.plan, item, step)] == [
        f"Plan {item.plan.pk}",
        f"Line {item.pk} of plan {item.plan.pk}",
        f"Step {step.pk}, of line {item.pk}",
    ]


def test_a_goal_is_worded_otherwise_and_a_line_of_a_framework_is_not(plan, item, ann):
    goal = plans.add_goal(plan=plan, by=ann, text="Listen")
    change = partial(plans.change_goal, item=goal, by=ann, seen=1)

    assert change(text="Listen longer").text == "Listen longer"
    with pytest.raises(StaleItem):
        change(text="Listen less")
    with pytest.raises(PlanRefused, match="words of a framework"):
        plans.change_goal(item=item, by=ann, text="Mine", seen=1)


def test_two_windows_do_not_give_two_names(plan, ann):
    plans.rename(plan=plan, by=ann, title="First", seen=plan.title)

    with pytest.raises(PlanRefused, match="You named it “First” in another window"):
        plans.rename(plan=plan, by=ann, title="Second", seen="My plan 2026/27")
