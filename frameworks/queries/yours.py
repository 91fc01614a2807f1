"""What only the people of a school or trust read: its copy, to be looked into first for them.

What everybody finds anyway is left out: it is in the catalogue.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from cpd_site.models import Organisation
from frameworks import rules
from frameworks.models import Framework
from frameworks.queries.prepared_editions import Prepared, prepared
from frameworks.rules import Person
from opportunities.grid.snapshot import Opportunity, Placement, Stage
from opportunities.layout.grid_index import LineSet
from opportunities.text.questions import Question

MOST = 10
"""So many lines are shown of each framework."""


class FoundLine(NamedTuple):
    """A line, where it stands first, what the school notes there, and the address of its page."""

    line: Opportunity
    stage: Stage
    note: str
    url: str


class Found(NamedTuple):
    """What a question finds in a framework of somebody's own: lines, and how many there are."""

    title: str
    organisation: str
    is_school: bool
    lines: list[FoundLine]
    number: int
    url: str


def looked_into(person: Person, question: Question, chosen: dict[str, list[str]]) -> list[Found]:
    """What the question finds in the frameworks of this person, the nearest first.

    `chosen` are values by the name of a facet. Without a query for whoever belongs nowhere.
    """
    if not question.wanted:
        return []
    each = (
        _found(framework, prepared(framework.slug, None, person), question, chosen)
        for framework in of_theirs(person)
    )
    return [found for found in each if found.number]


def stage_of_theirs(person: Person, family: str) -> str:
    """Where this person's own framework has stages of a family; empty where none has."""
    for framework in of_theirs(person):
        reading = prepared(framework.slug, None, person).reading
        stages = [stage for stage in reading.grid.stages if stage.family == family]
        if len(stages) == 1:
            return reading.stage_url(stages[0])
        if stages:
            return reverse("framework_detail", args=[framework.slug], query={"family": family})
    return ""


def of_theirs(person: Person) -> list[Framework]:
    """The frameworks where this person works that are not in the catalogue, the nearest first."""
    near = rules.where_they_work(person)
    if not near:
        return []
    there: QuerySet[Framework] = rules.listed_for(person).filter(
        organisation__in=near, current_edition__isnull=False
    )
    theirs = there.exclude(pk__in=Framework.objects.public().not_copies().values("pk"))
    return sorted(
        theirs.select_related("organisation").distinct(),
        key=lambda framework: near.index(framework.organisation_id),
    )


def _found(
    framework: Framework, edition: Prepared, question: Question, chosen: dict[str, list[str]]
) -> Found:
    index, organisation = edition.grid_index, framework.organisation
    left = _matching(edition, question)
    for name, values in chosen.items():
        there = [value for value in values if value in index.lines[name]]
        left &= index.chosen(name, there)
    lines: dict[object, FoundLine] = {}
    for placement in edition.grid.placements:
        if index.has(left, placement):
            lines.setdefault(placement.opportunity, _line(edition, placement))
    return Found(
        title=framework.title,
        organisation=organisation.name,
        is_school=organisation.kind == Organisation.Kind.SCHOOL,
        lines=list(lines.values())[:MOST],
        number=len(lines),
        url=edition.reading.url,
    )


def _line(edition: Prepared, placement: Placement) -> FoundLine:
    grid = edition.grid
    stage = grid.stage_by_key[placement.stage]
    line = grid.opportunity_by_key[placement.opportunity]
    return FoundLine(line, stage, placement.note, edition.reading.opportunity_url(placement))


def _matching(edition: Prepared, question: Question) -> LineSet:
    """The lines that say it in any words, or whose note does."""
    found = 0
    for words in _ways(question):
        found |= edition.grid_index.with_words(words)
        noted = [
            placement
            for placement in edition.grid.placements
            if placement.note and all(word in placement.note.casefold() for word in words)
        ]
        found |= edition.grid_index.of(noted)
    return found


def _ways(question: Question) -> Iterator[list[str]]:
    for query in (question.wanted, *question.reworded):
        yield [word.strip('"').casefold() for word in query.words]
