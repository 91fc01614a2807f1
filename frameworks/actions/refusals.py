"""Refusals that matter leave an event: somebody tried, and was told no."""

from collections.abc import Iterator
from contextlib import contextmanager

from cpd_site.models import User
from frameworks.models import Edition, Event, Framework


def record(
    *,
    by: User | None,
    framework: Framework,
    tried_to: str,
    reason: object,
    edition: Edition | None = None,
) -> Event:
    """Note that `by` tried and was refused. Not inside the transaction that the refusal ends."""
    return Event.objects.create(
        by=by,
        what=f"{Event.Verb.WAS_REFUSED} {tried_to}",
        framework=framework,
        edition=edition,
        about=edition.name if edition else "",
        after={"reason": str(reason)},
    )


@contextmanager
def recorded(
    *refusals: type[Exception], by: User | None, edition: Edition, tried_to: str
) -> Iterator[None]:
    """Lets these refusals through and records them. Stands around an action's transaction."""
    try:
        yield
    except refusals as refusal:
        record(
            by=by,
            framework=edition.framework,
            edition=edition,
            tried_to=tried_to,
            reason=refusal,
        )
        raise
