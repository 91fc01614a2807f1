"""The contents of an imported file, in tests, with every answer."""

from dataclasses import replace

from django.urls import reverse

from frameworks.models import Import
from opportunities.exchange.reading.as_json import answers_from_json
from opportunities.exchange.reading.proposing.proposal import Answers, Proposal
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.tables import Box, FileContents, Paragraph, Table

GONE = "This import is not there any more"

CONTENTS = FileContents(
    (
        Paragraph("Our offer", heading=1),
        Table(
            (
                Box(0, 0, (Paragraph("Stage"),), is_heading=True),
                Box(0, 1, (Paragraph("In school"),), is_heading=True),
                Box(0, 2, (Paragraph("National"),), is_heading=True),
                Box(1, 0, (Paragraph("Newly qualified teachers"),)),
                Box(1, 1, (Paragraph("Meet a mentor", level=0), Paragraph("Weekly", level=1))),
                Box(1, 2, (Paragraph("Two-year programme", level=0),)),
                Box(2, 0, (Paragraph("Headteachers"),)),
                Box(2, 1, (Paragraph("Coach a colleague", level=0),)),
                Box(2, 2, ()),
            ),
            heading_rows=1,
        ),
    )
)


def proposal_of(brought: Import) -> Proposal:
    stored = Import.objects.get(pk=brought.pk)
    return propose(stored.printed, answers_from_json(stored.answers))


def all_said(proposal: Proposal, answers: Answers) -> Answers:
    """Return complete answers: each stage is for newly qualified teachers, and the school provides
    everything.
    """
    return replace(
        answers,
        title="Our offer",
        year=2026,
        stages={
            stage.id: {"group": "teachers", "family": "early-career"} for stage in proposal.stages
        },
        columns={column.id: {"tier": "school"} for column in proposal.columns},
    )


def at(name, brought):
    return reverse(f"import_{name}", args=["fellbridge", brought.pk])


def shown(response):
    """Return what the form of a page would send unchanged."""
    form = response.context["form"]
    said = {field.name: field.value() for field in form if field.value() not in (None, False)}
    return said | {"version": response.context["stored"].version}
