import pytest

from cpd_site.models import Membership
from frameworks.actions import drafts
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier
from tests.builders import grid, published
from tests.factories import member

GRID = grid(
    {
        ("NQT", "School"): ["Join in", "Read"],
        ("NQT", "Network"): ["Visit"],
        ("RQT", "School"): ["Join in"],
    },
    details={"Read": ("E.g. a book",)},
    tiers={"Network": ProviderTier.LOCAL_NETWORK},
    continues={("RQT", "Network"): ContinuationWord.PLUS},
    sections=[("How to use it", "Read it.")],
)


@pytest.fixture
def edition(db):
    """A published edition of a small framework."""
    return published(GRID)


@pytest.fixture
def framework(edition):
    return edition.framework


@pytest.fixture
def editor(framework):
    return member(framework.organisation, Membership.Role.EDITOR, name="Ann Editor")


@pytest.fixture
def colleague(framework):
    return member(framework.organisation, Membership.Role.EDITOR, name="Ben Colleague")


@pytest.fixture
def outsider():
    return member(published(GRID, slug="elsewhere").framework.organisation, Membership.Role.MANAGER)


@pytest.fixture
def draft(framework, editor):
    return drafts.start(framework=framework, by=editor)


@pytest.fixture
def signed_in(client, editor):
    client.force_login(editor)
    return client
