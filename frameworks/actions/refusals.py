"""Record refusals that matter as events: somebody tried something and was refused."""

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
    """Record that `by` tried and was refused. Call this outside the transaction that rolls back."""
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
    """Record these refusals and raise them again. Wrap an action's transaction in this."""
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
