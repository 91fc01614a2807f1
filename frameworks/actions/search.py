"""Keeps search in step with what readers see."""

from frameworks.models import Edition
from opportunities.search import index


def index_frameworks(*, anew: bool = False) -> int:
    """Make current editions findable: those that are not yet, or all of them. Says how many."""
    done = 0
    shown = Edition.objects.filter(current_of__isnull=False)
    for edition in shown.select_related("grid", "framework__organisation"):
        if anew or not index.is_in(edition.grid):
            index.put(edition.grid, whose=edition.framework.organisation.short_name)
            done += 1
    return done
