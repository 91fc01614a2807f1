"""One stage of a framework."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from frameworks import edition_pages
from frameworks.open_to_all import open_stages
from frameworks.reading import Reading
from frameworks.views.for_readers import of_edition
from opportunities.models import Stage
from opportunities.vocabulary import StageFamily

ELSEWHERE = 8
"""How many stages of other frameworks are named beside a stage; all are one click away."""


def answer(request: HttpRequest, reading: Reading, address: str) -> HttpResponse:
    stage = reading.stage(address)
    context = edition_pages.of_stage(reading, stage)
    context["elsewhere"] = _elsewhere(reading, stage.family)
    return render(request, edition_pages.STAGE, context)


stage_detail = of_edition(answer)


def _elsewhere(reading: Reading, family: StageFamily) -> QuerySet[Stage]:
    """The first few stages of other frameworks on the same rung."""
    others = open_stages().exclude(grid__edition__framework=reading.framework)
    return others.filter(family=family)[:ELSEWHERE]
