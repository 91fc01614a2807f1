"""What is written on a sheet goes into a plan, if somebody who is signed in wants it."""

import pytest
from django.test import Client

from frameworks.actions import plans
from frameworks.actions.plans import StepWords
from frameworks.models import Plan, PlanItem, PlanStep
from frameworks.models.plans import LONGEST_TEXT
from frameworks.queries.plans import lines_to_choose
from opportunities.grid.short_keys import short
from tests.builders import grid, key, published
from tests.factories import UserFactory
from tests.frameworks.lists.test_sheets import FROM_HERE, LINES, MADE, about, sent
from tests.frameworks.plans.test_plan_pages import read
from tests.frameworks.updates.copies import without

pytestmark = pytest.mark.django_db

KEPT = "/plans/add/sheet/"
GRID = grid({("NQT", "School"): LINES})


@pytest.fixture(autouse=True)
def framework():
    return published(GRID, slug="wold").framework


@pytest.fixture
def ann():
    return UserFactory.create(name="Ann Ash")


@pytest.fixture
def anns(ann):
    client = Client()
    client.force_login(ann)
    return client


def written(**more):
    ticked = key(LINES[0]), key(LINES[1])
    return sent(*ticked, **{about("why"): "To <b>grow</b>", about("agreed"): "A day", **more})


def notes():
    return [step.note for step in PlanStep.objects.order_by("pk")]


def test_it_goes_under_the_first_step_of_each_line(anns):
    page = read(anns.post(MADE, written(), headers=FROM_HERE))
    assert "Keep it in my plan" in page

    response = anns.post(KEPT, written(plan="new"), follow=True)

    assert "What you wrote on the sheet stands under “Plan” of each line." in read(response)
    plan = Plan.objects.get()
    assert [item.text for item in plan.items.all()] == LINES[:2]
    (note,) = notes()
    heading, *said = note.splitlines()
    assert heading.startswith("Appraisal, ")
    assert said == ["Why: To <b>grow</b>", "Agreed: A day"]


def test_the_same_twice_is_kept_once_and_more_stands_beneath(anns, ann, framework):
    plan = plans.create(by=ann, title="Mine")
    line = lines_to_choose(ann, "wold", "nqt", [])[0]
    (item,) = plans.add_lines(plan=plan, by=ann, lines=[line])
    plans.write_step(item=item, by=ann, step=PlanStep.Step.PLAN, words=StepWords("Before"), seen=0)

    for _ in range(2):
        anns.post(KEPT, written(plan=plan.pk))
    anns.post(KEPT, written(plan=plan.pk, **{about("why"): "To lead"}))

    assert plan.items.count() == 2
    (note,) = notes()
    assert note.startswith("Before\n\nAppraisal, ")
    assert note.count("To <b>grow</b>") == note.count("To lead") == 1
    assert item.steps.get().version == 3


def test_of_a_line_that_is_listed_no_more_it_stays_on_the_sheet(anns):
    published(without(GRID, LINES[0]), slug="wold", label="2027")

    page = read(anns.post(KEPT, written(plan="new")))

    assert "One line could not be put there" in page
    assert "To <b>grow</b>" in page
    assert [item.text for item in PlanItem.objects.all()] == LINES[1:2]


def test_where_no_line_is_listed_any_more_no_plan_begins(anns):
    published(without(GRID, *LINES[:2]), slug="wold", label="2027")

    page = read(anns.post(KEPT, written(plan="new")))

    assert "No framework that you read lists these lines today." in page
    assert "To <b>grow</b>" in page
    assert not Plan.objects.exists()


def test_what_would_be_too_long_is_told_and_comes_back(anns, ann):
    plan = plans.create(by=ann, title="Mine")
    line = lines_to_choose(ann, "wold", "nqt", [])[0]
    (item,) = plans.add_lines(plan=plan, by=ann, lines=[line])
    words = StepWords("x" * LONGEST_TEXT)
    plans.write_step(item=item, by=ann, step=PlanStep.Step.PLAN, words=words, seen=0)

    page = read(anns.post(KEPT, written(plan=plan.pk)))

    assert "would be too long with this" in page
    assert "To <b>grow</b>" in page
    assert plan.items.count() == 1, "nothing of it is kept by halves"


@pytest.mark.parametrize("plan", ["", "x", "999999999999999999999"])
def test_a_plan_that_is_not_theirs_is_none(anns, plan):
    theirs = plans.create(by=UserFactory.create(), title="Theirs")

    for named in (plan, theirs.pk):
        page = read(anns.post(KEPT, written(plan=named)))
        assert "There is a problem" in page
        assert "To <b>grow</b>" in page
    assert "Theirs" not in page
    assert not PlanItem.objects.exists()


def test_what_is_too_long_or_has_no_line_comes_back(anns):
    long = read(anns.post(KEPT, written(plan="new", **{about("why"): "a" * 100_000})))
    none = read(anns.post(KEPT, {"plan": "new", "name": "Ann Ash"}))

    assert "“Why” of line 1 takes at most 140 characters" in long
    assert "a" * 100_000 in long
    assert "Tick at least one line" in none
    assert not Plan.objects.exists()


def test_who_is_not_signed_in_keeps_nothing_and_loses_nothing(client):
    assert "Keep it in" not in client.post(MADE, written(), headers=FROM_HERE).content.decode()

    response = client.post(KEPT, written(plan="new"), headers=FROM_HERE)

    assert "You have been signed out" in read(response, 403)
    assert not Plan.objects.exists()


def test_an_empty_sheet_has_nothing_to_keep(anns):
    page = read(anns.post(MADE, {"blank": "yes"}, headers=FROM_HERE))

    assert "Keep it in" not in page
    assert short(key(LINES[0])) not in page
