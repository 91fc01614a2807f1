"""The pages of a plan: what its owner finds there, and what comes back when something is wrong."""

import html
import re

import html5lib
import pytest
from django.test import Client
from django.urls import reverse

from frameworks.actions import plans
from frameworks.actions.plans import StepWords
from frameworks.models import Plan, PlanItem, PlanStep
from opportunities.grid.short_keys import of_place, short
from opportunities.grid.vocabulary import ProviderTier
from tests.builders import grid, key, published
from tests.factories import UserFactory

Step = PlanStep.Step

pytestmark = pytest.mark.django_db

NASTY = '<script>alert("Ann")</script>'


def read(response, status: int = 200) -> str:
    assert response.status_code == status
    page = response.content.decode()
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(page)
    assert parser.errors == []
    return " ".join(html.unescape(page).split())


def at_step(item, step: str = "plan", **fields) -> dict:
    return {f"{step}-{name}": value for name, value in ({"version": 0} | fields).items()}


def test_a_plan_begins_on_its_page(anns, ann):
    assert "You have no plan yet" in read(anns.get("/plans/"))

    response = anns.post("/plans/", {"title": "2026/27 appraisal year"})

    plan = Plan.objects.get(owner=ann)
    assert response.url == f"/plans/{plan.pk}/"
    assert "Nothing is in this plan yet" in read(anns.get(response.url))
    assert anns.post("/plans/", {"title": "2026/27 appraisal year"}).url == response.url


def test_a_line_is_added_at_one_of_its_stages(anns, ann, framework):
    address = f"/plans/add/?framework=thornshire&line={key('Visit other schools')}"
    page = read(anns.get(address))
    assert "At which stage" in page
    assert "NQT" in page
    assert "Leader" in page

    response = anns.post(
        address, {"lines": [key("Leader/School/0")], "plan": "new", "title": "Mine"}
    )

    item = PlanItem.objects.get(plan__owner=ann)
    assert (item.text, item.stage_name) == ("Visit other schools", "Leader")
    page = read(anns.get(response.url))
    assert "A line is in your plan." in page
    assert "Chosen at Leader, from CPD Framework" in page


def test_a_list_becomes_a_plan(anns, ann, framework):
    published(grid({("Head", "School"): ["Lead"]}), slug="other")
    keys = [short(key(line)) for line in ("Lead", "Join in", "not there")]
    address = f"/plans/add/?k={keys[0]}&k={keys[1]}&k={keys[2]}&k=x"
    assert read(anns.get(address)).count(" checked") == 2, "both lines"

    places = [key("Head/School/0"), key("NQT/School/0")]
    anns.post(address, {"lines": places, "plan": "new", "title": "From my list"})

    items = PlanItem.objects.filter(plan__title="From my list")
    assert {(item.text, item.stage_name) for item in items} == {
        ("Lead", "Head"),
        ("Join in", "NQT"),
    }
    leader = of_place(key("Visit other schools"), key("Leader"))
    offered = read(anns.get(f"/plans/add/?k={leader}"))
    assert f'value="{key("Leader/School/0")}"' in offered, "where it was chosen, not first"
    nothing = read(anns.get(f"/plans/add/?k={keys[2]}"))
    assert "There is nothing here that you could add." in nothing


def test_lines_of_a_stage_are_added_together(anns, plan, framework):
    address = "/plans/add/?framework=thornshire&stage=nqt"
    lines = [key("NQT/School/0"), key("NQT/School/1")]

    anns.post(address, {"lines": lines, "plan": plan.pk})
    again = anns.post(address, {"lines": lines, "plan": plan.pk}, follow=True)

    assert [item.text for item in plan.items.all()] == ["Join in", "Visit other schools"]
    assert "Your plan holds them already." in read(again)


def test_lines_of_a_stage_stand_by_who_provides_them_with_what_has_ended(anns):
    page = read(anns.get("/plans/add/?framework=wigan&stage=newly-qualified"))
    headings = re.findall(r'<h2 class="cpd-offered is-[\w-]+"><span[^>]*>(.*?)</span>', page)

    assert headings == [tier.label for tier in ProviderTier]
    assert re.search(r'Access teachers\.tv <span class="cpd-meta">Ended 2011</span>', page)


@pytest.mark.parametrize("asked", ["", "?framework=torbay", "?stage=nqt"])
def test_where_nothing_is_chosen_to_add_the_page_says_where_to_begin(anns, asked):
    page = read(anns.get(f"/plans/add/{asked}"), 404)

    assert "Lines are added from the page of a stage" in page
    assert '<a href="/opportunities/">Search</a>' in page


def test_a_plan_cites_the_authority_once_and_leads_to_more_lines(anns, plan):
    address = "/plans/add/?framework=wigan&stage=newly-qualified"
    first, *_ = re.findall(r'name="lines" value="([^"]+)"', read(anns.get(address)))

    page = read(anns.post(address, {"lines": [first], "plan": plan.pk}, follow=True))

    assert (
        "Chosen at Newly Qualified Teacher, from Stepping Up to Leadership in Wigan, "
        "no year printed<"
    ) in page
    assert 'href="/opportunities/">Find lines to add' in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"plan": "new", "title": "Mine"}, "Choose at least one line."),
        ({"lines": [key("forged")], "plan": "new", "title": "Mine"}, "not in this framework any"),
        ({"lines": [key("NQT/School/0")], "plan": "999", "title": ""}, "not there any more"),
        ({"lines": [key("NQT/School/0")], "plan": "new"}, "Write a name for the new plan."),
    ],
)
def test_what_cannot_be_added_is_said(anns, plan, framework, sent, said):
    page = read(anns.post("/plans/add/?framework=thornshire&stage=nqt", sent))

    assert said in page
    assert not plan.items.exists()


@pytest.mark.parametrize(
    "query",
    ["", "framework=nowhere", "framework=thornshire&line=x", "framework=thornshire&stage=x"],
)
def test_there_is_nothing_to_add_at_other_addresses(anns, framework, query):
    read(anns.get(f"/plans/add/?{query}"), 404)


def test_who_is_not_signed_in_is_told_what_a_plan_is(client, framework):
    response = client.get("/plans/add/?framework=thornshire&stage=nqt", follow=True)

    assert "It is yours alone" in read(response)


def test_a_step_is_written_and_shown_as_written(anns, item):
    address = reverse("plan_step", args=[item.pk, "engage"])
    sent = at_step(
        item, "engage", note=NASTY, evidence=NASTY, links="https://elm.example/a", is_done="on"
    )

    response = anns.post(address, sent)

    assert response.url == f"/plans/lines/{item.pk}/#step-engage"
    raw = anns.get(f"/plans/lines/{item.pk}/").content.decode()
    assert NASTY not in raw
    assert html.escape(NASTY) in raw
    assert '<a href="https://elm.example/a">' in raw
    assert "Done on" in raw


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"note": "x" * 100_000}, "use at most 4000 characters. It is not saved yet."),
        ({"evidence": "x" * 501}, "use at most 500 characters. It is not saved yet."),
        ({"links": "javascript:alert(1)"}, "is no web address"),
        ({"links": "\n".join(["https://elm.example/"] * 11)}, "That is 11 links."),
        ({"on": "soon"}, "Write a date such as"),
    ],
)
def test_what_cannot_be_kept_is_said_and_comes_back(anns, item, fields, said):
    sent = at_step(item, **{"note": "My own words"} | fields)

    page = read(anns.post(reverse("plan_step", args=[item.pk, "plan"]), sent))

    assert said in page
    assert fields.get("note", "My own words") in page
    assert not item.steps.exists()


def test_two_windows_are_shown_both(anns, item, ann):
    plans.write_step(item=item, by=ann, step=Step.PLAN, words=StepWords("Theirs"), seen=0)
    address = reverse("plan_step", args=[item.pk, "plan"])

    page = read(anns.post(address, at_step(item, note="Mine")))

    assert "You changed this in another window meanwhile." in page
    assert "Theirs" in page
    assert "Mine" in page
    assert item.steps.get().note == "Theirs"
    anns.post(address, at_step(item, note="Mine", version=1))
    assert item.steps.get().note == "Mine"


def test_what_was_written_for_a_line_that_is_gone_comes_back(anns, item, ann):
    plans.remove(item=item, by=ann)

    response = anns.post(
        reverse("plan_step", args=[item.pk, "plan"]), at_step(item, note="My own words")
    )

    assert "My own words" in read(response, 404)


def test_a_goal_of_ones_own_is_in_no_framework(anns, plan):
    response = anns.post(f"/plans/{plan.pk}/goals/", {"text": "Listen more"}, follow=True)

    assert "A goal of your own" in read(response)
    assert "Write your goal." in read(anns.post(f"/plans/{plan.pk}/goals/", {"text": " "}))


def test_a_date_to_look_again_is_told_at_the_desk(anns, item):
    address = reverse("plan_item_about", args=[item.pk])
    anns.post(address, {"review_on": "2026-01-05", "version": 1})

    desk = read(anns.get("/desk/"))

    assert "Join in" in desk
    assert "Review on 5 January 2026" in desk
    assert "Write a date such as" in read(anns.post(address, {"review_on": "x", "version": 1}))


def test_deleting_and_removing_ask_first(anns, plan, item):
    assert "Take this line out" in read(anns.get(f"/plans/lines/{item.pk}/remove/"))
    assert "It holds 1 line." in read(anns.get(f"/plans/{plan.pk}/delete/"))

    assert anns.post(f"/plans/lines/{item.pk}/remove/").url == f"/plans/{plan.pk}/"
    assert anns.post(f"/plans/{plan.pk}/delete/").url == "/plans/"
    assert not Plan.objects.exists()


def test_two_plans_have_two_names(anns, plan, ann):
    plans.create(by=ann, title="Other")

    page = read(anns.post(f"/plans/{plan.pk}/rename/", {"title": "Other", "seen": plan.title}))

    assert "You have another plan with this name." in page
    anns.post(f"/plans/{plan.pk}/rename/", {"title": "Mine", "seen": plan.title})
    assert Plan.objects.filter(title="Mine").exists()


def test_another_persons_plan_is_as_if_it_did_not_exist(plan, item):
    other = Client()
    other.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    addresses = [
        f"/plans/{plan.pk}/",
        f"/plans/{plan.pk}/rename/",
        f"/plans/{plan.pk}/delete/",
        f"/plans/{plan.pk}/goals/",
        f"/plans/lines/{item.pk}/",
        f"/plans/lines/{item.pk}/remove/",
    ]

    for address in addresses:
        nobodys = address.replace(f"/{plan.pk}/", "/999999/").replace(f"/{item.pk}/", "/999999/")
        answers = [other.get(asked) for asked in (address, nobodys)]
        assert [answer.status_code for answer in answers] == [404, 404], address
        assert "My plan 2026/27" not in answers[0].content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_a_plan_takes_as_many_queries_for_many_lines(anns, plan, count, django_assert_num_queries):
    PlanItem.objects.bulk_create(PlanItem(plan=plan, text=f"Goal {n}") for n in range(count))

    with django_assert_num_queries(6):  # session, person, plan, its lines, their steps, shares
        anns.get(f"/plans/{plan.pk}/")


def test_pages_for_everybody_lead_to_the_plan(client, anns, framework):
    line = f"/opportunities/{key('Join in')}/"
    address = f"/plans/add/?framework=thornshire&line={key('Join in')}"

    for who in (client, anns):
        assert f'href="{address}"' in read(who.get(line))
        stage = read(who.get("/frameworks/thornshire/stages/nqt/"))
        assert 'href="/plans/add/?framework=thornshire&stage=nqt"' in stage
    assert address in read(anns.get("/opportunities/?q=join"))
    assert "/plans/add/" not in read(client.get("/opportunities/?q=join"))


def test_the_words_of_a_goal_are_changed_on_a_page(anns, plan, item, ann):
    goal = plans.add_goal(plan=plan, by=ann, text="Listen")
    address = f"/plans/lines/{goal.pk}/goal/"

    assert "Change your goal" in read(anns.get(address))
    anns.post(address, {"text": "Listen longer", "version": 1})
    stale = read(anns.post(address, {"text": "Listen less", "version": 1}))

    assert "It says there: “Listen longer”." in stale
    assert "Listen less" in stale
    read(anns.get(f"/plans/lines/{item.pk}/goal/"), 404)


def test_a_goal_of_100000_characters_comes_back(anns, plan):
    text = "x" * 100_000

    page = read(anns.post(f"/plans/{plan.pk}/goals/", {"text": text}))

    assert "use at most 4000 characters. It is not saved yet." in page
    assert text in page
    assert "maxlength" not in page, "a browser would cut it off without a word"


@pytest.mark.parametrize("name", ["k", "line"])
def test_ten_thousand_keys_are_refused_in_a_sentence(anns, framework, name):
    many = "&".join(f"{name}={short(key(str(number)))}" for number in range(10_000))

    asked = read(anns.get(f"/plans/add/?framework=thornshire&{many}"), 400)
    assert "That address says more than 3,000 things" in asked
    sent = {"lines": [key(str(number)) for number in range(10_000)], "plan": "new"}
    refused = read(anns.post("/plans/add/?framework=thornshire&stage=nqt", sent), 400)
    assert "That form holds more than 3,000 fields" in refused
