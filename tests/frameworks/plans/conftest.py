import pytest
from django.test import Client

from frameworks.actions import plans
from frameworks.queries.plans import lines_to_choose
from tests.builders import grid, published
from tests.factories import UserFactory

GRID = grid(
    {
        ("NQT", "School"): ["Join in", "Visit other schools"],
        ("Leader", "School"): ["Visit other schools"],
    }
)


@pytest.fixture
def framework(db):
    return published(GRID, label="2026").framework


@pytest.fixture
def ann(db):
    return UserFactory.create(name="Ann Ash", email="ann@example.org")


@pytest.fixture
def plan(ann):
    return plans.create(by=ann, title="My plan 2026/27")


@pytest.fixture
def item(plan, ann, framework):
    """“Join in”, chosen at the stage NQT."""
    line = lines_to_choose(ann, framework.slug, "nqt", [])[0]
    (made,) = plans.add_lines(plan=plan, by=ann, lines=[line])
    return made


@pytest.fixture
def anns(ann):
    """The browser of Ann."""
    client = Client()
    client.force_login(ann)
    return client
