"""What is new for a reader at another stage: on the page of the stage, and on one of its own."""

from typing import Any

from django.http import HttpRequest

from cpd_site.serving import query_string
from frameworks.filters.to_stage import ToStageForm
from frameworks.pages import editions
from frameworks.pages.opportunity import from_stage
from frameworks.queries.reading import Reading
from opportunities.grid.progression import in_career_order, neighbours
from opportunities.grid.snapshot import Stage
from opportunities.layout.next_stage import lay_out

FIRST = 5
"""The number of new lines to show on the page of a stage."""


def of_stage(request: HttpRequest, reading: Reading, address: str) -> dict[str, Any]:
    """Return the context of a stage, with what is new at the next one. Raises NotHere."""
    context = editions.of_stage(request, reading, address)
    stage = context["stage"]
    _, after = neighbours(reading.grid, stage)
    step = after and lay_out(
        reading.grid, stage, after, reading.marks, without_ended=context["without_ended"]
    )
    return context | {
        "step": step,
        "first_new": step.new[:FIRST] if step else (),
        "leads_there": after and from_stage(reading, after),
        "step_url": reading.page_url("next", stage.slug),
        "to_stage": _form(reading, stage, after),
    }


def of_next(request: HttpRequest, reading: Reading, address: str) -> dict[str, Any]:
    """Return the context of what is new from this stage to the chosen or the next one. Raises
    NotHere."""
    stage = reading.stage(address)
    _, there = neighbours(reading.grid, stage)
    form = _form(reading, stage, there, request.GET if "to" in request.GET else None)
    if form and form.is_bound:
        there = reading.stage(form.cleaned_data["to"]) if form.is_valid() else None
    step = there and lay_out(reading.grid, stage, there, reading.marks)
    return editions.of_edition(reading) | {
        "stage": stage,
        "stage_url": reading.stage_url(stage),
        "crumbs": [*reading.crumbs, (stage.name, reading.stage_url(stage))],
        "step": step,
        "leads": from_stage(reading, stage),
        "leads_there": there and from_stage(reading, there),
        "there_url": there and reading.stage_url(there),
        "back_url": there and _url(reading, there, stage),
        "between": [(one.name, reading.stage_url(one)) for one in step.between] if step else [],
        "to_stage": form,
    }


def _url(reading: Reading, stage: Stage, there: Stage) -> str:
    return reading.page_url("next", stage.slug) + query_string.address([("to", there.slug)])


def _form(
    reading: Reading, stage: Stage, after: Stage | None, asked: Any = None
) -> ToStageForm | None:
    """Return the form to choose another stage; None if there is no other."""
    ladder = in_career_order(reading.grid)
    others = [other for other in reading.grid.stages if other != stage]
    if not others:
        return None
    return ToStageForm(
        asked,
        action=reading.page_url("next", stage.slug),
        ladder=[(other.slug, other.name) for other in others if other in ladder],
        roles=[(other.slug, other.name) for other in others if other not in ladder],
        initial={"to": after.slug if after else ""},
    )
