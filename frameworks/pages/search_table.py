"""Search results as a table: a row for each opportunity, in the order of the result pages."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import localdate

from frameworks.filters.search import SearchFilterSet
from frameworks.pages.files import LONGEST_FILTER
from frameworks.pages.search_results import Result, results
from opportunities.exchange.writing.table import PlainTable
from opportunities.exchange.writing.values import fields_of, headings
from opportunities.exchange.writing.workbook import Link
from opportunities.grid.snapshot import Opportunity

MOST_ROWS = 10_000
"""The rows of a file at most."""

OF_LINE = fields_of(Opportunity)

HEADINGS = (
    *("Authority", "Edition", "Reference"),
    *headings(OF_LINE, {"text": "Opportunity"}),
    *("Stages", "Continues at", "Columns", "Providers", "On the site", "Opportunity key"),
)


def table_of(filters: SearchFilterSet, site: str) -> PlainTable:
    """Return all results, not only one page of them. `site`: "https://cpd.example"."""
    return PlainTable(
        title="Search opportunities",
        headings=HEADINGS,
        rows=[*_rows(filters, site)],
        about={
            "Searched for": "; ".join(chip.label for chip in filters.chips) or "everything",
            "Address": f"{site}{reverse('opportunity_list')}{filters.query}".rstrip("?"),
            "Taken on": localdate().isoformat(),
        },
    )


def too_many(filters: SearchFilterSet) -> str:
    """Return a sentence if there are more results than a file holds; else ""."""
    if filters.count <= MOST_ROWS:
        return ""
    return (
        f"This finds {filters.count:,} opportunities, and a file holds {MOST_ROWS:,}. "
        "Choose an authority or a stage, or add a word."
    )


def name_of(filters: SearchFilterSet, form: str) -> str:
    """Return the name of the saved file: "opportunities-coaching-lancashire.csv"."""
    words = filters.cleaned.get("q", "")
    chosen = [
        filters.chip_label(name, value)
        for name in filters.choices
        for value in filters.cleaned.get(name, ())
    ]
    asked = slugify(" ".join([words, *chosen]))[:LONGEST_FILTER].strip("-")
    return f"{'-'.join(filter(None, ['opportunities', asked]))}.{form}"


def _rows(filters: SearchFilterSet, site: str) -> Iterator[list[Any]]:
    for result in results(filters.lines(0, filters.count), filters.catalogue):
        page = f"{site}{reverse('opportunity_detail', args=[result.key])}"
        source = result.source
        yield [
            *(source.authority, source.edition, source.reference),
            *(field.of(result.wording) for field in OF_LINE),
            *_places(result),
            *(Link(page, "Open"), result.key),
        ]


def _places(result: Result) -> list[tuple[str, ...]]:
    """Return its stages, those it continues at, its columns and its providers, each once."""
    return [
        tuple(stage.name for stage in result.stages),
        tuple(stage.name for stage in result.carried_to),
        tuple(dict.fromkeys(place.column for place in result.places)),
        tuple(tier.label for tier in result.tiers),
    ]
