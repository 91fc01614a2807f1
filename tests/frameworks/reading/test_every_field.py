"""What is written is shown: every compared field is drawn by the pages and written to every file.

Of each field of the registry a grid is made that differs in it alone. Pages and files of it have
to differ too, and to hold the word that was put in. What does not is listed here, with a reason;
a reason that holds no longer is a failure as well.
"""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from enum import Enum, EnumType
from functools import cache
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from django.test import Client

from cpd_site.models import Membership, Organisation, User
from cpd_site.serving import caches
from frameworks.actions import copies, editing, publishing
from frameworks.models import Framework
from opportunities.editing.lines import Edit
from opportunities.exchange.writing import grid_csv, grid_json, grid_pdf, grid_xlsx, grid_yaml
from opportunities.exchange.writing.document import GridDocument
from opportunities.grid.fields import FIELDS, HIDDEN, Field, row_types
from opportunities.grid.snapshot import (
    GridSnapshot,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
)
from opportunities.grid.visible import as_followers_see
from opportunities.grid.vocabulary import ContinuationWord
from tests.builders import document, grid, key, published
from tests.factories import OrganisationFactory, member
from tests.pdf_tags import TaggedPDF

pytestmark = pytest.mark.django_db

WORD = "quokka"
"""It stands in no framework."""

PLAIN = grid(
    {("NQT", "School"): ["Join in", "Go on"], ("RQT", "Outside"): ["Read"]},
    continues={("RQT", "School"): ContinuationWord.PLUS},
    tiers={"Outside": None},
    sections=[("How to use it", "With care.")],
)
PLAIN = replace(PLAIN, headings=(PrintedHeading(key("NQT"), key("School"), "In school"),))

NO_FILE_OF_LINES = "a sheet of lines has no place for the text around the grid"
NOT_WRITTEN: dict[tuple[str, type, str], str] = {
    ("csv", Section, "heading"): NO_FILE_OF_LINES,
    ("csv", Section, "body"): NO_FILE_OF_LINES,
    ("pdf", Opportunity, "kinds"): "a sheet has the words of a framework, not our reading of them",
}
NOT_DRAWN: dict[tuple[type, str], str] = {}


def of_one_reference(made: GridSnapshot) -> GridDocument:
    """A document that does not say by its reference alone that something in it is another."""
    written = document(made)
    return replace(written, source=replace(written.source, fingerprint="0" * 64))


def as_json(made: GridSnapshot) -> str:
    values = grid_json.as_values(of_one_reference(made))
    return json.dumps({name: value for name, value in values.items() if name != "edition"})


def _read_xlsx(document: GridDocument) -> str:
    """Every text of the file."""
    book = openpyxl.load_workbook(io.BytesIO(grid_xlsx.write(document)))
    values = [str(value) for sheet in book for row in sheet.values for value in row if value]
    return "\n".join(values)


WRITERS: dict[str, Callable[[GridSnapshot], str]] = {
    "csv": lambda made: grid_csv.write(of_one_reference(made)).decode(),
    "json": as_json,
    "yaml": grid_yaml.write,
    "xlsx": lambda made: _read_xlsx(of_one_reference(made)),
    "pdf": lambda made: _read_pdf(of_one_reference(made)),
}


def _read_pdf(document: GridDocument) -> str:
    """Every letter of the file."""
    return TaggedPDF(grid_pdf.write(document)).root.text()


PAGES = (
    "/frameworks/thornshire/",
    "/frameworks/thornshire/?by=tier",
    "/frameworks/thornshire/about/",
    "/frameworks/thornshire/ladder/",
    "/frameworks/thornshire/stages/nqt/",
    "/frameworks/thornshire/stages/rqt/",
    "/frameworks/thornshire/stages/nqt/next/",
    "/stages/early-career/?framework=thornshire",
    f"/opportunities/{key('Join in')}/",
    "/opportunities/?q=join",
    "/frameworks/elm/",
    "/frameworks/elm/stages/nqt/",
)
"""Where readers read a framework, and a school's copy of it."""

NO_LINES = {"/frameworks/thornshire/about/", "/frameworks/thornshire/ladder/"}

EVERY_FIELD = [
    pytest.param(kind, field, id=f"{kind.__name__}-{field.name}")
    for kind, fields in FIELDS.items()
    for field in fields
    if field != HIDDEN
]
HIDING = [kind for kind, fields in FIELDS.items() if HIDDEN in fields]


def with_another(kind: type, field: Field) -> GridSnapshot:
    """The grid, with another value of this field in its first row of this kind."""
    rows = getattr(PLAIN, row_types()[kind])
    changed = replace(rows[0], **_another(field, field.of(rows[0])))
    return replace(PLAIN, **{row_types()[kind]: (changed, *rows[1:])})


def _another(field: Field, value: Any) -> dict[str, Any]:
    match value:
        case _ if field.name == "place":
            return {"column": key("Outside")}
        case _ if field.name == "link":
            return {"link": f"https://{WORD}.example/"}
        case None | () if isinstance(field.made_of, EnumType):
            other = next(iter(field.made_of))
            return {field.name: (other,) if field.is_list else other}
        case None if field.is_beside:
            return {field.name: field.made_of("2027-03-03")}
        case Enum():
            return {field.name: next(other for other in type(value) if other != value)}
        case tuple() if field.is_text:
            return {field.name: (f"A {WORD}",)}
        case str():
            return {field.name: f"{value} {WORD}".strip()}
    raise NotImplementedError(f"Say here what another {field.label} than {value!r} is.")


def is_word(field: Field) -> bool:
    return field.is_text or field.name == "link"


@pytest.fixture(scope="module")
def leader(made_once):
    """Who keeps a copy that everybody may read."""

    def found():
        Framework.objects.update(visibility=Framework.Visibility.MEMBERS)
        authority = OrganisationFactory.create(slug="thornshire", name="Thorn", short_name="Thorn")
        Framework.objects.create(slug="thornshire", title="CPD", organisation=authority)
        edition = published(PLAIN)
        school = OrganisationFactory.create(
            kind=Organisation.Kind.SCHOOL, slug="elm", name="Elm", short_name="Elm"
        )
        leader = member(school, Membership.Role.MANAGER, name="Ann", email="ann@elm.example")
        draft = copies.make(framework=edition.framework, organisation=school, by=leader)
        copies.change_visibility(
            framework=draft.framework, by=leader, visibility=Framework.Visibility.PUBLIC
        )
        return leader

    return made_once(found)


def read(made: GridSnapshot, leader: User, copied: GridSnapshot | None = None) -> dict[str, str]:
    """Every page of this grid, as an authority and a school publish it; they take it back then.

    `copied`: what the school has instead.
    """
    ours = copied or made
    with transaction.atomic():
        published(made, label="2027")
        draft = Framework.objects.get(slug="elm").editions.drafts().get()
        editing.change(edition=draft, by=leader, do=lambda _: Edit(ours, "changed", "it"))
        publishing.publish(edition=draft, by=leader, label="2027")
        caches.clear()
        client = Client()
        pages = {page: client.get(page).content.decode() for page in PAGES}
        transaction.set_rollback(True)
    caches.clear()
    return pages


@pytest.fixture(scope="module")
def before(made_once, leader):
    """The pages of the plain grid."""
    return made_once(lambda: read(PLAIN, leader))


@cache
def plain_file(writer: str) -> str:
    return WRITERS[writer](PLAIN)


@pytest.mark.parametrize(("kind", "field"), EVERY_FIELD)
@pytest.mark.parametrize("writer", WRITERS)
def test_every_field_is_written_or_left_out_for_a_reason(writer, kind, field):
    before, after = plain_file(writer), WRITERS[writer](with_another(kind, field))

    is_written = before != after and (WORD in after or not is_word(field))
    assert is_written != ((writer, kind, field.name) in NOT_WRITTEN)


def test_pages_of_the_same_grid_are_the_same(leader, before):
    assert read(PLAIN, leader) == before
    assert not any(WORD in page for page in before.values())


@pytest.mark.parametrize(("kind", "field"), EVERY_FIELD)
def test_every_field_is_drawn_or_left_out_for_a_reason(leader, before, kind, field):
    after = read(with_another(kind, field), leader)

    drawn = [
        page
        for page in PAGES
        if after[page] != before[page] and (WORD in after[page] or not is_word(field))
    ]
    assert bool(drawn) != ((kind, field.name) in NOT_DRAWN)
    if kind is Opportunity:
        assert set(drawn) == set(PAGES) - NO_LINES


@pytest.mark.parametrize("kind", HIDING)
def test_what_is_hidden_is_on_no_page_and_in_no_file(leader, kind):
    """Which is why no page and no file says of a row whether it is hidden. Only copies hide."""
    told = Opportunity if kind is Placement else kind
    made = with_another(told, FIELDS[told][0])
    rows = getattr(made, row_types()[kind])
    made = replace(made, **{row_types()[kind]: (replace(rows[0], hidden=True), *rows[1:])})

    pages = read(PLAIN, leader, copied=made)
    files = [write(as_followers_see(made)) for write in WRITERS.values()]

    assert [page for page in PAGES if WORD in pages[page]] == []
    assert [file for file in files if WORD in file] == []


def test_a_reason_names_a_field_that_is_there():
    known = {(kind, field.name) for kind, fields in FIELDS.items() for field in fields}

    assert {(kind, name) for _, kind, name in NOT_WRITTEN} | set(NOT_DRAWN) <= known
    assert all(NOT_WRITTEN.values())
    assert all(NOT_DRAWN.values())
