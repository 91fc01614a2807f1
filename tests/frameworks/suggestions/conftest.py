from functools import partial

import pytest

from cpd_site.models import Membership, Organisation
from frameworks.actions import copies, editing, publishing, suggestions
from frameworks.models import Edition, Framework, Suggestion
from opportunities import edits, store
from opportunities.edits import Wording
from tests.builders import key, published
from tests.factories import OrganisationFactory, member
from tests.frameworks.drafts.conftest import GRID

Role = Membership.Role

HOME = key("NQT"), key("School")
JOIN = key("NQT/School/0")


@pytest.fixture
def framework(db):
    return published(GRID, label="2025").framework


@pytest.fixture
def editor(framework):
    """Who edits at the authority."""
    return member(framework.organisation, Role.PUBLISHER, name="Ann", email="ann@thorn.example")


@pytest.fixture
def school(db):
    return school_called("elm")


def school_called(name: str) -> Organisation:
    made: Organisation = OrganisationFactory.create(
        kind=Organisation.Kind.SCHOOL,
        slug=name,
        name=f"{name.title()} Primary School",
        short_name=name.title(),
    )
    return made


@pytest.fixture
def leader(school):
    return member(school, Role.PUBLISHER, name="Cal Cove", email="cal@elm.example")


@pytest.fixture
def draft(framework, school, leader):
    """The draft of the school's copy, with a line of its own."""
    made = copies.make(framework=framework, organisation=school, by=leader)
    add(made, leader, "Shadow the SENDCo")
    return made


@pytest.fixture
def offered(draft, leader):
    return offer(draft, leader, "Shadow the SENDCo")


def add(draft: Edition, by, text: str, place=HOME) -> None:
    do = partial(edits.add_lines, place=place, texts=[text])
    editing.change(edition=draft, by=by, do=do)


def reword(draft: Edition, by, text: str, *, of: str = "Join in") -> None:
    do = partial(edits.reword, key=key(of), wording=Wording(text))
    editing.change(edition=draft, by=by, do=do)


def reword_here(draft: Edition, by, text: str, *, placement=JOIN) -> None:
    followed = store.read(draft.based_on.grid).opportunity_by_key
    do = partial(edits.reword_here, key=placement, wording=Wording(text), followed=followed)
    editing.change(edition=draft, by=by, do=do)


def placed(draft: Edition, text: str):
    """The first placement of the line that says this."""
    grid = store.read(draft.grid)
    return next(
        one for one in grid.placements if grid.opportunity_by_key[one.opportunity].text == text
    )


def offer(draft: Edition, by, text: str, why: str = "Ours liked it.") -> Suggestion:
    return suggestions.offer(draft=draft, by=by, key=placed(draft, text).key, why=why)


def publish(draft: Edition, by, label: str) -> Framework:
    return publishing.publish(edition=draft, by=by, label=label).framework


def draft_at(framework: Framework) -> Edition:
    return framework.editions.select_related("grid", "based_on__grid").get(status="draft")
