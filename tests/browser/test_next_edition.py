"""What was downloaded comes back: an LA admin changes the Word file, or the Excel, in five places
and brings it in again; a CPD leader brings her own list into her copy."""

import re
from copy import deepcopy
from dataclasses import replace
from functools import partial
from io import BytesIO

import docx
import openpyxl
import pytest
from playwright.sync_api import expect

from cpd_site.models import Membership
from frameworks.actions import copies, drafts, editing
from frameworks.models import Framework
from opportunities import store
from opportunities.editing import lines
from tests.browser.faults import faults
from tests.browser.signing_in import sign_in
from tests.browser.ways import WAYS, WITH_JAVASCRIPT, in_one_way
from tests.factories import OrganisationFactory, member

COUNTS = {"the same": 530, "reworded": 1, "moved to another box": 1, "new": 2, "gone": 1}
"""Two lines are put in, one reworded, one moved, one taken out; 533 there were."""


@pytest.fixture(params=WAYS)
def way(request):
    return request.param


@pytest.fixture
def context(new_context, way):
    return in_one_way(new_context, way)


@pytest.fixture
def lancashire(server, frameworks_committed):
    return Framework.objects.get(slug="lancashire")


@pytest.fixture
def admin(lancashire):
    return member(lancashire.organisation, Membership.Role.EDITOR, name="Ann Ashworth")


def looked_through(page, way):
    """Whatever the page is, nothing of it is wrong and it does not scroll sideways."""
    assert way != WITH_JAVASCRIPT or faults(page, page.url) == {}


def lines_in(file) -> list:
    return [
        paragraph
        for table in file.tables
        for cell in table.rows[1].cells
        for paragraph in cell.paragraphs
        if paragraph.style.name == "List Bullet"
    ]


def without_its_key(paragraph) -> None:
    for child in [*paragraph]:
        if not child.tag.endswith(("}pPr", "}r")):
            paragraph.remove(child)


def word_in_five_places(content: bytes) -> bytes:
    file = docx.Document(BytesIO(content))
    lines = lines_in(file)
    lines[0].runs[0].text = "Lead safeguarding training for all staff"
    lines[4]._p.getparent().remove(lines[4]._p)
    for at, words in ((8, "Learn to sing"), (300, "Keep bees with your class")):
        new = deepcopy(lines[at]._p)
        without_its_key(new)
        lines[at]._p.addprevious(new)
        new.findall(f"{{{new.nsmap['w']}}}r")[0][-1].text = words
    lines[100]._p.addnext(lines[60]._p)
    return kept(file)


def excel_in_five_places(content: bytes) -> bytes:
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book["Opportunities"]
    column = {str(cell.value): cell.column or 0 for cell in sheet[1]}

    def put_in(at: int, words: str) -> None:
        sheet.insert_rows(at)
        for name in ("Stage", "Kind of staff", "Stage family", "Column", "Provider"):
            sheet.cell(at, column[name]).value = sheet.cell(at + 1, column[name]).value
        sheet.cell(at, column["Opportunity"]).value = words

    sheet.cell(2, column["Opportunity"]).value = "Lead safeguarding training for all staff"
    moved, to = 61, 62
    while sheet.cell(to, column["Column"]).value == sheet.cell(moved, column["Column"]).value:
        to += 1
    for name in ("Column", "Provider"):
        sheet.cell(moved, column[name]).value = sheet.cell(to, column[name]).value
    put_in(300, "Keep bees with your class")
    put_in(10, "Learn to sing")
    sheet.delete_rows(6)
    return kept(book)


def kept(file) -> bytes:
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


def choose(page, site, organisation, what, name, content):
    page.goto(f"{site}/desk/organisations/{organisation}/imports/")
    page.get_by_label(what).check()
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="See what we find").click()
    expect(page.get_by_role("heading", name="What we found")).to_be_visible()


@pytest.mark.parametrize(
    ("ending", "change"), [("docx", word_in_five_places), ("xlsx", excel_in_five_places)]
)
def test_what_was_changed_in_five_places_is_five_changes(
    context, page, server, lancashire, admin, way, ending, change
):
    sign_in(context, server.url, admin)
    file = page.request.get(f"{server.url}/frameworks/lancashire.{ending}").body()
    what = f"The next edition of “{lancashire.title}”"
    choose(page, server.url, "lancashire", what, f"2027.{ending}", change(file))

    # Nothing is asked that the edition before says, and few boxes are left to read.
    looked_through(page, way)
    page.get_by_role("button", name="Go on to proof-reading").click()
    left = page.get_by_text(re.compile(r"^(59|6\d) of 64 boxes looked at")).first
    expect(left).to_be_visible()
    page.get_by_role("button", name="See what is new").first.click()
    page.get_by_role("button", name="See what is new").click()

    expect(page.get_by_role("heading", name="What is new in it")).to_be_visible()
    looked_through(page, way)
    for words, count in COUNTS.items():
        expect(page.get_by_role("link", name=f"{count} {words}", exact=True)).to_be_visible()
    assert not lancashire.editions.drafts().exists()
    page.get_by_role("button", name="Make this the draft").click()

    expect(page.get_by_role("heading", name="What the draft changes")).to_be_visible()
    looked_through(page, way)
    expect(page.get_by_text("2 added, 1 removed, 1 reworded, 1 moved.")).to_be_visible()
    page.get_by_role("button", name="Undo all of it").click()
    draft = lancashire.editions.drafts().get()
    before = store.read(lancashire.current_edition.grid)
    assert store.read(draft.grid).fingerprint == before.fingerprint


def test_a_cpd_leader_brings_her_own_list_into_her_copy(context, page, server, lancashire, way):
    school = OrganisationFactory.create(slug="hill", kind="school", short_name="Hill School")
    leader = member(school, Membership.Role.EDITOR, name="Lea Leader")
    copy = copies.make(framework=lancashire, organisation=school, by=leader, title="Our CPD")
    before = store.read(copy.grid)
    stage, column = before.stages[0], before.columns[0]
    book = openpyxl.Workbook()
    book.active.append(["Stage", column.heading])
    book.active.append([stage.name, "Tea with the governors\nWalk the grounds with the caretaker"])
    sign_in(context, server.url, leader)
    choose(page, server.url, "hill", "Lines for our copy, “Our CPD”", "ours.xlsx", kept(book))

    page.get_by_role("button", name="Go on to proof-reading").click()
    page.get_by_role("button", name="Looked at").first.click()
    page.get_by_role("button", name="See what is new").click()
    expect(page.get_by_role("heading", name="What is new in it")).to_be_visible()
    looked_through(page, way)
    expect(page.get_by_role("link", name="2 new", exact=True)).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="0 gone")).to_be_visible()
    page.get_by_role("button", name="Bring it into the draft").click()

    expect(page.get_by_text("2 added.")).to_be_visible()
    after = store.read(copy.grid)
    assert len(after.placements) == len(before.placements) + 2
    assert (
        after.cells[stage.key, column.key][: len(before.cells[stage.key, column.key])]
        == (before.cells[stage.key, column.key])
    )


def test_what_we_cannot_tell_is_asked(context, page, server, lancashire, admin, way):
    """A doubtful pair, and a line that a colleague changed in the draft meanwhile."""
    draft = drafts.start(framework=lancashire, by=admin)
    grid = store.read(draft.grid)
    first, second = (grid.opportunity_by_key[row.opportunity] for row in grid.placements[:2])
    do = partial(lines.reword, key=first.key, wording=replace(first.wording, text="Lead safety"))
    editing.change(edition=draft, by=admin, do=do)
    sign_in(context, server.url, admin)
    printed = page.request.get(f"{server.url}/frameworks/lancashire.docx").body()
    file = docx.Document(BytesIO(printed))
    in_file = lines_in(file)
    in_file[0].runs[0].text = "Lead the safeguarding training"
    without_its_key(in_file[1]._p)
    in_file[1].runs[0].text = f"{second.text[:20]} and something quite different"
    what = f"The next edition of “{lancashire.title}”"
    choose(page, server.url, "lancashire", what, "2027.docx", kept(file))
    page.goto(page.url + "news/")

    expect(page.get_by_role("heading", name="Changed in the draft and in the file")).to_be_visible()
    looked_through(page, way)
    page.get_by_label("As in the file").check()
    for question in page.get_by_label("The same, in other words").all():
        question.check()
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Everything is decided.")).to_be_visible()
    page.get_by_role("button", name="Make this the draft").click()
    expect(page.get_by_role("heading", name="What the draft changes")).to_be_visible()
