"""One career stage across authorities as a table: a row for each place of a line."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from frameworks.models import Edition, Framework
from opportunities.exchange.writing.document import short_reference
from opportunities.exchange.writing.table import PlainTable
from opportunities.exchange.writing.values import fields_of, headings
from opportunities.exchange.writing.workbook import Link
from opportunities.grid.snapshot import Opportunity
from opportunities.grid.vocabulary import KINDS_TO_CHOOSE, StageFamily
from opportunities.layout.comparison import ComparedFramework

OF_LINE = fields_of(Opportunity)

HEADINGS = (
    *("Authority", "Edition", "Reference", "Stage", "Column", "Continues", "Provider"),
    *headings(OF_LINE, {"text": "Opportunity"}),
    *("On the site", "Opportunity key"),
)


def table_of(
    family: StageFamily, compared: Iterable[ComparedFramework], site: str, kinds: Sequence[str] = ()
) -> PlainTable:
    """Return the lines of these frameworks at the stages of a family, filtered by `kinds`.

    `site`: "https://cpd.example".
    """
    compared = list(compared)
    filtered = {"Kind of activity": ", ".join(KINDS_TO_CHOOSE[kind] for kind in kinds)}
    return PlainTable(
        title=family.label,
        headings=HEADINGS,
        rows=[*_rows(compared, site)],
        about={
            "Compared": ", ".join(framework.name for framework in compared),
            **(filtered if kinds else {}),
            "Address": f"{site}{reverse('family_detail', args=[family])}",
            "Taken on": localdate().isoformat(),
        },
    )


def _rows(compared: list[ComparedFramework], site: str) -> Iterator[list[Any]]:
    editions = _current_editions(compared)
    for framework in compared:
        grid, edition = framework.grid, editions[framework.slug]
        source = [framework.name, edition.label, short_reference(edition.grid.fingerprint)]
        for stage in framework.stages:
            for column in grid.columns:
                place = stage.key, column.key
                word = grid.word_at.get(place)
                of_cell = [*source, stage.name, grid.heading_at(stage, column), word]
                if word and not grid.cells[place]:
                    yield [*of_cell, *[""] * (len(HEADINGS) - len(of_cell))]
                for placement in filter(framework.leaves, grid.cells[place]):
                    line = grid.opportunity_by_key[placement.opportunity]
                    page = f"{site}{reverse('opportunity_detail', args=[line.key])}"
                    yield [
                        *(*of_cell, placement.tier.label),
                        *(field.of(line) for field in OF_LINE),
                        *(Link(page, "Open"), str(line.key)),
                    ]


def _current_editions(compared: list[ComparedFramework]) -> dict[str, Edition]:
    frameworks = Framework.objects.public().select_related("current_edition__grid")
    slugs = [framework.slug for framework in compared]
    return {
        framework.slug: framework.current_edition
        for framework in frameworks.filter(slug__in=slugs)
        if framework.current_edition
    }
