"""What a framework covers, in a browser: from a number to its lines, on a phone, on paper."""

import io

import pdfplumber
from playwright.sync_api import expect

COVERAGE = "/frameworks/torbay/coverage/"


def test_from_a_framework_to_a_gap_and_from_a_number_to_its_lines_by_keyboard(page, site):
    page.goto(f"{site}/frameworks/torbay/")
    page.get_by_role("link", name="What it covers").focus()
    page.keyboard.press("Enter")
    table = page.get_by_role("table", name="Opportunities at each stage, by who provides them")
    row = table.get_by_role("row", name="Advanced skills teacher")
    expect(row.get_by_role("cell", name="None")).to_have_count(1)

    row.get_by_role("link", name="4 at Advanced skills teacher, Local authority").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".cpd-bar__count")).to_contain_text(
        "4 of 70 opportunities in 4 of 86 places, at 1 of 8"
    )
    expect(page.locator(".cpd-chip")).to_contain_text(
        ["Advanced skills teacher", "Local authority"]
    )


def test_a_filter_narrows_it_without_script(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + COVERAGE)
    page.locator("summary", has_text="Kind of activity").click()
    page.get_by_role("checkbox", name="Not yet marked").check()
    page.get_by_role("button", name="Show").click()

    kinds = page.get_by_role("table", name="Opportunities at each stage, by kind of activity")
    expect(kinds.get_by_role("columnheader")).to_have_text(["Stage", "All", "Not yet marked"])
    context.close()


def test_on_a_phone_the_picture_scrolls_beneath_the_names_of_the_stages(page, site):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(site + COVERAGE)
    frame = page.get_by_role("region", name="Opportunities at each stage, by kind of activity")
    name = frame.get_by_role("rowheader", name="Leadership team")
    before = name.bounding_box()["x"]
    frame.focus()
    frame.evaluate("(frame) => { frame.scrollLeft = frame.scrollWidth }")

    expect(frame.get_by_role("columnheader", name="Not yet marked")).to_be_in_viewport()
    assert name.bounding_box()["x"] == before
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_paper_has_each_picture_whole_on_a4_landscape(page, site):
    page.goto(f"{site}/frameworks/lancashire/coverage/")
    paper = page.pdf(format="A4", landscape=True, prefer_css_page_size=True)

    with pdfplumber.open(io.BytesIO(paper)) as file:
        first, second = [sheet.extract_text() for sheet in file.pages]
    for sheet in (first, second):
        assert "Established Headteachers 55" in sheet
        assert "All of these stages 320" in sheet
    assert "Show" not in first
