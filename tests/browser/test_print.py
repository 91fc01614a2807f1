"""A framework on paper: how many sheets, what stands on each, and what of it is chosen."""

import io
from pathlib import Path

import pdfplumber
import pytest
from playwright.sync_api import expect

from cpd_site.models import Membership
from frameworks.actions import imports
from opportunities.exchange.reading import files
from tests.browser.signing_in import sign_in
from tests.factories import OrganisationFactory, member

FILES = Path(__file__).parent.parent / "imports"

LANCASHIRE = "/frameworks/lancashire/"
RESEARCH = "Undertake personal research"


def sheets(page) -> list[str]:
    """The text of each sheet of A4."""
    paper = io.BytesIO(page.pdf(format="A4", landscape=True))
    with pdfplumber.open(paper) as sheets:
        return [" ".join(sheet.extract_text().split()) for sheet in sheets.pages]


@pytest.mark.parametrize("shown", ["", "?open=all", "?plus=written-out"])
def test_lancashire_takes_eight_sheets_with_the_headings_on_each(page, site, shown):
    page.goto(site + LANCASHIRE + shown)
    printed = sheets(page)

    assert len(printed) <= 8
    assert [at for at, text in enumerate(printed) if "At a school level" not in text] == []
    assert "Join a trade union" in printed[-1]


def test_lines_are_printed_in_eight_points_at_least(page, site):
    page.goto(site + LANCASHIRE)
    page.emulate_media(media="print")
    sizes = page.evaluate(
        """[...document.querySelectorAll(".cpd-matrix li")]
          .map((line) => parseFloat(getComputedStyle(line).fontSize) * 72 / 96)"""
    )

    assert min(sizes) >= 8


def test_plus_is_printed_as_it_stands_or_written_out(page, site):
    page.goto(f"{site}/frameworks/torbay/")
    as_it_stands = "".join(sheets(page))
    assert "PLUS" in as_it_stands
    assert as_it_stands.count(RESEARCH) == 1

    page.get_by_role("navigation", name="PLUS").get_by_role("link", name="Written out").click()
    expect(page.get_by_text(RESEARCH).nth(2)).to_be_visible()
    assert "".join(sheets(page)).count(RESEARCH) == 3


def test_what_is_open_on_the_page_is_printed(page, site):
    page.goto(f"{site}/frameworks/torbay/")
    page.locator("#excellent-teacher summary", has_text="PLUS").click()

    assert "".join(sheets(page)).count(RESEARCH) == 2


def test_there_is_nothing_to_choose_without_a_plus(page, site):
    page.goto(site + LANCASHIRE)

    expect(page.get_by_role("link", name="Written out")).to_have_count(0)


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/frameworks/wigan/stages/newly-qualified/", 2),
        ("/frameworks/lancashire/stages/experienced-middle-leaders/", 3),
    ],
)
def test_a_stage_is_printed_upright_on_few_sheets(page, site, address, most):
    page.goto(site + address)
    paper = io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))
    with pdfplumber.open(paper) as sheets:
        assert len(sheets.pages) <= most
        assert all(sheet.height > sheet.width for sheet in sheets.pages)


def test_what_there_is_to_look_at_in_a_file_is_printed(context, page, server, frameworks_committed):
    council = OrganisationFactory.create(slug="fellbridge")
    editor = member(council, Membership.Role.EDITOR)
    contents = files.read((FILES / "01-word-grid-merged.docx").read_bytes(), "offer.docx")
    stored = imports.start(organisation=council, by=editor, name="offer.docx", contents=contents)
    sign_in(context, server.url, editor)
    page.goto(f"{server.url}/desk/organisations/fellbridge/imports/{stored.pk}/")
    question = page.locator(".cpd-found", has=page.get_by_role("heading", name="To look at"))
    (asked, *_) = question.locator("legend, label").all_inner_texts()

    assert " ".join(asked.split()) in "".join(sheets(page))


@pytest.mark.parametrize("path", ["/list/", "/frameworks/torbay/editions/", "/frameworks/torbay/"])
def test_paper_has_no_button(page, site, path):
    page.goto(site + path)
    page.emulate_media(media="print")

    assert page.locator(".govuk-button:visible, .cpd-linkbutton:visible").all_inner_texts() == []
