"""The page of an opportunity in a copy: for its members, with what the school says of it first."""

import re

import pytest
from django.test import Client

from frameworks.actions import editing
from frameworks.models import Framework
from opportunities.editing import copies as copy_edits
from opportunities.editing import lines
from tests.builders import grid, key, published
from tests.factories import UserFactory
from tests.frameworks.copies.conftest import publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_remembered")]

NQT, SCHOOL = key("NQT"), key("School")
OWN = "Prepare for NPQH with Hana Holt"


@pytest.fixture
def elm(copy, framework, leader):
    """The school's copy, with a line of its own and a note at one of its stages."""
    for step in (
        lambda grid: lines.add_lines(grid, (NQT, SCHOOL), [OWN]),
        lambda grid: copy_edits.note_lines(grid, [key("NQT/School/0")], "Ask Hana\nby Easter"),
    ):
        editing.change(edition=copy, by=leader, do=step)
    published = publish(copy, leader)
    for each, email in ((published, "cal@elm.example"), (framework, "cpd@thornshire.example")):
        Framework.objects.filter(pk=each.pk).update(contact_email=email)
    return published


def page_of(text: str, person, status: int = 200) -> str:
    client = Client()
    if person:
        client.force_login(person)
    grid_of_elm = Framework.objects.get(slug="elm").current_edition.grid
    line = grid_of_elm.opportunity_set.get(text=text)
    response = client.get(f"/frameworks/elm/opportunities/{line.key}/")
    assert response.status_code == status
    return response.content.decode()


def test_a_line_of_its_own_has_a_page_with_what_is_similar_elsewhere(elm, leader):
    elsewhere = grid({("Heads", "School"): ["Participate in NPQH"]})
    published(elsewhere, slug="elsewhere")

    page = page_of(OWN, leader)

    assert "School’s own" in page
    assert "National Professional Qualification for Headship" in page
    similar = page[page.index("Similar elsewhere") :]
    assert f'href="/opportunities/{key("Participate in NPQH")}/"' in similar
    assert 'href="/frameworks/elm/stages/nqt/"' in page


def test_the_school_is_asked_first_then_who_it_follows(elm, leader, copy):
    text = copy.grid.placement_set.get(key=key("NQT/School/0")).opportunity.text

    page = page_of(text, leader)

    ask = page[page.index(">Whom to ask<") : page.index("Stages that list this")]
    said = ["Ask Hana<br>by Easter", "Elm’s note", "cal@elm.example", "cpd@thornshire.example"]
    places = [ask.index(words) for words in said]
    assert places == sorted(places)


def test_what_it_follows_is_not_elsewhere(elm, leader, copy):
    text = copy.grid.placement_set.get(key=key("NQT/School/0")).opportunity.text

    assert f">{text}</a>" not in re.sub(".*Stages that list", "", page_of(text, leader), flags=re.S)


def test_nobody_else_reads_it(elm):
    for person in (None, UserFactory.create()):
        assert "Hana" not in page_of(OWN, person, status=404)
