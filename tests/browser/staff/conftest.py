import pytest

from cpd_site.models import Membership
from tests.factories import OrganisationFactory, member


@pytest.fixture
def school():
    return OrganisationFactory.create(
        kind="school", slug="thornbeck", name="Thornbeck School", short_name="Thornbeck"
    )


@pytest.fixture
def head(school):
    return member(school, Membership.Role.MANAGER, name="Hana Holt", email="head@thornbeck.example")
