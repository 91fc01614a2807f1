"""A teacher without an account takes lines to an appraisal, on paper."""

import io
import re

import pdfplumber
import pytest
from playwright.sync_api import expect

from tests.browser.faults import faults

STAGE = "/frameworks/lancashire/stages/teaching-assistants/"
LINE = "Support the induction of new TAs"
WHY = "To help two new TAs settle in"


@pytest.fixture(params=["with JavaScript", "without"])
def phone(request, new_context):
    size = {"width": 390, "height": 844}
    is_on = request.param == "with JavaScript"
    return new_context(viewport=size, java_script_enabled=is_on).new_page()


def a_list(page, site):
    page.goto(site + STAGE)
    add = page.locator(".cpd-add", has_text=re.compile(rf"Add to my list\s+{LINE}$"))
    page.goto(add.evaluate("link => link.href") if add.count() else site)


def printed(page):
    """The pages that the browser prints, each as its words."""
    with pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as file:
        return [" ".join(sheet.extract_text().split()) for sheet in file.pages]


def test_a_sheet_is_filled_in_on_a_phone_and_printed_on_one_side(phone, site):
    a_list(phone, site)
    phone.get_by_label("Appraisal").check()
    phone.get_by_role("button", name="Make the sheet").click()
    phone.get_by_label("Name", exact=True).fill("Ann Ash")
    phone.get_by_label("Why").fill(WHY)
    phone.get_by_role("button", name="Make the sheet").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(
        "Appraisal: professional development"
    )

    (words,) = printed(phone)
    for said in (LINE, WHY, "Ann Ash", "By when", "With whom", "Support", "Agreed by"):
        assert said in words
    with phone.expect_download() as download:
        phone.get_by_role("button", name="PDF").click()
    assert download.value.suggested_filename == "appraisal-sheet.pdf"

    phone.get_by_role("button", name="Change what is written").click()
    expect(phone.get_by_label("Why")).to_have_value(WHY)
    assert phone.context.cookies() == []


def test_an_empty_sheet_is_printed_to_be_written_on(phone, site):
    phone.goto(f"{site}/list/")
    phone.get_by_label("Development discussion").check()
    phone.get_by_role("button", name="Make the sheet").click()
    phone.get_by_role("button", name="Make it empty, to write on by hand").click()

    expect(phone.get_by_text("Ready to print")).to_be_visible()

    (words,) = printed(phone)
    assert words.startswith("Development discussion Name Job Talking with Date What Why")


def test_what_is_written_is_kept_in_the_browser_only_if_one_asks(new_context, site):
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    a_list(page, site)
    page.get_by_role("button", name="Make the sheet").click()
    page.get_by_label("Why").fill(WHY)
    assert page.evaluate("localStorage.getItem('cpd-sheet')") is None
    page.reload()
    expect(page.get_by_label("Why")).to_have_value("")

    page.get_by_label("Keep it in this browser, until I clear this computer").check()
    page.get_by_label("Why").fill(WHY)
    page.reload()
    expect(page.get_by_label("Why")).to_have_value(WHY)

    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Clear this computer").click()
    expect(page.locator(".cpd-listbar")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0


def test_six_lines_filled_to_the_brim_print_on_one_side(new_context, site):
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(site + STAGE)
    links = page.locator(".cpd-add").evaluate_all("links => links.map((link) => link.href)")
    keys = [link.partition("k=")[2] for link in links[:6]]
    page.goto(f"{site}/list/sheet/?{'&'.join(f'line={key}' for key in keys)}")
    brim = "To be ready for the next step by summer, and to lead a small group in maths with " * 2
    for field in page.locator("#sheet textarea").all():
        field.fill(brim[:140])
    page.get_by_role("button", name="Make the sheet").click()
    expect(page.get_by_text("Ready to print")).to_be_visible()

    assert len(printed(page)) == 1
    assert faults(page, "/list/sheet/made/") == {}


def test_axe_finds_nothing_where_a_sheet_is_filled_in(new_context, site):
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    a_list(page, site)
    page.get_by_role("button", name="Make the sheet").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What goes on the sheet")
    found = faults(page, "/list/sheet/")
    page.get_by_label("Why").fill("a" * 141)
    page.get_by_role("button", name="Make the sheet").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()

    assert found | faults(page, "/list/sheet/made/, too long") == {}
