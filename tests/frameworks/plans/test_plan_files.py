"""A plan taken away, its dates in a calendar, its standards, and the next one."""

import io
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate
from docx import Document
from icalendar import Calendar

from frameworks.actions import plan_sharing, plans
from frameworks.actions.plans import StepWords
from frameworks.models import PlanStep
from frameworks.queries.plans import lines_going_on, lines_to_choose, next_dates
from tests.builders import published
from tests.factories import UserFactory
from tests.frameworks.plans.conftest import GRID
from tests.frameworks.plans.test_plan_pages import read
from tests.pdf_tags import TaggedPDF, squeezed

Step = PlanStep.Step

pytestmark = pytest.mark.django_db

NOTE = "I want to listen.\nAnd wait. \N{HEBREW LETTER ALEF} #strong[no markup] <b>"


@pytest.fixture
def full(plan, item, ann):
    """A plan with something in every field."""
    words = StepWords(NOTE, "It went well", ("https://elm.example/a",), date(2027, 1, 16), True)
    plans.write_step(item=item, by=ann, step=Step.PLAN, words=words, seen=0)
    plans.set_item(item=item, by=ann, review_on=date(2027, 2, 1), standards=["Standard 4"], seen=1)
    plans.add_goal(plan=plan, by=ann, text="Wait for answers")
    cal = UserFactory.create(email="cal@example.org")
    share = plan_sharing.share(
        plan=plan, by=ann, email=cal.email, may_comment=True, until=localdate()
    )
    plan_sharing.look(share=share, by=cal)
    plan_sharing.comment(share=share, by=cal, item=item, text="Well done")
    return plan


EVERYTHING = (
    *("My plan 2026/27", "Ann Ash", "Join in", "NQT", "CPD Framework", "I want to listen."),
    *("It went well", "https://elm.example/a", "Standard 4", "Wait for answers", "Well done"),
    "cal@example.org",
)


def test_data_holds_all_of_it(anns, full):
    response = anns.get(f"/plans/{full.pk}.json")

    assert response["Content-Disposition"] == 'attachment; filename="my-plan-2026-27.json"'
    said = json.loads(response.content)
    for words in EVERYTHING:
        assert words in json.dumps(said, ensure_ascii=False)
    (step,) = said["lines"][0]["steps"]
    assert step["note"] == NOTE
    assert step["on"] == "2027-01-16"
    assert step["done_on"] == localdate().isoformat()
    assert said["lines"][0]["review_on"] == "2027-02-01"
    assert said["shares"][0]["opened"]


def test_word_holds_all_of_it(anns, full):
    document = Document(io.BytesIO(anns.get(f"/plans/{full.pk}.docx").content))

    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for words in EVERYTHING:
        assert words in text
    assert "<b>" in text
    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert headings == ["1. Join in", "2. Wait for answers", "Shared with"]


def test_pdf_holds_all_of_it_and_is_tagged(anns, full):
    pdf = TaggedPDF(anns.get(f"/plans/{full.pk}.pdf").content)

    text = pdf.root.text()
    assert squeezed("[?] stands for letters that are not in the font of this file") in text
    for words in EVERYTHING:
        assert squeezed(words) in text
    assert "#strong[nomarkup]" in text
    assert [tag.text() for tag in pdf.root.all("H2")] == [
        "1.Joinin",
        "2.Waitforanswers",
        "Sharedwith",
    ]
    assert pdf.links == {"https://elm.example/a"}


def test_an_empty_plan_can_be_taken_away(anns, plan):
    for form in ("docx", "pdf", "json"):
        assert anns.get(f"/plans/{plan.pk}.{form}").status_code == 200
    page = read(anns.get(f"/plans/{plan.pk}.csv"), 404)
    assert "There is no “.csv” of a plan. There is:" in page
    for form in ("docx", "pdf", "json"):
        assert f'href="/plans/{plan.pk}.{form}"' in page


def test_another_persons_plan_is_no_file(full):
    other = Client()
    other.force_login(UserFactory.create(is_superuser=True, is_staff=True))

    assert other.get(f"/plans/{full.pk}.json").status_code == 404
    assert Client().get(f"/plans/{full.pk}.json").status_code == 302


def test_a_secret_address_opens_the_dates_and_nothing_else(anns, full, client):
    assert "Make an address" in read(anns.get("/plans/calendar/"))
    anns.post("/plans/calendar/", {"do": "new"})
    secret = full.owner.plan_calendar.secret
    assert f"/plans/calendar/{secret}.ics" in read(anns.get("/plans/calendar/"))

    response = client.get(f"/plans/calendar/{secret}.ics")

    assert response["Content-Type"].startswith("text/calendar")
    assert "no-store" in response["Cache-Control"]
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert event["SUMMARY"] == "Review: Join in"
    assert event["DTSTART"].dt == date(2027, 2, 1)
    assert b"I want to listen" not in response.content


def test_a_new_address_ends_the_one_before_and_stop_ends_both(anns, full, client):
    anns.post("/plans/calendar/", {"do": "new"})
    before = full.owner.plan_calendar.secret
    anns.post("/plans/calendar/", {"do": "new"})
    full.owner.plan_calendar.refresh_from_db()
    now = full.owner.plan_calendar.secret

    assert client.get(f"/plans/calendar/{before}.ics").status_code == 404
    assert client.get(f"/plans/calendar/{now}.ics").status_code == 200
    assert client.get(f"/plans/calendar/{now.swapcase()}.ics").status_code == 404
    anns.post("/plans/calendar/", {"do": "stop"})
    assert client.get(f"/plans/calendar/{now}.ics").status_code == 404


def test_standards_of_the_stage_are_pinned(anns, ann, plan, framework):
    stage = replace(GRID.stages[0], standards=("Standard 4", "Standard 5"))
    published(replace(GRID, stages=(stage, *GRID.stages[1:])), label="2027")
    (line, _) = lines_to_choose(ann, framework.slug, "nqt", [])
    (item,) = plans.add_lines(plan=plan, by=ann, lines=[line])
    assert "Standard 5" in read(anns.get(f"/plans/lines/{item.pk}/"))

    anns.post(f"/plans/lines/{item.pk}/about/", {"standards": ["Standard 4"], "version": 1})
    forged = anns.post(f"/plans/lines/{item.pk}/about/", {"standards": ["Mine"], "version": 2})

    assert "Choose among the standards that are listed." in read(forged)
    item.refresh_from_db()
    assert item.standards == "Standard 4"
    published(GRID, label="2028")
    assert "For the standards" in read(anns.get(f"/plans/lines/{item.pk}/")), "it stays pinned"


def test_the_next_plan_begins_with_what_is_not_finished(anns, ann, full, item):
    done = plans.add_goal(plan=full, by=ann, text="Finish something")
    for step in Step:
        plans.write_step(item=done, by=ann, step=step, words=StepWords("x", is_done=True), seen=0)
    page = read(anns.get(f"/plans/{full.pk}/next/"))
    assert "2 lines of this plan are not finished." in page
    assert 'value="My plan 2027/28"' in page

    for _ in range(2):
        response = anns.post(f"/plans/{full.pk}/next/", {"title": "My plan 2027/28"})

    new = ann.plans.get(title="My plan 2027/28")
    assert response.url == f"/plans/{new.pk}/"
    assert [each.text for each in new.items.all()] == ["Join in", "Wait for answers"]
    begun = new.items.get(text="Join in")
    assert (begun.opportunity, begun.standards) == (item.opportunity, "Standard 4")
    assert begun.steps.get().note == NOTE
    assert begun.steps.get().done_on
    assert full.items.count() == 3, "this one stays as it is"
    assert not new.shares.exists()
    assert "goes on in" in read(anns.get(f"/plans/{full.pk}/"))


def test_the_dates_of_a_plan_that_goes_on_are_told_once(anns, ann, plan, item):
    words = StepWords(on=localdate())
    plans.write_step(item=item, by=ann, step=Step.ENGAGE, words=words, seen=0)
    new = plans.begin_next(plan=plan, by=ann, title="Next")

    (told,) = next_dates(lines_going_on(ann))
    assert told.item.plan == new
    plans.delete(plan=new, by=ann)
    (told,) = next_dates(lines_going_on(ann))
    assert told.item == item


def test_a_line_that_took_new_words_in_the_next_plan_is_not_put_there_twice(anns, ann, plan, item):
    new = plans.begin_next(plan=plan, by=ann, title="Next")
    new.items.update(text="Join us")
    plans.add_goal(plan=plan, by=ann, text="Wait")

    assert anns.post(f"/plans/{plan.pk}/next/", {"title": "Next"}).url == f"/plans/{new.pk}/"

    assert [each.text for each in new.items.all()] == ["Join us", "Wait"]


def test_the_next_plan_has_a_name_of_its_own(anns, plan, item):
    page = read(anns.post(f"/plans/{plan.pk}/next/", {"title": plan.title}))

    assert "This plan has that name itself." in page


def test_far_dates_are_in_the_calendar_and_not_on_the_desk(anns, ann, plan, item):
    far = localdate() + timedelta(days=200)
    plans.set_item(item=item, by=ann, review_on=far, standards=[], seen=1)

    assert "No date is near." in read(anns.get("/desk/"))
    secret = plans.renew_calendar(by=ann).secret
    assert b"Review: Join in" in Client().get(f"/plans/calendar/{secret}.ics").content
