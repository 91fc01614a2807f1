"""A school publishes its copy and tells its people, with and without JavaScript, by keyboard and on
a phone: who will see it, a mail, a poster; then only the school's own lines, one of them offered.
"""

import os
import re
from functools import partial
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import expect

from cpd_site.models import Membership, Organisation
from frameworks.actions import copies, editing
from frameworks.models import Suggestion
from opportunities.editing import lines
from opportunities.grid.snapshot import Wording
from tests.browser.faults import faults
from tests.browser.signing_in import signed_in
from tests.browser.ways import WAYS, in_one_way
from tests.builders import grid, key, published
from tests.factories import OrganisationFactory, member

OWN = "Shadow a colleague for a morning"
THEIRS = [f"Read chapter {number} of the handbook" for number in range(50)]


@pytest.fixture
def leader(committed):
    """The CPD leader of a school that made a copy its own; a teacher belongs there too."""
    framework = published(grid({("NQT", "School"): THEIRS}), label="2025").framework
    school = OrganisationFactory.create(
        kind=Organisation.Kind.SCHOOL, slug="elm", name="Elm Primary School", short_name="Elm"
    )
    leader = member(school, Membership.Role.PUBLISHER, name="Cal Cove")
    member(school, name="Tess Teal", email="tess@elm.example")
    draft = copies.make(
        framework=framework, organisation=school, by=leader, title="How we grow at Elm"
    )
    place = key("NQT"), key("School")
    for do in (
        partial(lines.add_lines, place=place, texts=[OWN]),
        partial(lines.reword, key=key(THEIRS[40]), wording=Wording("Read about maths, our way")),
    ):
        editing.change(edition=draft, by=leader, do=do)
    return leader


def press(page, role, name):
    """As somebody without a mouse does."""
    found = page.get_by_role(role, name=name).first
    found.focus()
    found.press("Enter")


def look(page, name):
    if folder := os.environ.get("LOOK"):
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            name = re.sub(r"\W+", "-", name)[:40]
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def publish(page, site):
    page.goto(f"{site}/desk/elm/publish/")
    main = page.locator("main")
    expect(main.get_by_role("heading", level=2).first).to_have_text("Who will see it")
    expect(main).to_contain_text("2 people: the members of Elm")
    expect(main).not_to_contain_text("Who follows")
    page.get_by_label("Label").fill("2026")
    press(page, "button", "Continue")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Publish it now?")
    press(page, "button", "Publish now")
    expect(page.locator("body")).to_contain_text("2 people can read it now.")


@pytest.mark.parametrize("way", WAYS)
def test_a_school_publishes_tells_its_people_and_offers_a_line(new_context, site, leader, way):
    page = signed_in(in_one_way(new_context, way), site, leader)
    publish(page, site)

    press(page, "link", "An e-mail to your members")
    expect(page.locator("main")).to_contain_text("This e-mail goes to 1 member of Elm")
    press(page, "button", re.compile("Send it to 1 member"))
    expect(page.locator("body")).to_contain_text("One e-mail goes to your members")
    assert [letter.to for letter in mail.outbox] == [["tess@elm.example"]]

    with page.expect_download() as started:
        press(page, "link", re.compile("A poster"))
    assert Path(started.value.path()).read_bytes().startswith(b"%PDF")

    page.goto(f"{site}/frameworks/elm/")
    expect(page.get_by_text(OWN)).to_be_visible()
    page.goto(f"{site}/frameworks/elm/?whose=own&whose=reworded")
    expect(page.locator("#results")).to_contain_text("2 of 51 places")
    press(page, "link", OWN)
    press(page, "link", re.compile("Offer it to Thornshire"))
    page.get_by_label("Why would others want it?").fill("It changed how we teach.")
    press(page, "button", "Offer it")
    expect(page.locator("body")).to_contain_text("It is offered to Thornshire")
    assert Suggestion.objects.get().text == OWN


def test_a_member_says_no_to_mails_from_the_link(new_context, site, leader):
    membership = Membership.objects.get(user__name="Tess Teal")
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/mails/{membership.mails_token}/")

    press(page, "button", "Send me no such e-mails")

    expect(page.get_by_role("heading", level=1)).to_have_text("You get no e-mails to members")
    membership.refresh_from_db()
    assert not membership.wants_mails


def test_axe_finds_nothing_and_nobody_scrolls_sideways(context, site, leader):
    page = signed_in(context, site, leader)
    page.goto(f"{site}/desk/elm/publish/")
    found = faults(page, "the page to publish")
    look(page, "to-publish")
    publish(page, site)
    token = leader.memberships.get().mails_token
    for where in (
        "/desk/elm/publish/",
        "/desk/elm/tell-members/",
        "/desk/elm/suggestions/",
        "/frameworks/elm/?whose=own&whose=reworded",
        "/frameworks/elm/",
        f"/mails/{token}/",
        "/frameworks/thornshire/use/elm/",
    ):
        page.goto(site + where)
        found |= faults(page, where)
        look(page, where)

    assert found == {}
