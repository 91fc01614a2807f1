"""What the matrix does in a browser: by htmx, by keyboard, on paper, at every width."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.faults import sideways

LANCASHIRE = "/frameworks/lancashire/"

WHOLE = "320 opportunities in 533 places, at 16 stages"


def test_a_tick_refreshes_the_matrix_alone_and_says_so(page, site):
    page.goto(site + LANCASHIRE)
    page.evaluate("document.body.dataset.same = 'yes'")
    page.locator(".cpd-facet summary", has_text="Stage").click()
    page.get_by_role("checkbox", name=re.compile("^Established Head")).check()

    expect(page.locator(".cpd-bar__count")).to_have_text(
        "55 of 320 opportunities in 56 of 533 places, at 1 of 16 stages"
    )
    expect(page).to_have_url(re.compile(r"\?stage=established-headteachers"))
    expect(page.get_by_role("status")).to_have_text(re.compile("55 of 320 opportunities"))
    expect(page.locator("#n-tier-school")).to_have_text("10")
    expect(page.locator("#v-stage")).to_have_text("Established Headteachers")
    expect(page.locator("body[data-same=yes]")).to_be_attached()
    expect(page.locator("tr:not([role=row])")).to_have_count(0)
    expect(page.get_by_role("checkbox", name=re.compile("^Established Head"))).to_be_focused()

    page.go_back()
    expect(page.locator(".cpd-bar__count")).to_have_text(
        "320 opportunities in 533 places, at 16 stages"
    )
    expect(page.locator("#id_stage_established-headteachers")).not_to_be_checked()
    page.go_forward()
    expect(page.locator(".cpd-bar__count")).to_have_text(re.compile(r"\s*55 of 320"))
    expect(page.locator("#id_stage_established-headteachers")).to_be_checked()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_line_is_calm_shows_the_focus_and_leads_to_its_page_and_back(page, site, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(site + LANCASHIRE)
    line = page.locator("#established-headteachers").get_by_role("link", name="Co-leadership of")
    colour = "line => getComputedStyle(line).color"
    text = page.locator("#established-headteachers .cpd-opps > li").first
    assert line.evaluate(colour) == text.evaluate(colour)
    line.hover()
    assert line.evaluate(colour) != text.evaluate(colour)
    line.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(line).to_be_focused()
    assert line.evaluate("line => getComputedStyle(line).backgroundColor") == "rgb(255, 207, 74)"

    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("Co-leadership of networks")
    page.get_by_label("You are here").get_by_role("link", name="Established Head").click()
    expect(page.locator("h1")).to_contain_text("Established Headteachers")


def test_on_paper_a_line_is_no_link(page, site):
    page.goto(site + LANCASHIRE)
    page.emulate_media(media="print")

    line = page.locator("#established-headteachers .cpd-opps > li > a").first
    assert line.evaluate("line => getComputedStyle(line).textDecorationLine") == "none"
    assert line.evaluate("line => getComputedStyle(line, '::after').content") == "none"


def test_words_that_are_too_many_get_a_sentence_which_goes_when_they_are_mended(page, site):
    page.goto(f"{site}/frameworks/torbay/")
    page.get_by_label("Words").fill("x" * 250)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Use at most 200 characters")).to_be_visible()
    expect(page.get_by_label("Words")).to_have_value("x" * 250)

    page.get_by_label("Words").fill("leadership")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Use at most 200 characters")).to_have_count(0)
    expect(page.locator(".cpd-bar__count")).to_have_text(re.compile(r"\s*3 of 70"))


def test_an_open_filter_is_put_away(page, site):
    page.goto(site + LANCASHIRE)
    facet = page.locator(".cpd-facet").first
    summary = facet.locator("summary")
    for put_away in (
        lambda: page.keyboard.press("Escape"),
        lambda: page.get_by_role("heading", level=1).click(),
        lambda: page.get_by_role("link", name="By who provides it").focus(),
    ):
        summary.click()
        expect(facet).to_have_attribute("open", "")
        put_away()
        expect(facet).not_to_have_attribute("open", "")


def test_the_way_from_home_to_a_filtered_matrix_by_keyboard_alone(page, site):
    def press(*keys):
        for key in keys:
            page.keyboard.press(key)

    def focused():
        return page.evaluate("document.activeElement.textContent.trim()")

    page.goto(site)
    press("Tab")
    assert focused() == "Skip to main content"
    press("Enter", "Tab")
    while "Any of the five" not in focused():
        press("Tab")
    page.keyboard.type("Lanc")
    press("Tab", "Enter")
    expect(page.get_by_text("Each choice leads to its stage in Lancashire.")).to_be_visible()
    press("Tab")
    while not focused().startswith("I lead a subject, phase or year group"):
        press("Tab")
    press("Enter")

    expect(page).to_have_url(re.compile(r"/frameworks/lancashire/\?family=middle-leader"))
    expect(page.locator(".cpd-bar__count")).to_have_text(re.compile("at 2 of 16 stages"))
    while not re.match("More|[0-9]+ more", focused()):
        press("Tab")
    press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open")
    box = page.locator(":focus").bounding_box()
    assert 0 <= box["y"] < box["y"] + box["height"] <= 900


def test_nothing_is_wider_than_the_window(page, site):
    wide = {}
    for url in (
        "/",
        f"{LANCASHIRE}?open=all",
        "/frameworks/hampshire/?open=all",
        "/frameworks/wigan/?by=tier",
        "/frameworks/torbay/stages/excellent-teacher/",
        "/frameworks/cambridgeshire/about/",
        "/opportunities/",
        "/stages/middle-leader/?open=all",
        "/glossary/",
        "/stages/support-staff/",
        "/frameworks/lancashire/ladder/",
        "/frameworks/wigan/ladder/",
        "/frameworks/lancashire/coverage/",
    ):
        page.goto(site + url)
        wide |= sideways(page, url, widths=(1920, 1280, 1024, 768, 640, 390, 320))

    assert wide == {}


def test_headings_stay_in_view_on_a_desk_and_let_go_when_the_window_is_low(page, site):
    def top_of_headings():
        page.mouse.wheel(0, 3000)
        page.wait_for_function("scrollY >= 2000")
        return page.locator("thead th").first.bounding_box()["y"]

    page.goto(site + LANCASHIRE)
    assert top_of_headings() == 0
    page.set_viewport_size({"width": 1280, "height": 320})
    page.reload()
    assert top_of_headings() < 0


def test_paper_shows_every_line_and_where_it_comes_from(page, site):
    page.goto(site + LANCASHIRE)
    page.emulate_media(media="print")

    for hidden in ("header", "form", ".cpd-crumbs", "footer", ".cpd-take"):
        expect(page.locator(hidden).first).to_be_hidden()
    folded = page.locator(".cpd-more li").last
    assert folded.bounding_box()["height"] > 0
    assert page.locator("thead").evaluate("node => getComputedStyle(node).display") == (
        "table-header-group"
    )
    foot = page.locator(".cpd-printfoot")
    expect(foot).to_be_visible()
    expect(foot).to_contain_text("2019 CPD Framework, 2019 edition")
    expect(foot).to_contain_text(re.compile(r"Printed on \d+ \w+ 20\d\d"))
    assert page.pdf(landscape=True).startswith(b"%PDF")


def test_paper_shows_what_a_stage_carries_on(page, site):
    page.goto(f"{site}/frameworks/torbay/?stage=excellent-teacher")
    page.emulate_media(media="print")

    expect(page.get_by_text("Become a union representative or teacher governor")).to_be_visible()
    expect(page.locator(".cpd-printfoot")).to_contain_text("/frameworks/torbay/?stage=excellent")


@pytest.mark.parametrize(
    ("url", "is_upright"), [(LANCASHIRE, False), ("/glossary/", True), ("/opportunities/", True)]
)
def test_grids_are_printed_across_the_paper_and_lists_along_it(page, site, url, is_upright):
    page.goto(site + url)
    paper = page.pdf(prefer_css_page_size=True)
    (width, height), *_ = re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", paper)

    assert (float(width) < float(height)) is is_upright
