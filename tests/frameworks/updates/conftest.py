import pytest

from cpd_site.models import Membership
from tests.factories import member
from tests.frameworks.updates.copies import with_update


@pytest.fixture
def draft(db):
    """A school's draft of its copy, with a pending update."""
    return with_update()


@pytest.fixture
def editor(draft):
    return member(draft.framework.organisation, Membership.Role.EDITOR, name="Edna Elm")
