"""Which edition readers see: what publishing, putting up and withdrawing have in common.

Each is to be called inside the transaction of an action that holds the framework.
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
    """From here on the grid never changes. `fingerprint` is that of what it holds."""
    Grid.objects.filter(pk=grid.pk).update(locked_at=timezone.now(), fingerprint=fingerprint)
    grid.refresh_from_db()


def set_current_edition(framework: Framework, edition: Edition | None) -> None:
    """Make it the edition that readers see, and that search finds; None: they see none."""
    site_version.bump(public=not framework.is_private)
    if framework.current_edition:
        index.take_out(framework.current_edition.grid)
    framework.current_edition = edition
    framework.save(update_fields=["current_edition"])
    if edition and is_searched(framework, edition):
        index.put(edition.grid, whose=framework.organisation.short_name)


def is_searched(framework: Framework, edition: Edition) -> bool:
    """Whether search finds its lines: not what is not for all, nor what a copy repeats."""
    return framework.visibility == Framework.Visibility.PUBLIC and edition.based_on_id is None
