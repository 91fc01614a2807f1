"""Verify that published editions still say what was published, by reading every row again.

The actions and the models refuse to write a published edition. This finds writes to the database
that bypass them: a grid whose rows do not give its fingerprint, a front page that differs from
the event of its publication, and fields that contradict each other.
"""

from collections.abc import Iterator
from math import ceil

from django.db.models import F

from frameworks.models import Edition, Event, Framework
from opportunities import store

AS_PUBLISHED = (Event.Verb.PUBLISHED, Event.Verb.PUBLISHED_IMPORTED)
FIELDS = ("label", "note", "corrects_only", "changed", *Edition.FRONT_PAGE)


MOST_A_DAY = 5_000
"""Editions to verify in a day: some ten minutes, at a tenth of a second each."""


def published(*, turn: int = 0, of: int = 1) -> Iterator[Edition]:
    """Yield every edition that was ever published, oldest first, fetched 50 at a time.

    With `of`, yield one share of so many; `turn` counts up from one share to the next.
    """
    editions = Edition.objects.at_their_addresses().order_by("pk")
    if of > 1:
        editions = editions.annotate(share=F("pk") % of).filter(share=turn % of)
    return editions.select_related("framework__organisation", "grid").iterator(chunk_size=50)


def days_for_all() -> int:
    """Return in how many days every edition is verified, at `MOST_A_DAY`."""
    return ceil(Edition.objects.at_their_addresses().count() / MOST_A_DAY) or 1


def faults(edition: Edition) -> Iterator[str]:
    """Yield what does not match in this edition, as clauses."""
    if not edition.grid.is_locked:
        yield "its grid is not locked"
    yield from _faults_of_grid(edition)
    events = Event.objects.filter(edition=edition, what__in=AS_PUBLISHED)
    published = events.order_by("pk").values_list("after", flat=True).first()
    if published is None:
        yield "there is no event of its publication"
        return
    if published.get("fingerprint") != edition.grid.fingerprint:
        yield "its fingerprint is not the one in the event of its publication"
    for field in FIELDS:
        if field in published and published[field] != getattr(edition, field):
            yield f"its {field.replace('_', ' ')} is not the one that was published"


def _faults_of_grid(edition: Edition) -> Iterator[str]:
    try:
        snapshot = store.read_uncached(edition.grid)
    except (ValueError, KeyError) as error:  # the rows no longer make a grid
        yield f"its rows do not hang together: {error}"
        return
    if snapshot.fingerprint != edition.grid.fingerprint:
        yield "its rows do not give its fingerprint"


def unreadable() -> Iterator[Framework]:
    """Yield the frameworks whose current edition is not published."""
    frameworks = Framework.objects.filter(current_edition__isnull=False)
    return frameworks.exclude(current_edition__status=Edition.Status.PUBLISHED).iterator()


def fingerprints() -> dict[str, str]:
    """Return the stored fingerprint of the grid of every published edition, by its address."""
    return {
        f"{edition.framework.slug}/{edition.slug or edition.number}": edition.grid.fingerprint
        for edition in published()
    }
