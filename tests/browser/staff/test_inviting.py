"""A manager invites forty people in three clicks; somebody new reads four clicks after the mail."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from frameworks.actions import copies, publishing
from frameworks.models import Framework
from tests.browser.clicks import Clicks
from tests.browser.faults import faults
from tests.browser.signing_in import signed_in
from tests.browser.ways import WAYS, in_one_way
from tests.factories import member
from tests.mails import code_in

pytestmark = pytest.mark.usefixtures("frameworks_committed")

STAFF = [f"Teacher {number}\tteacher{number}@thornbeck.example" for number in range(40)]


@pytest.mark.parametrize("way", WAYS)
def test_forty_people_are_invited_in_three_clicks(live_server, new_context, head, way):
    page = signed_in(in_one_way(new_context, way), live_server.url, head)
    page.goto(f"{live_server.url}/desk/")
    person = Clicks(page)

    person.on("link", "Invite and manage people")
    person.at(page.get_by_label("E-mail addresses"))
    page.keyboard.insert_text("\n".join(STAFF))
    person.on("button", "Invite")

    expect(page.get_by_role("status")).to_have_text("40 people are invited.")
    assert person.count == 3
    assert len(mail.outbox) == 40


def test_what_could_not_be_taken_stays_by_keyboard_and_axe_finds_nothing(
    live_server, context, school, head
):
    member(school, email="member@thornbeck.example")
    page = signed_in(context, live_server.url, head)
    page.goto(f"{live_server.url}/desk/organisations/thornbeck/people/")
    found = faults(page, "people")

    page.get_by_label("E-mail addresses").focus()
    page.keyboard.insert_text("bob\nann@thornbeck.example\nbea@thornbeck\nmember@thornbeck.example")
    page.get_by_label("E-mail addresses").press("Tab")
    page.keyboard.press("ArrowDown")
    page.get_by_role("radio", name=re.compile("Editor")).press("Enter")

    expect(page.get_by_role("heading", name="1 person is invited")).to_be_visible()
    expect(page.get_by_label("E-mail addresses")).to_have_value("bob\nbea@thornbeck")
    expect(page.get_by_role("radio", name=re.compile("Editor"))).to_be_checked()
    page.get_by_role("link", name="2 are not invited, and are still in the box.").press("Enter")
    expect(page.get_by_label("E-mail addresses")).to_be_focused()
    assert (found | faults(page, "outcomes")) == {}


@pytest.mark.parametrize("way", WAYS)
def test_somebody_new_reads_four_clicks_after_the_mail(
    live_server, new_context, settings, school, head, way
):
    settings.SITE_ADDRESS = live_server.url
    framework = Framework.objects.get(slug="wigan")
    copy = copies.make(framework=framework, organisation=school, by=head, title="How we grow")
    publishing.publish(edition=copy, by=head, label="2026")
    page = signed_in(new_context(), live_server.url, head)
    page.goto(f"{live_server.url}/desk/organisations/thornbeck/people/")
    page.get_by_label("E-mail addresses").fill("ann@thornbeck.example")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("status")).to_have_text("ann@thornbeck.example is invited.")
    page = in_one_way(new_context, way).new_page()
    person = Clicks(page)

    person.go(code_in(mail.outbox[-1]))
    person.at(page.get_by_label("Your name"))
    page.keyboard.insert_text("Ann Ant")
    person.on("button", re.compile("Join Thornbeck"))
    expect(page.get_by_role("status")).to_contain_text("You have joined Thornbeck School.")
    person.on("link", "2026")
    expect(page.get_by_role("heading", level=1)).to_contain_text("How we grow")
    assert person.count == 4
