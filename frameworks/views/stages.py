"""One stage of a framework."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from frameworks.pages import editions
from frameworks.queries.public import open_stages
from frameworks.queries.reading import Reading
from frameworks.views.edition_pages import edition_page
from opportunities.grid.vocabulary import StageFamily
from opportunities.models import Stage

ELSEWHERE = 8
"""How many stages of other frameworks are named beside a stage; all are one click away."""


def answer(request: HttpRequest, reading: Reading, address: str) -> HttpResponse:
    stage = reading.stage(address)
    context = editions.of_stage(reading, stage)
    context["elsewhere"] = _elsewhere(reading, stage.family)
    return render(request, editions.STAGE, context)


stage_detail = edition_page(answer)


def _elsewhere(reading: Reading, family: StageFamily) -> QuerySet[Stage]:
    """The first few stages of other frameworks on the same rung."""
    others = open_stages().exclude(grid__edition__framework=reading.framework)
    return others.filter(family=family)[:ELSEWHERE]
