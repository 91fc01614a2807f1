"""Keep the search index in step with what readers see."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from cpd_site.accounts.signals import organisations_changed
from cpd_site.models import Organisation
from cpd_site.serving import site_version
from frameworks.actions.current_edition import is_searched
from frameworks.models import Edition, Framework
from opportunities.search import index


@transaction.atomic
def index_frameworks(*, anew: bool = False) -> int:
    """Index the current editions that are missing, or all with `anew`; return how many.

    Indexes all of them too if the first indexed edition is not as this release would index it.
    """
    done = 0
    current = Edition.objects.filter(current_of__isnull=False).order_by("pk")
    is_checked = anew
    for edition in current.select_related("grid", "framework__organisation"):
        if not is_searched(edition.framework, edition):
            continue
        whose = edition.framework.organisation.short_name
        there = not anew and index.is_in(edition.grid)
        if there and not is_checked:
            there = index.is_up_to_date(edition.grid, whose=whose)
            anew, is_checked = not there, True
        if not there:
            index.put(edition.grid, whose=whose)
            done += 1
    if done:
        site_version.bump(public=True)
    return done


@receiver(organisations_changed)
def index_organisations(organisations: Collection[Organisation], **kwargs: Any) -> None:
    """Index the frameworks of these organisations again, under their new names."""
    frameworks = Framework.objects.filter(
        organisation__in=organisations, current_edition__isnull=False
    )
    current = list(frameworks.select_related("organisation", "current_edition__grid"))
    for framework in current:
        edition = framework.current_edition
        if edition and is_searched(framework, edition):
            index.put(edition.grid, whose=framework.organisation.short_name)
    if current:
        site_version.bump(public=any(not framework.is_private for framework in current))
