"""One stage of a framework, and one rung of the ladder across the authorities."""

from collections import defaultdict
from itertools import groupby

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cpd_site.decorators import for_reading
from cpd_site.errors import NotHere
from frameworks.models import Framework
from frameworks.reading import Reading, find, open_stages
from opportunities.models import Placement, Stage
from opportunities.stage_page import lay_out
from opportunities.vocabulary import ProviderTier, StageFamily


@for_reading
def framework_stage(request: HttpRequest, slug: str, stage: str) -> HttpResponse:
    return _stage(request, find(slug), stage)


@for_reading
def edition_stage(request: HttpRequest, slug: str, label: str, stage: str) -> HttpResponse:
    return _stage(request, find(slug, label), stage)


def _stage(request: HttpRequest, reading: Reading, slug: str) -> HttpResponse:
    stage = reading.stage(slug)
    position = reading.grid.stages.index(stage)
    links = [
        {"name": other.name, "slug": other.slug, "url": reading.stage_url(other)}
        for other in reading.grid.stages
    ]
    context = {
        "reading": reading,
        "edition": reading.edition,
        "framework": reading.framework,
        "stage": stage,
        "page": lay_out(reading.grid, stage),
        "stages": links,
        "previous": links[position - 1] if position else None,
        "next": links[position + 1] if position + 1 < len(links) else None,
        "elsewhere": _elsewhere(reading, stage.family),
        "section": "frameworks",
    }
    return render(request, "frameworks/stage_detail.html", context)


@for_reading
def family_detail(request: HttpRequest, family: str) -> HttpResponse:
    """One rung of the ladder: the stages of each authority that stand on it."""
    if family not in list(StageFamily):
        raise NotHere(
            f"There is no stage family called “{family}”. There are:",
            ((other.label, reverse("family_detail", args=[other])) for other in StageFamily),
        )
    frameworks = list(Framework.objects.open_to_all())
    stages = open_stages().filter(family=family)
    asked = request.GET.get("framework", "")
    context = {
        "family": StageFamily(family),
        "families": list(StageFamily),
        "authorities": _by_authority(stages),
        "lacking": next((other for other in frameworks if other.slug == asked), None),
        "section": "home",
    }
    return render(request, "frameworks/family_detail.html", context)


def _by_authority(
    stages: QuerySet[Stage],
) -> list[tuple[Framework, list[tuple[Stage, list[tuple[ProviderTier, int]]]]]]:
    """The stages of each framework, each with what it holds from each tier."""
    held: dict[int, dict[str, int]] = defaultdict(dict)
    counted = Placement.objects.filter(stage__in=stages.order_by()).order_by()
    for stage_pk, tier, count in counted.values_list("stage", "tier").annotate(Count("pk")):
        held[stage_pk][tier] = count
    return [
        (
            framework,
            [
                (
                    stage,
                    [
                        (tier, held[stage.pk][tier])
                        for tier in ProviderTier
                        if tier in held[stage.pk]
                    ],
                )
                for stage in of_framework
            ],
        )
        for framework, of_framework in groupby(stages, lambda stage: stage.grid.edition.framework)
    ]


def _elsewhere(reading: Reading, family: StageFamily) -> QuerySet[Stage]:
    """The stages of other frameworks on the same rung."""
    return open_stages().filter(family=family).exclude(grid__edition__framework=reading.framework)
