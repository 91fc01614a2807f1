"""The frameworks of a person's own school or trust: to read, and to search first.

Search leaves out frameworks in the catalogue, since everybody finds those.
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
"""Lines to show of each framework."""


class FoundLine(NamedTuple):
    """A line with its first stage, the school's note there, and the address of its page."""

    line: Opportunity
    stage: Stage
    note: str
    url: str


class FoundLines(NamedTuple):
    """The results in one framework: the first lines, and the `number` of all."""

    title: str
    organisation: str
    is_school: bool
    lines: list[FoundLine]
    number: int
    url: str


def search_own(
    person: Person, question: Question, chosen: dict[str, list[str]]
) -> list[FoundLines]:
    """Return the results in this person's own frameworks, nearest organisation first.

    `chosen` maps facets to the chosen values. No query for a person without an organisation.
    """
    if not question.wanted:
        return []
    each = (
        _found(framework, prepared(framework.slug, None, person), question, chosen)
        for framework in own_frameworks(person)
    )
    return [found for found in each if found.number]


def own_stage_url(person: Person, family: str) -> str:
    """Return the address of this family's stages in the person's own framework; "" if none has
    any."""
    for framework in own_frameworks(person):
        reading = prepared(framework.slug, None, person).reading
        stages = [stage for stage in reading.grid.stages if stage.family == family]
        if len(stages) == 1:
            return reading.stage_url(stages[0])
        if stages:
            return reverse("framework_detail", args=[framework.slug], query={"family": family})
    return ""


def to_read(person: Person) -> list[Framework]:
    """Return the frameworks to read where this person works, nearest organisation first.

    No query for a person without an organisation.
    """
    return _nearest_first(person, Framework.objects.none())


def own_frameworks(person: Person) -> list[Framework]:
    """Return what `to_read` does, without the frameworks in the catalogue."""
    return _nearest_first(person, Framework.objects.public().not_copies())


def _nearest_first(person: Person, but: QuerySet[Framework]) -> list[Framework]:
    near = rules.where_they_work(person)
    if not near:
        return []
    there: QuerySet[Framework] = rules.listed_for(person).filter(
        organisation__in=near, current_edition__isnull=False
    )
    theirs = there.exclude(pk__in=but.values("pk")).select_related("organisation").distinct()
    return sorted(theirs, key=lambda framework: near.index(framework.organisation_id))


def _found(
    framework: Framework, edition: Prepared, question: Question, chosen: dict[str, list[str]]
) -> FoundLines:
    index, organisation = edition.grid_index, framework.organisation
    left = _matching(edition, question)
    for name, values in chosen.items():
        there = [value for value in values if value in index.lines[name]]
        left &= index.chosen(name, there)
    lines: dict[object, FoundLine] = {}
    for placement in edition.grid.placements:
        if index.has(left, placement):
            lines.setdefault(placement.opportunity, _line(edition, placement))
    return FoundLines(
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
    """Return the lines that match the question or a rewording of it, in their words or notes."""
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
