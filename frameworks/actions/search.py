"""Keeps search in step with what readers see."""

from django.db import transaction

from frameworks import shown
from frameworks.actions.current import is_searched
from frameworks.models import Edition
from opportunities.search import index


@transaction.atomic
def index_frameworks(*, anew: bool = False) -> int:
    """Make current editions findable: those that are not yet, or all of them. Says how many."""
    done = 0
    current = Edition.objects.filter(current_of__isnull=False)
    for edition in current.select_related("grid", "framework__organisation"):
        if not is_searched(edition.framework, edition):
            continue
        if anew or not index.is_in(edition.grid):
            index.put(edition.grid, whose=edition.framework.organisation.short_name)
            done += 1
    if done:
        shown.changed()
    return done
