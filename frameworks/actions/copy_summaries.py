"""Summaries of how a published copy differs from the edition it is based on."""

from collections.abc import Iterator

from django.db import transaction

from frameworks.models import CopySummary, Edition
from opportunities import store
from opportunities.comparing.copy_summary import copy_differences
from opportunities.grid.snapshot import GridSnapshot


def note(edition: Edition, grid: GridSnapshot) -> None:
    """Store the summary of this edition, whose content is `grid`. Does nothing if it is no copy.

    Call this inside the transaction that publishes the edition.
    """
    based_on = edition.based_on
    if based_on is None:
        return
    differences = copy_differences(store.read_visible(based_on.grid), grid)
    CopySummary.objects.create(
        edition=edition,
        rows=differences.rows,
        wording={str(key): texts for key, texts in differences.wording.items()},
        reworded=sorted(map(str, differences.wording)),
        hidden=sorted(map(str, differences.hidden)),
        hid=len(differences.hidden),
        changed=len(differences.changed),
        added=len(differences.added),
        hid_stages=differences.hidden_stages,
        added_stages=differences.added_stages,
        hid_columns=differences.hidden_columns,
        added_columns=differences.added_columns,
    )


def note_missing() -> Iterator[Edition]:
    """Store the summary of each published edition that has none; yield each edition."""
    editions = Edition.objects.at_their_addresses().filter(
        based_on__isnull=False, copy_summary__isnull=True
    )
    # Copies of one edition follow one another, so that its grid is read once and stays cached.
    keys = list(editions.order_by("based_on", "pk").values_list("pk", flat=True))
    for pk in keys:
        with transaction.atomic():
            edition = Edition.objects.select_related(
                "grid", "based_on__grid", "framework__organisation"
            ).get(pk=pk)
            if not CopySummary.objects.filter(pk=pk).exists():
                note(edition, store.read_uncached(edition.grid))
                yield edition
