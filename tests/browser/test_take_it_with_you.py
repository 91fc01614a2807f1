"""Taking a framework along, by keyboard alone and without JavaScript: as a file, or onto a site."""

import io
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import mammoth  # type: ignore[import-untyped]
import openpyxl
import pdfplumber
import pytest
from playwright.sync_api import expect

from tests.answering import in_a_thread
from tests.browser.faults import faults

PANEL = "Take it with you"

WITH_A_PANEL = [
    "/frameworks/lancashire/?stage=new-to-headship",
    "/frameworks/torbay/?tier=school",
    "/frameworks/torbay/stages/excellent-teacher/",
    "/stages/middle-leader/",
]
FOR_OTHER_SITES = [
    "/frameworks/lancashire/your-site/",
    "/frameworks/lancashire/frame/",
    "/frameworks/lancashire/stages/new-to-headship/your-site/",
    "/frameworks/lancashire/stages/new-to-headship/frame/",
]


class Hand:
    """Somebody who clicks, and counts it."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, what):
        self.count += 1
        what.click()

    def filter_by(self, box):
        self.press(box)
        self.press(self.page.get_by_role("button", name="Show", exact=True))

    def take(self, what):
        """The file behind a link: what it is called, and its bytes."""
        with self.page.expect_download() as download:
            self.press(what)
        return download.value.suggested_filename, io.BytesIO(download.value.path().read_bytes())


class Keyboard(Hand):
    """Somebody who has no mouse: walks on to a thing with Tab, and presses a key there."""

    def press(self, what, key="Enter"):
        self.count += 1
        what.wait_for()
        for _ in range(200):
            if what.evaluate("node => node === document.activeElement"):
                return self.page.keyboard.press(key)
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {what}")

    def filter_by(self, box):
        """Tick it, which asks by itself: a second answer would close what is opened meanwhile."""
        self.press(box, "Space")


@pytest.fixture(params=["by keyboard", "without JavaScript"])
def how(request):
    return request.param


@pytest.fixture
def context(how, new_context):
    return new_context(
        viewport={"width": 1280, "height": 900}, java_script_enabled=how == "by keyboard"
    )


@pytest.fixture
def hand(how, page):
    return Keyboard(page) if how == "by keyboard" else Hand(page)


def panel(page):
    return page.locator("summary", has_text=PANEL)


def link(page, name):
    return page.get_by_role("link", name=name, exact=True)


def test_word_of_the_whole_framework_is_two_presses_away(page, site, hand):
    page.goto(f"{site}/frameworks/lancashire/")

    hand.press(panel(page))
    name, file = hand.take(link(page, "Word"))

    assert name == "lancashire-2019.docx"
    assert "Undertake visits to other schools" in mammoth.extract_raw_text(file).value
    assert hand.count == 2


def test_excel_of_what_a_filter_leaves_says_so_in_its_name(page, site, hand, how):
    page.goto(f"{site}/frameworks/lancashire/")
    hand.press(page.locator("summary", has_text="Who provides it"))
    hand.filter_by(page.get_by_label("National"))
    expect(page.locator(".cpd-bar__count")).to_contain_text("of 320 opportunities")

    hand.press(panel(page))
    expect(page.locator(".cpd-take h2")).to_contain_text("What the filters leave")
    name, file = hand.take(link(page, "Excel"))

    assert name == "lancashire-2019-national.xlsx"
    headings, *rows = openpyxl.load_workbook(file)["Opportunities"].values
    assert {row[headings.index("Provider")] for row in rows} == {"National"}
    assert hand.count == (4 if how == "by keyboard" else 5)


def test_pdf_of_a_stage_is_one_press_away(page, site, hand):
    page.goto(f"{site}/frameworks/torbay/stages/excellent-teacher/")

    name, file = hand.take(link(page, "PDF"))

    assert name == "torbay-undated-excellent-teacher.pdf"
    with pdfplumber.open(file) as sheet:
        assert "Excellent teacher" in sheet.pages[0].extract_text()
    assert hand.count == 1


def test_a_stage_gets_onto_the_site_of_a_school(page, site, hand):
    page.goto(f"{site}/frameworks/lancashire/stages/new-to-headship/")
    hand.press(link(page, "Show this stage on your own site"))
    code = page.get_by_label("Code of the frame").input_value()

    with another_site(f"<!DOCTYPE html><title>Our school</title>{code}") as address:
        page.goto(address)
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", name="New to Headship", level=1)).to_be_visible()
        expect(frame.get_by_text("Undertake visits to other schools")).to_be_visible()
        with page.expect_popup() as opened:
            frame.get_by_role("link", name="New to Headship, 2019 CPD Framework").click()

    assert opened.value.url == f"{site}/frameworks/lancashire/stages/new-to-headship/"
    assert page.context.cookies() == []
    assert hand.count == 1


@contextmanager
def another_site(page):
    """A site of another name, all of whose pages are this one."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    with in_a_thread(server):
        yield f"http://localhost:{server.server_port}/"


def test_axe_finds_nothing_where_files_are_taken(new_context, site):
    page = new_context().new_page()
    found = {}
    for url in WITH_A_PANEL + FOR_OTHER_SITES:
        page.goto(site + url)
        for summary in panel(page).all():
            summary.click()
        found |= faults(page, url)

    assert found == {}
