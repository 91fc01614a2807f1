"""A teacher without an account makes a list on a phone, prints it and sends it on: with and without
JavaScript; and clears a computer that others use too."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.faults import faults

STAGE = "/frameworks/lancashire/stages/teaching-assistants/"
INDUCTION = "Support the induction of new TAs"
PORTFOLIO = "Maintain a professional portfolio"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def phone(new_context):
    return new_context(viewport=PHONE, has_touch=True).new_page()


@pytest.fixture
def plain_phone(new_context):
    return new_context(viewport=PHONE, has_touch=True, java_script_enabled=False).new_page()


def add(page, words):
    return page.locator(".cpd-add", has_text=re.compile(rf"Add to my list\s+{re.escape(words)}$"))


def headed(page, words):
    return page.get_by_role("heading", level=1, name=words, exact=True)


def take_off(page, words):
    return page.get_by_role("button", name=re.compile(rf"^Remove\s?:\s?{re.escape(words)}$"))


def lines(page):
    return page.locator(".cpd-mylist > li .cpd-mylist__words")


def test_a_list_is_kept_in_the_browser_and_sent_by_its_address(phone, new_context, site):
    phone.goto(site + STAGE)
    add(phone, INDUCTION).tap()
    expect(phone.get_by_role("region", name="My list")).to_contain_text("My list: 1 line")
    expect(phone.get_by_role("button", name=f"Remove from my list {INDUCTION}")).to_be_visible()
    phone.goto(f"{site}/opportunities/?q=portfolio")
    add(phone, PORTFOLIO).tap()
    expect(phone.get_by_role("status")).to_have_text("Added. 2 lines on my list.")

    phone.get_by_role("link", name="My list: ").tap()

    expect(headed(phone, "My list")).to_be_visible()
    expect(lines(phone)).to_have_text([INDUCTION, PORTFOLIO])
    expect(phone.locator("[data-then]").first).to_contain_text(
        "from Lancashire, Teaching Assistants, 2019 edition"
    )
    assert faults(phone, "/list/") == {}

    other = new_context().new_page()
    other.goto(phone.get_by_label("Its address").input_value())
    expect(headed(other, "A list of two lines")).to_be_visible()
    expect(lines(other)).to_have_text([INDUCTION, PORTFOLIO])
    other.get_by_role("button", name="Add these to my list").click()
    expect(headed(other, "My list")).to_be_visible()


def test_a_line_is_taken_off_on_any_page(phone, site):
    phone.goto(site + STAGE)
    add(phone, INDUCTION).tap()
    add(phone, PORTFOLIO).tap()
    phone.get_by_role("button", name=f"Remove from my list {INDUCTION}").tap()
    phone.get_by_role("link", name="My list: ").tap()
    expect(lines(phone)).to_have_text([PORTFOLIO])

    take_off(phone, PORTFOLIO).tap()

    expect(phone.get_by_text("Nothing is on this list yet.")).to_be_visible()
    expect(phone.locator(".cpd-listbar")).to_have_count(0)


def test_a_list_is_made_by_keyboard(new_context, site):
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(site + STAGE)
    for key in (" ", "Enter"):
        add(page, INDUCTION).focus()
        page.keyboard.press(key)
        removed = page.get_by_role("button", name=f"Remove from my list {INDUCTION}")
        expect(removed).to_be_focused()
        page.keyboard.press(key)
        expect(add(page, INDUCTION)).to_be_focused()
    page.keyboard.press("Enter")
    assert faults(page, STAGE) == {}


def test_one_press_clears_the_computer(phone, site):
    phone.goto(site + STAGE)
    phone.get_by_role("button", name="Remember on this device").tap()
    expect(phone.get_by_text("This device remembers")).to_be_visible()
    add(phone, INDUCTION).tap()
    phone.get_by_role("link", name="My list: ").tap()
    phone.on("dialog", lambda dialog: dialog.accept())

    phone.get_by_role("button", name="Clear this computer").tap()

    expect(phone.get_by_text("Nothing is on this list yet.")).to_be_visible()
    assert phone.evaluate("localStorage.length") == 0
    phone.goto(site + STAGE)
    assert "cpd_place" not in {cookie["name"] for cookie in phone.context.cookies()}
    expect(add(phone, INDUCTION)).to_be_visible()


EVERYWHERE = [
    *("/", "/frameworks/", "/frameworks/lancashire/", "/frameworks/lancashire/editions/", STAGE),
    *("/frameworks/lancashire/coverage/", "/frameworks/lancashire/mistake/", "/glossary/"),
    *("/opportunities/", "/opportunities/?q=coaching", "/stages/middle-leader/", "/privacy/"),
    *("/list/", "/list/open/", "/list/sheet/?blank=yes", "/accounts/login/", "/nowhere/"),
]


def test_the_way_to_clear_the_computer_is_in_sight_on_every_page(phone, site):
    phone.goto(site + STAGE)
    add(phone, INDUCTION).tap()
    for path in EVERYWHERE:
        phone.goto(site + path)
        clear = phone.get_by_role("button", name="Clear this computer")
        expect(clear, path).to_be_in_viewport(ratio=1)

    phone.on("dialog", lambda dialog: dialog.accept())
    phone.get_by_role("button", name="Clear this computer").tap()
    expect(phone.locator(".cpd-listbar")).to_have_count(0)
    for path in EVERYWHERE:
        phone.goto(site + path)
        assert phone.evaluate("localStorage.length") == 0, path


def test_a_page_asks_for_what_lists_need_only_where_one_is_kept(phone, site):
    phone.goto(site)
    asked = "performance.getEntriesByType('resource').some(({name}) => name.includes('/list.'))"

    assert not phone.evaluate(asked)


@pytest.mark.parametrize("kept", ["no JSON", '"text"', '[1, null, {"key": "<b>"}]', "[]"])
def test_what_somebody_else_wrote_into_the_browser_is_no_list(phone, site, kept):
    phone.goto(site + STAGE)
    phone.evaluate("kept => localStorage.setItem('cpd-list', kept)", kept)

    phone.reload()

    expect(phone.locator(".cpd-listbar")).to_have_count(0)
    add(phone, INDUCTION).tap()
    expect(phone.get_by_role("region", name="My list")).to_contain_text("My list: 1 line")


def test_the_list_is_full_at_forty(phone, site):
    phone.goto(site + STAGE)
    phone.evaluate(
        "() => localStorage.setItem('cpd-list', JSON.stringify([...Array(40).keys()].map("
        "(n) => ({key: `${100 + n}`.padEnd(22, 'A'), words: `Line ${n}`, day: '2026-11-03'}))))"
    )
    phone.reload()

    add(phone, INDUCTION).tap()

    expect(phone.get_by_role("status")).to_contain_text("Your list is full: it holds 40 lines.")
    expect(add(phone, INDUCTION)).to_be_visible()


def test_without_javascript_the_address_is_the_list(plain_phone, site):
    page = plain_phone
    page.goto(site + STAGE)
    add(page, INDUCTION).tap()
    expect(lines(page)).to_have_text([INDUCTION])

    page.get_by_role("link", name="Teaching Assistants, Lancashire", exact=True).tap()
    page.get_by_label(PORTFOLIO).check()
    page.get_by_role("button", name="Put the ticked lines on the list").tap()
    expect(lines(page)).to_have_text([INDUCTION, PORTFOLIO])

    page.get_by_label("Look for lines to add").fill("governors")
    page.get_by_role("button", name="Look").tap()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Put the ticked lines on the list").tap()
    expect(headed(page, "A list of three lines")).to_be_visible()

    take_off(page, INDUCTION).tap()
    expect(headed(page, "A list of two lines")).to_be_visible()
    assert page.context.cookies() == []


@pytest.mark.parametrize("is_on", [True, False], ids=["with JavaScript", "without"])
def test_a_list_is_saved_as_a_file_and_opened_again(new_context, site, tmp_path, is_on):
    page = new_context(viewport=PHONE, java_script_enabled=is_on).new_page()
    page.goto(site + STAGE)
    page.goto(add(page, INDUCTION).evaluate("link => link.href"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Save it as a file").click()
    download.value.save_as(tmp_path / "list.html")
    offline = new_context(offline=True, java_script_enabled=False).new_page()
    offline.goto((tmp_path / "list.html").as_uri())
    expect(offline.get_by_role("listitem")).to_contain_text(INDUCTION)

    page.get_by_role("link", name="opened again").click()
    page.get_by_label("The file of the list").set_input_files(tmp_path / "list.html")
    page.get_by_role("button", name="Open it").click()
    expect(lines(page)).to_have_text([INDUCTION])


def test_the_way_to_the_list_stands_in_one_row_with_the_others(new_context, site):
    page = new_context(viewport={"width": 320, "height": 700}).new_page()
    page.goto(site)

    row = page.get_by_role("navigation", name="Main").get_by_role("link")
    expect(row.last).to_have_text("My list")
    tops = {link.bounding_box()["y"] for link in row.all()}
    assert len(tops) == 1


def test_axe_finds_nothing_on_the_pages_of_a_list(phone, site):
    found = {}
    for url in ("/list/", f"/list/?k={'A' * 22}&k=x", "/list/more/?q=governors", "/list/open/"):
        phone.goto(site + url)
        found |= faults(phone, url)

    assert found == {}
