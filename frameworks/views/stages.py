"""One stage of a framework."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from frameworks.open_to_all import open_stages
from frameworks.reading import Reading
from frameworks.views.for_readers import of_edition
from opportunities.models import Stage
from opportunities.progression import neighbours
from opportunities.stage_page import lay_out
from opportunities.vocabulary import StageFamily

ELSEWHERE = 8
"""How many stages of other frameworks are named beside a stage; all are one click away."""


def answer(request: HttpRequest, reading: Reading, address: str) -> HttpResponse:
    stage = reading.stage(address)
    before, after = neighbours(reading.grid, stage)
    links = [
        {"name": other.name, "slug": other.slug, "url": reading.stage_url(other)}
        for other in reading.grid.stages
    ]
    context = {
        "reading": reading,
        "edition": reading.edition,
        "framework": reading.framework,
        "stage": stage,
        "said": reading.marks.stages.get(stage.key) if reading.marks else None,
        "page": lay_out(reading.grid, stage, reading.marks),
        "stages": links,
        "previous": before and {"name": before.name, "url": reading.stage_url(before)},
        "next": after and {"name": after.name, "url": reading.stage_url(after)},
        "elsewhere": _elsewhere(reading, stage.family),
        "section": "frameworks",
    }
    return render(request, "frameworks/stage_detail.html", context)


stage_detail = of_edition(answer)


def _elsewhere(reading: Reading, family: StageFamily) -> QuerySet[Stage]:
    """The first few stages of other frameworks on the same rung."""
    others = open_stages().exclude(grid__edition__framework=reading.framework)
    return others.filter(family=family)[:ELSEWHERE]
