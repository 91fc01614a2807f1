import pytest

from cpd_site.accounts.actions import invitations
from cpd_site.models import Invitation, Membership
from tests.factories import OrganisationFactory, member

Role = Membership.Role


@pytest.fixture
def school():
    return OrganisationFactory.create(
        slug="thornbeck", name="Thornbeck School", short_name="Thornbeck"
    )


@pytest.fixture
def trust():
    return OrganisationFactory.create(kind="trust", short_name="Beck Trust")


@pytest.fixture
def authority():
    return OrganisationFactory.create(short_name="Thornshire")


@pytest.fixture
def head(school):
    return member(school, Role.MANAGER, name="Hana Holt", email="head@thornbeck.example")


@pytest.fixture
def invite(school, head, django_capture_on_commit_callbacks):
    def invite(email="ann@example.org", role=Role.EDITOR, **more) -> Invitation:
        given = {"organisation": school, "email": email, "role": role, "by": head}
        with django_capture_on_commit_callbacks(execute=True):
            return invitations.invite(**given | more)

    return invite
