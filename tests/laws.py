"""How many cases a law is tried on: those of `tests/conftest.py`, or some times as many."""

from hypothesis import settings


def times(share: float) -> settings:
    """So many times as many cases as other laws are tried on."""
    return settings(max_examples=round(settings.default.max_examples * share))
