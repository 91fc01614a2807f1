import pytest

from cpd_site.models import Membership, Organisation
from frameworks.actions import copies, publishing
from frameworks.models import Edition, Framework
from tests.builders import published
from tests.factories import OrganisationFactory, member
from tests.frameworks.drafts.conftest import GRID

Role = Membership.Role


@pytest.fixture
def edition(db):
    """The authority's published edition."""
    return published(GRID, label="2025")


@pytest.fixture
def framework(edition):
    return edition.framework


@pytest.fixture
def trust():
    return OrganisationFactory.create(
        kind=Organisation.Kind.TRUST, slug="oak", name="Oak Trust", short_name="Oak"
    )


@pytest.fixture
def school(trust):
    return OrganisationFactory.create(
        kind=Organisation.Kind.SCHOOL,
        slug="elm",
        name="Elm Primary School",
        short_name="Elm",
        parent=trust,
    )


@pytest.fixture
def leader(school):
    """The CPD leader of the school: publishes."""
    return member(school, Role.PUBLISHER, name="Cal Cove", email="leader@elm.example")


@pytest.fixture
def copy(framework, school, leader):
    """The draft of the school's copy, for members only."""
    return copies.make(framework=framework, organisation=school, by=leader)


def publish(draft: Edition, by, label: str = "2026") -> Framework:
    """Publish the draft; return its framework."""
    return publishing.publish(edition=draft, by=by, label=label).framework
