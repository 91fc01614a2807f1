from datetime import timedelta

import pytest
from django.utils import timezone

from tests.builders import draft_of, published
from tests.factories import member
from tests.frameworks.publishing.due.dates import NEW, OLD, Role, reword, set_for


@pytest.fixture
def publisher():
    organisation = published(OLD).framework.organisation
    return member(organisation, Role.PUBLISHER, name="Pia Publisher", email="pia@thorn.example")


@pytest.fixture
def editor(publisher):
    return member(publisher.memberships.get().organisation, Role.EDITOR, name="Ed Editor")


@pytest.fixture
def draft(publisher):
    return draft_of(published(OLD), NEW)


@pytest.fixture
def at():
    return (timezone.now() + timedelta(days=30)).replace(microsecond=0)


@pytest.fixture
def scheduled(draft, publisher, at):
    return set_for(draft, publisher, at)


@pytest.fixture
def edited(scheduled, editor):
    reword(scheduled, editor)
    return scheduled
