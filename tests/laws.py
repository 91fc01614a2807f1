"""The number of cases per law: the default of `tests/conftest.py`, or a multiple."""

from hypothesis import settings


def times(share: float) -> settings:
    """Try a law on a multiple of the default number of cases."""
    return settings(max_examples=round(settings.default.max_examples * share))
