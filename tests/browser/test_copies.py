"""A copy in Chromium: made in two steps, made one's own, published and read, with and without
JavaScript; axe, widths, and the focus after a line was hidden."""

import re

import pytest
from playwright.sync_api import expect

from cpd_site.models import Membership, Organisation
from frameworks.models import Edition, Framework
from opportunities import store
from tests.browser.faults import faults
from tests.browser.signing_in import signed_in
from tests.builders import grid, key, published
from tests.factories import OrganisationFactory, member

DRAFT = "/desk/elm/draft/"
LINE = f"l-{key('NQT/School/0')}"

PAGES = [
    "/frameworks/thornshire/use/",
    DRAFT,
    f"{DRAFT}?select=1",
    f"{DRAFT}lines/{key('NQT/School/0')}/",
    f"{DRAFT}cells/{key('NQT')}/{key('School')}/",
    f"{DRAFT}stages/",
    f"{DRAFT}stages/{key('NQT')}/",
    f"{DRAFT}differs/",
    f"{DRAFT}start-over/",
    "/desk/elm/sharing/",
    "/desk/elm/contact/",
    "/frameworks/elm/",
    "/frameworks/elm/about/",
    "/frameworks/elm/differs/",
    "/frameworks/elm/stages/nqt/",
    "/frameworks/?name=elm",
]


@pytest.fixture
def leader(committed):
    published(
        grid(
            {
                ("NQT", "School"): ["Join in", "Read"],
                ("NQT", "Network"): ["Visit"],
                ("RQT", "School"): ["Join in"],
            },
            details={"Read": ("E.g. a book",)},
        )
    )
    school = OrganisationFactory.create(
        kind=Organisation.Kind.SCHOOL, slug="elm", name="Elm Primary School", short_name="Elm"
    )
    return member(school, Membership.Role.PUBLISHER, name="Cal Cove")


def make_a_copy(page, site):
    """Both steps, from the framework's own page."""
    page.goto(f"{site}/frameworks/thornshire/")
    page.get_by_role("link", name="Use this in our school").click()
    page.get_by_role("link", name="Make our copy").click()
    page.get_by_label("Name of your copy").fill("How we grow at Elm")
    page.get_by_label("Everyone; it is listed here").check()
    page.get_by_role("button", name="Make our copy").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Draft")
    page.wait_for_load_state()  # before, htmx is not loaded


def make_it_ours(page):
    """A line reworded here and noted, one hidden, one added, a stage hidden."""
    page.locator(f"#{LINE} a").first.click()
    page.get_by_label("Words").fill("Take part")
    page.get_by_label("Only here").check()
    page.get_by_label("Our note beside it").fill("Ask Jo")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(f"#{LINE}")).to_contain_text("Reworded by us")
    page.get_by_role("link", name="Visit").click()
    page.get_by_role("button", name="Hide", exact=True).click()
    expect(page.locator("main")).to_contain_text("Hidden")
    page.get_by_role("link", name="Add a line to NQT, School").click()
    page.get_by_label("New lines").fill("Shadow the SENDCo")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("main")).to_contain_text("Ours")
    page.get_by_role("link", name="Stages", exact=True).click()
    page.get_by_role("button", name=re.compile("^Hide.*RQT$")).click()


def publish(page):
    page.get_by_role("navigation", name="Desk").get_by_role("link", name="Publish").click()
    page.get_by_label("Label").fill("2026")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Publish").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_framework_becomes_the_schools_own(new_context, site, leader, scripts):
    page = signed_in(new_context(java_script_enabled=scripts), site, leader)
    make_a_copy(page, site)
    make_it_ours(page)
    publish(page)

    reader = new_context(java_script_enabled=scripts).new_page()
    reader.goto(f"{site}/frameworks/elm/")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("How we grow at Elm")
    words = reader.locator("details.cpd-before")
    expect(words.get_by_text(": Join in")).to_be_hidden()
    words.locator("summary").click()
    expect(words.get_by_text(": Join in")).to_be_visible()
    reader.emulate_media(media="print")
    assert words.locator("summary").bounding_box()["height"] < 20  # a label, no button
    reader.emulate_media(media="screen")
    for said in ("Take part", "Ask Jo", "Shadow the SENDCo", "School’s own"):
        expect(reader.locator("main")).to_contain_text(said)
    for hidden in ("Visit", "RQT"):
        expect(reader.locator("table")).not_to_contain_text(hidden)
    reader.get_by_role("link", name="How it differs").click()
    expect(reader.locator("main")).to_contain_text(
        "1 added, a stage with 1 line hidden, 1 hidden, 1 reworded"
    )


def test_after_hiding_and_showing_the_focus_stays_on_the_line(new_context, site, leader):
    page = signed_in(new_context(), site, leader)
    make_a_copy(page, site)
    page.locator(f"#{LINE} a").first.click()

    page.get_by_role("button", name="Hide", exact=True).click()

    expect(page.locator("#announce")).to_contain_text("hid “Join in” at NQT")
    expect(page.locator(f"#{LINE} a").first).to_be_focused()
    page.get_by_role("button", name=re.compile("^Show.*Join in$")).click()
    expect(page.locator("#announce")).to_contain_text("showed “Join in” at NQT")
    expect(page.locator(f"#{LINE} a").first).to_be_focused()
    draft = Edition.objects.get(framework__slug="elm", status="draft")
    assert not any(line.hidden for line in store.read(draft.grid).placements)


def test_axe_finds_nothing_and_nobody_scrolls_sideways(context, site, leader):
    page = signed_in(context, site, leader)
    make_a_copy(page, site)
    make_it_ours(page)
    publish(page)
    page.goto(f"{site}{DRAFT}start/")
    page.get_by_role("button", name="Start the draft").click()
    assert Framework.objects.get(slug="elm").has_draft
    found = {}
    for url in PAGES:
        page.goto(site + url)
        for summary in page.locator("main details.cpd-before summary:visible").all():
            summary.click()
        found |= faults(page, url)

    assert found == {}
