"""In a matrix one “Add” stands beside the line that is pointed at or has the focus."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.faults import faults

LANCASHIRE = "/frameworks/lancashire/?group=support-staff&open=all"
LINE = "Support the induction of new TAs"


@pytest.fixture
def page(new_context):
    return new_context(viewport={"width": 1280, "height": 900}).new_page()


def line(page, words):
    return page.locator(".cpd-matrix .cpd-opps > li > a", has_text=words).first


def control(page, verb="Add to"):
    return page.get_by_role("button", name=f"{verb} my list {LINE}")


def lines(page):
    return page.locator(".cpd-mylist > li .cpd-mylist__words")


def test_a_line_of_a_matrix_is_added_with_the_pointer_and_taken_off_again(page, site):
    page.goto(site + LANCASHIRE)
    expect(page.locator(".cpd-add")).to_have_count(0)
    line(page, LINE).hover()
    control(page).click()

    expect(page.get_by_role("status").last).to_have_text("Added. 1 line on my list.")
    expect(page.get_by_role("region", name="My list")).to_contain_text("My list: 1 line")
    assert faults(page, LANCASHIRE) == {}
    control(page, "Remove from").click()
    expect(control(page)).to_be_visible()
    expect(page.locator(".cpd-listbar")).to_have_count(0)


def test_by_keyboard_it_is_the_next_stop_after_its_line(page, site):
    page.goto(site + LANCASHIRE)
    line(page, LINE).focus()
    expect(control(page)).to_be_attached()
    page.keyboard.press("Tab")
    expect(control(page)).to_be_focused()
    page.keyboard.press("Space")
    expect(control(page, "Remove from")).to_be_focused()

    page.get_by_role("link", name="My list: 1 line").click()

    expect(lines(page)).to_have_text([LINE])
    expect(page.locator("[data-then]")).to_contain_text("from Lancashire, 2019 edition")


def test_what_is_on_the_list_is_not_added_twice(page, site):
    page.goto(f"{site}/frameworks/lancashire/stages/teaching-assistants/")
    page.locator(".cpd-add", has_text=LINE).first.click()
    page.goto(site + LANCASHIRE)
    expect(page.get_by_role("region", name="My list")).to_contain_text("1 line")
    line(page, LINE).hover()
    control(page).click()

    expect(page.get_by_role("status").last).to_have_text("It is on my list already.")
    expect(control(page, "Remove from")).to_be_visible()


def test_a_line_of_a_comparison_is_added_and_says_whose_it_is(page, site):
    page.goto(f"{site}/stages/early-career/")
    first = page.locator(".cpd-compare .cpd-opps > li").first
    words = first.locator("> a").inner_text()
    first.hover()
    first.locator(".cpd-add").click()
    page.get_by_role("link", name="My list: 1 line").click()

    expect(lines(page)).to_have_text([words])
    expect(page.locator(".cpd-mylist .cpd-where")).to_contain_text("chosen at")
    assert faults(page, "/list/") == {}


def test_what_cannot_be_fetched_is_said(page, site):
    page.goto(site + LANCASHIRE)
    line(page, LINE).hover()
    expect(control(page)).to_be_visible()
    page.context.set_offline(True)
    control(page).click()

    expect(page.get_by_role("status").last).to_contain_text("Open the line, and add it there.")


def test_a_line_of_a_matrix_leads_back_to_its_stage(page, site):
    page.goto(site + LANCASHIRE)
    stage = line(page, LINE).evaluate("line => line.closest('tr').id")
    line(page, LINE).click()
    expect(page).to_have_url(re.compile(rf"/opportunities/[-\w]+/\?stage={stage}$"))

    page.get_by_role("link", name="All of Lancashire’s framework").click()

    expect(page).to_have_url(f"{site}/frameworks/lancashire/#{stage}")


def test_a_line_of_a_matrix_is_chosen_at_its_stage(page, site):
    page.goto(site + LANCASHIRE)
    line(page, LINE).hover()
    stage = line(page, LINE).evaluate(
        "line => line.closest('tr').querySelector('th a').textContent"
    )
    control(page).click()
    page.get_by_role("link", name="My list: 1 line").click()

    expect(page.locator(".cpd-mylist .cpd-where")).to_contain_text(f"chosen at {stage}")


@pytest.mark.parametrize("with_script", [True, False])
def test_of_a_line_at_several_stages_one_is_chosen_on_its_page_or_in_the_list(
    new_context, site, with_script
):
    page = new_context(
        java_script_enabled=with_script, viewport={"width": 390, "height": 844}
    ).new_page()
    page.goto(f"{site}/frameworks/lancashire/")
    number = line(page, "Maintain a professional portfolio").get_attribute("href")
    page.goto(f"{site}/frameworks/lancashire/{number}")  # as without a script
    place = page.locator(".cpd-places > li").nth(1)
    stage = place.locator("a").first.inner_text()
    place.locator(".cpd-add").click()
    if with_script:
        page.get_by_role("link", name="My list: 1 line").click()
    where = page.locator(".cpd-mylist .cpd-where")
    expect(where).to_contain_text(f"chosen at {stage}")

    page.get_by_text("Another stage").click()
    if with_script:
        assert faults(page, "/list/") == {}
    other = page.locator(".cpd-mylist [name=at]").last
    named = other.inner_text()
    other.click()

    expect(where).to_contain_text(f"chosen at {named}")
    if with_script:
        expect(page.get_by_role("heading", name="My list", level=1)).to_be_visible()
        page.goto(f"{site}/list/")  # what the browser keeps
        expect(where).to_contain_text(f"chosen at {named}")
