"""Which edition readers see: the steps that publishing, importing and withdrawing share.

Call each inside the transaction of an action that has locked the framework.
"""

from django.db.models import Max
from django.utils import timezone

from cpd_site.serving import site_version
from frameworks.models import Edition, Framework
from opportunities.models import Grid
from opportunities.search import index


def next_number(framework: Framework) -> int:
    highest: int | None = framework.editions.aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def lock(grid: Grid, fingerprint: str) -> None:
    """Lock the grid for good. `fingerprint` is the fingerprint of its content."""
    Grid.objects.filter(pk=grid.pk).update(locked_at=timezone.now(), fingerprint=fingerprint)
    grid.refresh_from_db()


def set_current_edition(framework: Framework, edition: Edition | None) -> None:
    """Make this the edition that readers see and search finds; None if they are to see none."""
    site_version.bump(public=not framework.is_private)
    if framework.current_edition:
        index.remove(framework.current_edition.grid)
    framework.current_edition = edition
    framework.save(update_fields=["current_edition"])
    if edition and is_searched(framework, edition):
        index.put(edition.grid, whose=framework.organisation.short_name)


def is_searched(framework: Framework, edition: Edition) -> bool:
    """Return whether search finds its lines: only those of public frameworks that are no copies."""
    return framework.visibility == Framework.Visibility.PUBLIC and edition.based_on_id is None
