"""The lines and stages that everybody may read, of public frameworks in their current editions.

Not those of copies, which say most of them once more.
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
    """These lines, where they stand."""
    return models.Placement.objects.filter(grid__in=_open_grids())


def open_opportunities() -> QuerySet[models.Opportunity]:
    """What these lines say."""
    return models.Opportunity.objects.filter(grid__in=_open_grids())


def open_stages() -> QuerySet[models.Stage]:
    """These stages, by authority and in order."""
    return (
        models.Stage.objects.filter(grid__in=_open_grids())
        .select_related("grid__edition__framework__organisation")
        .order_by("grid__edition__framework__organisation__short_name", "position")
    )


@dataclass(frozen=True, slots=True)
class OnRung:
    """An open framework with stages of one family. Its grid and they by their primary keys."""

    slug: str
    authority: str
    grid: int
    stages: tuple[int, ...]


def on_rung(family: StageFamily) -> list[OnRung]:
    """The open frameworks that have stages of this family, by authority: one light query."""
    framework = "grid__edition__framework"
    rows = (
        open_stages()
        .filter(family=family)
        .values_list(f"{framework}__slug", f"{framework}__organisation__short_name", "grid", "pk")
    )
    stages: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for *of_framework, stage in rows:
        stages[cast(tuple[str, str, int], tuple(of_framework))].append(stage)
    return [OnRung(*of_framework, tuple(pks)) for of_framework, pks in stages.items()]


def excerpts(
    rungs: Collection[OnRung], family: StageFamily, kinds: Collection[str] = ()
) -> list[ComparedFramework]:
    """What these frameworks hold at the family's stages, in five queries however many; of any of
    these kinds of activity, or all of it."""
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
    """By the grids themselves, so that the database begins with these few: by what belongs to
    them it would read the rows of every copy first."""
    return Framework.objects.public().not_copies().values("current_edition__grid")
