"""Whoever is signed in finds first what their own school has; nobody else finds any of it."""

import re

import pytest
from django.test import Client

from cpd_site.models import Membership
from frameworks.actions import editing
from opportunities.editing import copies as copy_edits
from opportunities.editing import lines
from opportunities.grid.snapshot import Wording
from tests.builders import key
from tests.factories import OrganisationFactory, UserFactory, member
from tests.frameworks.copies.conftest import publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_remembered")]

NQT, SCHOOL = key("NQT"), key("School")


@pytest.fixture
def elm(copy, leader):
    """The school's copy, published to its members, with a line and a note of its own."""
    for step in (
        lambda grid: lines.add_lines(grid, (NQT, SCHOOL), ["Ride a zyxoma", "<b>Zyxoma</b> two"]),
        lambda grid: lines.reword(grid, key("Read"), Wording("Read all of it")),
        lambda grid: copy_edits.note_lines(grid, [key("NQT/School/0")], "Ask quuxina"),
    ):
        editing.change(edition=copy, by=leader, do=step)
    return publish(copy, leader)


def found_by(person, words: str, **filters: str) -> str:
    client = Client()
    if person:
        client.force_login(person)
    return client.get("/opportunities/", {"q": words, **filters}).content.decode()


def test_their_own_lines_and_notes_come_first_and_are_marked(elm, leader):
    page = found_by(leader, "zyxomas")

    assert "Your school <span" in page
    assert "Elm Primary School, 2 opportunities" in page
    (url,) = re.findall('<a href="([^"]*)">Ride a zyxoma</a>', page)
    assert re.fullmatch(r"/frameworks/elm/opportunities/[-0-9a-f]{36}/\?stage=nqt", url)
    assert "&lt;b&gt;Zyxoma&lt;/b&gt; two" in page
    assert page.index("Your school <span") < page.index("No framework here lists")
    assert "Ask quuxina" in found_by(leader, "quuxina")


def test_filters_narrow_their_own_too_and_another_authority_leaves_them_out(elm, leader):
    assert "Your school <span" in found_by(leader, "zyxoma", family="early-career")
    assert "Your school <span" not in found_by(leader, "zyxoma", family="middle-leader")
    assert "Your school <span" not in found_by(leader, "zyxoma", framework="torbay")


def test_nobody_else_finds_them(elm, school, trust):
    other = OrganisationFactory.create(slug="yew", parent=trust)
    manager = Membership.Role.MANAGER
    people = [None, UserFactory.create(), member(other, manager), member(trust, manager)]
    for person in people:
        assert "Ride a" not in found_by(person, "zyxoma")
        assert "Ask quuxina" not in found_by(person, "quuxina")


def test_where_nothing_is_asked_nothing_is_looked_for(elm, leader):
    assert "Your school <span" not in found_by(leader, "of the")
    assert "Your school <span" not in found_by(leader, "")


def test_the_finder_leads_to_their_own_stage_unless_an_authority_is_chosen(elm, leader):
    client = Client()
    client.force_login(leader)

    def led_to(**asked: str) -> str:
        return client.get("/", asked)["Location"]

    assert led_to(family="early-career") == "/frameworks/elm/stages/nqt/"
    assert led_to(family="executive-leader") == "/stages/executive-leader/"
    assert "/frameworks/torbay/" in led_to(family="early-career", framework="torbay")
    assert Client().get("/", {"family": "early-career"})["Location"] == "/stages/early-career/"
