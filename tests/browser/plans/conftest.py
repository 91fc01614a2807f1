import pytest

from tests.builders import grid, published
from tests.factories import UserFactory

GRID = grid(
    {
        ("Teaching assistant", "School"): ["Join in", "Visit other schools"],
        ("Teacher", "School"): ["Visit other schools"],
    }
)


@pytest.fixture
def framework(committed):
    return published(GRID, label="2026").framework


@pytest.fixture
def ann(framework):
    """A teaching assistant."""
    return UserFactory.create(name="Ann Ash", email="ann@example.org")


@pytest.fixture
def cal(framework):
    """Her appraiser."""
    return UserFactory.create(name="Cal Cove", email="cal@example.org")
