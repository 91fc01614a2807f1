import pytest

from cpd_site.models import Membership, Organisation, User
from frameworks.actions import imports
from frameworks.models import Import
from tests.factories import OrganisationFactory, member
from tests.frameworks.imports.files import CONTENTS, all_said, proposal_of


@pytest.fixture
def organisation(db) -> Organisation:
    return OrganisationFactory.create(slug="fellbridge", name="Fellbridge Council")


@pytest.fixture
def editor(organisation) -> User:
    return member(organisation, Membership.Role.EDITOR)


@pytest.fixture
def brought(organisation, editor) -> Import:
    """An import of a file whose table has two stages and two columns."""
    return imports.start(organisation=organisation, by=editor, name="offer.docx", contents=CONTENTS)


@pytest.fixture
def answered(brought, editor) -> Import:
    """The same, with an answer to everything that only people know."""
    return imports.answer(
        of=brought, by=editor, change=lambda now: all_said(proposal_of(brought), now), seen=1
    )


@pytest.fixture
def client(client, editor):
    client.force_login(editor)
    return client
