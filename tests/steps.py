"""How much work a function does, counted without a clock, so that it is the same everywhere."""

import sys
from collections.abc import Callable


def steps(work: Callable[[], object]) -> int:
    """Return how many functions are called while it runs."""
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted
