import pytest

from cpd_site.models import Membership
from frameworks.actions import copies
from tests.builders import published
from tests.factories import member
from tests.frameworks.drafts.conftest import GRID
from tests.frameworks.suggestions import offers

Role = Membership.Role


@pytest.fixture
def framework(db):
    return published(GRID, label="2025").framework


@pytest.fixture
def editor(framework):
    """An editor at the authority."""
    return member(framework.organisation, Role.PUBLISHER, name="Ann", email="ann@thorn.example")


@pytest.fixture
def school(db):
    return offers.school_called("elm")


@pytest.fixture
def leader(school):
    return member(school, Role.PUBLISHER, name="Cal Cove", email="cal@elm.example")


@pytest.fixture
def draft(framework, school, leader):
    """The draft of the school's copy, with a line of its own."""
    made = copies.make(framework=framework, organisation=school, by=leader)
    offers.add(made, leader, "Shadow the SENDCo")
    return made


@pytest.fixture
def offered(draft, leader):
    return offers.offer(draft, leader, "Shadow the SENDCo")
