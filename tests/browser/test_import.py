"""An LA admin brings in a Word file as a new framework, and publishes it."""

import re
from io import BytesIO

import docx
import pytest
from playwright.sync_api import expect

from cpd_site.models import Membership
from frameworks.models import Framework, Import
from opportunities import store
from tests.browser.faults import faults
from tests.browser.signing_in import sign_in
from tests.browser.ways import WAYS, WITH_JAVASCRIPT, in_one_way
from tests.factories import OrganisationFactory, member

ROWS = (
    ("Stage", "At a school level", "Within the Local Authority"),
    (
        "Newly Qualified Teachers",
        ("Visit other schools", "Meet a mentor every week"),
        ("Induction days", "LA conference"),
    ),
    ("Recently Qualified Teachers", ("PLUS", "Lead a staff meeting"), ("As above",)),
    ("Established Headteachers", ("Coach a colleague",), ("Visit other schools",)),
)


def a_word_file() -> bytes:
    document = docx.Document()
    document.add_heading("Fellbridge CPD framework", 1)
    table = document.add_table(len(ROWS), 3, style="Table Grid")
    for row, words in zip(table.rows, ROWS, strict=True):
        for cell, text in zip(row.cells, words, strict=True):
            if isinstance(text, str):
                cell.text = text
                continue
            cell.paragraphs[0].text = text[0]
            for line in text[1:]:
                cell.add_paragraph(line)
            for paragraph in cell.paragraphs:
                if paragraph.text not in ("PLUS", "As above"):
                    paragraph.style = "List Bullet"
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.fixture(params=WAYS)
def way(request):
    return request.param


@pytest.fixture
def context(new_context, way):
    return in_one_way(new_context, way)


@pytest.fixture
def admin(server, frameworks_committed):
    organisation = OrganisationFactory.create(slug="fellbridge", name="Fellbridge Council")
    return member(organisation, Membership.Role.MANAGER, name="Ann Ashworth")


def looked_through(page, way):
    """Whatever the page is, nothing of it is wrong and it does not scroll sideways."""
    assert way != WITH_JAVASCRIPT or faults(page, page.url) == {}


def test_a_word_file_becomes_a_published_framework(context, page, server, admin, way):
    sign_in(context, server.url, admin)
    page.goto(f"{server.url}/desk/")
    page.get_by_role("link", name="Bring in a file").click()
    looked_through(page, way)
    offer = {
        "name": "offer.docx",
        "mimeType": "application/octet-stream",
        "buffer": a_word_file(),
    }
    page.get_by_label("The file").set_input_files(offer)
    page.get_by_role("button", name="See what we find").click()

    # What only people know is asked for, then filled in.
    expect(page.get_by_role("heading", name="What we found")).to_be_visible()
    page.get_by_role("button", name="Go on to proof-reading").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    looked_through(page, way)
    page.get_by_role("button", name="Fill in what we think").click()
    page.get_by_label("Name of the framework").fill("CPD framework of Fellbridge")
    for stage, group, family in (
        ("Newly Qualified Teachers", "Teachers", "Early career teacher"),
        ("Recently Qualified Teachers", "Teachers", "Recently qualified teacher"),
        ("Established Headteachers", "Leaders", "Experienced headteacher"),
    ):
        page.get_by_label(f"Kind of staff of {stage}").select_option(label=group)
        page.get_by_label(f"Career stage of {stage}").select_option(label=family)
    providers = (
        ("At a school level", "Your school"),
        ("Within the Local Authority", "Local authority"),
    )
    for heading, tier in providers:
        page.get_by_label(f"Who provides {heading}").select_option(label=tier)
    page.get_by_role("button", name="Go on to proof-reading").click()

    # Box by box; another device goes on where this one stopped.
    expect(page.get_by_text("box 1 of 6")).to_be_visible()
    looked_through(page, way)
    page.get_by_role("link", name="Change line 2").click()
    looked_through(page, way)
    page.get_by_label("Line 2", exact=True).fill("Meet a mentor")
    page.get_by_label("Under line 2").fill("every week")
    page.get_by_role("button", name="Save line 2").click()
    page.get_by_role("button", name="Looked at, next box").click()
    expect(page.get_by_text("1 of 6 boxes looked at")).to_be_visible()
    page.goto(f"{server.url}/desk/")
    page.get_by_role("link", name="Go on with it").click()
    page.get_by_role("link", name="Proof-reading").click()
    expect(page.get_by_text("box 2 of 6")).to_be_visible()
    page.get_by_role("button", name="Looked at, next box").click()
    page.get_by_role("button", name="Make this the draft").click()
    expect(page.get_by_role("heading", name="4 boxes are not looked at")).to_be_visible()
    looked_through(page, way)
    page.get_by_role("button", name="Make this the draft").click()

    expect(page.get_by_text("This is the draft.")).to_be_visible()
    framework = Framework.objects.get(organisation__slug="fellbridge")
    page.get_by_role("link", name="Publish", exact=True).click()
    page.get_by_label("Label").fill("2026")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name=re.compile("^Publish")).click()
    expect(page.get_by_text("“2026” is published. Readers see it now.")).to_be_visible()

    framework.refresh_from_db()
    assert framework.current_edition is not None
    grid = store.read(framework.current_edition.grid)
    assert [stage.name for stage in grid.stages] == [row[0] for row in ROWS[1:]]
    words = [(line.text, line.details) for line in grid.opportunities]
    assert ("Meet a mentor", ("every week",)) in words
    assert words.count(("Visit other schools", ())) == 1, "one line in two places"
    assert Import.objects.get().draft.framework == framework
