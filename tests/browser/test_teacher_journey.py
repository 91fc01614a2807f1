"""A teacher finds what is open to them: home, stage, matrix, filter, download, print."""

import re

import pytest
from playwright.sync_api import expect

WHOLE = "70 opportunities in 86 places, at 8 stages"


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def context(request, new_context):
    return new_context(
        viewport={"width": 390, "height": 800},
        java_script_enabled=request.param == "with JavaScript",
    )


def unfold(page, name):
    """A fold, as a phone has them."""
    page.locator("summary", has_text=re.compile(rf"^\s*{name}")).click()


def test_from_home_to_a_printed_list(page, site):
    page.goto(site)
    page.get_by_label("Your authority").select_option("Torbay")
    page.get_by_role("button", name="Show its stages").click()
    page.get_by_role("link", name="I’m new to teaching").click()

    expect(page).to_have_title("NQT, Torbay – CPD Frameworks")
    expect(page.get_by_role("heading", name="NQT", level=1)).to_be_visible()
    school = page.get_by_role("region", name="Your school")
    expect(school.get_by_role("listitem")).to_have_text(
        [
            "Induction programme Course or training Add to my list Induction programme",
            (
                "Observation of/by colleagues Seeing others work · Own review "
                "Add to my list Observation of/by colleagues"
            ),
            (
                "Planning with colleagues Taking part in the work "
                "Add to my list Planning with colleagues"
            ),
        ]
    )
    page.get_by_role("link", name="Next stage").click()
    expect(page.get_by_text("Torbay prints “PLUS” here")).to_be_visible()

    page.get_by_role("link", name="Torbay", exact=True).click()
    expect(page.locator(".cpd-bar__count")).to_have_text(
        "70 opportunities in 86 places, at 8 stages"
    )
    unfold(page, "Filter")
    unfold(page, "Who provides it")
    page.get_by_role("checkbox", name=re.compile("^National")).check()
    page.get_by_label("Words").fill("leadership")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".cpd-bar__count")).to_have_text(
        re.compile(r"\d of 70 opportunities in \d of 86 places, at \d of 8 stages")
    )
    expect(page).to_have_url(re.compile(r"tier=national&q=leadership"))
    expect(page.locator("mark").first).to_have_text("Leadership")

    unfold(page, "View")
    unfold(page, "Take it with you")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    assert download.value.suggested_filename == "torbay-undated-national-words-leadership.csv"
    rows = download.value.path().read_text("utf-8-sig").splitlines()
    assert all("eadership" in row for row in rows[1:])

    page.get_by_role("link", name="Remove filter: Words: leadership").click()
    page.get_by_role("link", name="Clear all").click()
    expect(page.locator(".cpd-bar__count")).to_have_text(
        "70 opportunities in 86 places, at 8 stages"
    )


def test_a_stage_that_an_authority_lacks_leads_to_the_others(page, site):
    page.goto(site)
    page.get_by_label("Your authority").select_option("Wigan")
    page.get_by_role("button", name="Show its stages").click()
    page.get_by_role("link", name="I’m a teaching assistant").click()

    expect(page.get_by_text("Wigan’s framework has no stage for this")).to_be_visible()
    page.get_by_role("link", name="Teaching Assistants", exact=True).click()
    expect(page).to_have_title("Teaching Assistants, Lancashire – CPD Frameworks")


def test_a_teaching_assistant_sees_what_is_new_at_the_next_stage(page, site):
    page.goto(f"{site}/frameworks/lancashire/stages/teaching-assistants/")
    new = page.get_by_role("region", name="What is new at the next stage")
    expect(new.get_by_role("link", name="Gain HLTA status", exact=True)).to_be_visible()
    new.get_by_role("link", name="All 14 that are new").click()

    title = "From Teaching Assistants to {}, Lancashire – CPD Frameworks"
    expect(page).to_have_title(title.format("Higher Level Teaching Assistants"))
    page.get_by_label("From here to").select_option("Premises Staff")
    page.get_by_role("button", name="Show what is new there").press("Enter")
    expect(page).to_have_title(title.format("Premises Staff"))


def test_from_a_slip_of_the_pen_to_the_same_thing_elsewhere(page, site):
    page.goto(site)
    page.get_by_label("What are you looking for?").fill("proffesional portfolio")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="professional portfolio").click()

    expect(page.locator("mark").first).to_have_text(re.compile("professional", re.IGNORECASE))
    page.get_by_role("link", name="Maintain a professional portfolio", exact=True).click()
    expect(page.get_by_role("heading", name="Stages that list this")).to_be_visible()
    elsewhere = page.get_by_role("region", name="Similar elsewhere").get_by_role("listitem")
    elsewhere.filter(has_text="Wigan").get_by_role("link").first.click()
    expect(page).to_have_title(re.compile("Wigan – CPD Frameworks$"))

    page.locator(".cpd-places a").first.click()
    page.get_by_role("link", name="Compare them side by side").click()
    expect(page.locator(".cpd-matrix")).to_be_visible()
    page.get_by_role("link", name="Glossary").click()
    expect(page.get_by_text("NPQH", exact=True)).to_be_visible()


def test_a_long_cell_opens_where_it_stands(page, site):
    page.goto(f"{site}/frameworks/lancashire/")
    cell = page.locator("#teaching-assistants td").first
    last = cell.get_by_text("Join a trade union")
    expect(last).to_be_hidden()
    cell.locator("summary").click()
    expect(last).to_be_visible()

    unfold(page, "View")
    page.get_by_role("link", name="Open every box").click()
    expect(page.get_by_text("Join a trade union").first).to_be_visible()
    assert page.locator(".cpd-matrix summary", has_text="more").count() == 0
