"""Keeps search in step with what readers see."""

from django.db import transaction

from cpd_site.serving import site_version
from frameworks.actions.current_edition import is_searched
from frameworks.models import Edition
from opportunities.search import index


@transaction.atomic
def index_frameworks(*, anew: bool = False) -> int:
    """Make current editions findable: those that are not yet, or all of them. Says how many.

    It is all of them, too, where the first is not as this release would make it.
    """
    done = 0
    current = Edition.objects.filter(current_of__isnull=False).order_by("pk")
    looked_at = anew
    for edition in current.select_related("grid", "framework__organisation"):
        if not is_searched(edition.framework, edition):
            continue
        whose = edition.framework.organisation.short_name
        there = not anew and index.is_in(edition.grid)
        if there and not looked_at:
            there = index.is_as_it_would_be(edition.grid, whose=whose)
            anew, looked_at = not there, True
        if not there:
            index.put(edition.grid, whose=whose)
            done += 1
    if done:
        site_version.changed()
    return done
