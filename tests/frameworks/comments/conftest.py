"""A draft with an editor and a link through which people may comment."""

import pytest
from django.test import Client

from cpd_site.models import Membership
from frameworks.actions import drafts, previews
from tests.builders import grid, published
from tests.factories import member

GRID = grid({("NQT", "School"): ["Join in", "Read"], ("RQT", "School"): ["Lead"]})


@pytest.fixture
def framework(db):
    return published(GRID, slug="thornshire").framework


@pytest.fixture
def editor(framework):
    return member(framework.organisation, Membership.Role.EDITOR, name="Edna Elm")


@pytest.fixture
def draft(framework, editor):
    return drafts.start(framework=framework, by=editor)


@pytest.fixture
def preview(draft, editor):
    return previews.share(edition=draft, by=editor, note="Heads", allows_comments=True)


@pytest.fixture
def link(preview):
    """The address of the comments for people with the link."""
    return f"/preview/{previews.token_of(preview)}/comments/"


@pytest.fixture
def editors(editor):
    client = Client()
    client.force_login(editor)
    return client
