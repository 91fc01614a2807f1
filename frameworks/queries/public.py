"""The lines and stages that everybody may read, of public frameworks in their current editions.

Copies are left out, since they repeat most of the lines.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import QuerySet

from frameworks.models import Framework
from opportunities import models, store
from opportunities.grid.vocabulary import StageFamily
from opportunities.layout.comparison import ComparedFramework


def open_placements() -> QuerySet[models.Placement]:
    """Return the placements of these lines."""
    return models.Placement.objects.filter(grid__in=_open_grids())


def open_opportunities() -> QuerySet[models.Opportunity]:
    """Return these lines."""
    return models.Opportunity.objects.filter(grid__in=_open_grids())


def open_stages() -> QuerySet[models.Stage]:
    """Return these stages by authority, in the order of their framework."""
    return (
        models.Stage.objects.filter(grid__in=_open_grids())
        .select_related("grid__edition__framework__organisation")
        .order_by("grid__edition__framework__organisation__short_name", "position")
    )


@dataclass(frozen=True, slots=True)
class FamilyStages:
    """A public framework with stages of one family. `grid` and `stages` are primary keys."""

    slug: str
    authority: str
    grid: int
    stages: tuple[int, ...]


def with_family(family: StageFamily) -> list[FamilyStages]:
    """Return the public frameworks with stages of this family, by authority, in one light query."""
    framework = "grid__edition__framework"
    rows = (
        open_stages()
        .filter(family=family)
        .values_list(f"{framework}__slug", f"{framework}__organisation__short_name", "grid", "pk")
    )
    stages: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for *of_framework, stage in rows:
        stages[cast(tuple[str, str, int], tuple(of_framework))].append(stage)
    return [FamilyStages(*of_framework, tuple(pks)) for of_framework, pks in stages.items()]


def excerpts(
    rungs: Collection[FamilyStages], family: StageFamily, kinds: Collection[str] = ()
) -> list[ComparedFramework]:
    """Return what these frameworks hold at the family's stages, in five queries for any number.

    `kinds` limits the lines to these kinds of activity; empty for all.
    """
    grids = store.read_excerpts({rung.grid: rung.stages for rung in rungs})
    return [
        ComparedFramework(
            slug=rung.slug,
            name=rung.authority,
            grid=grids[rung.grid],
            stages=tuple(stage for stage in grids[rung.grid].stages if stage.family == family),
            kinds=kinds,
        )
        for rung in rungs
    ]


def _open_grids() -> QuerySet[Framework, Any]:
    """Return the primary keys of the grids.

    Filtering by `grid__in` lets the database start from these few grids; through joins it would
    read the rows of every copy first.
    """
    return Framework.objects.public().not_copies().values("current_edition__grid")
