"""The page of one opportunity."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate

from cpd_site.serving.errors import NotHere
from frameworks import rules
from frameworks.pages.search_results import results
from frameworks.queries import catalogue
from frameworks.queries.catalogue import OpenCatalogue
from frameworks.queries.reading import Reading
from opportunities.grid.fields import is_past
from opportunities.grid.snapshot import Opportunity, Placement, Stage, Wording
from opportunities.layout.cells import CellLine
from opportunities.layout.opportunity import OpportunityPage, alternatives, lay_out
from opportunities.search.similar import naming, similar_lines, words_in_common
from opportunities.text import fates
from opportunities.text.glossary import Entry
from opportunities.text.stems import query

PAGE = "reading/opportunity_detail.html"


@dataclass(frozen=True, slots=True)
class Leads:
    """The addresses to which the lines of a page lead, each to its own page.

    `before` and `after` are the parts that all of them share; between them stands the key of the
    opportunity, or its number in the edition. With `from_each`, each address names the stage of
    its line.
    """

    before: str
    after: str = "/"
    by_number: bool = False
    from_each: bool = False

    def page_of(self, line: CellLine) -> str:
        name = line.number if self.by_number else line.opportunity.key
        after = _coming_from(line.stage) if self.from_each else self.after
        return f"{self.before}{name}{after}"


def from_matrix(reading: Reading, stage: Stage | None) -> Leads:
    """Return leads by number: the keys of so many lines would outweigh the rest of the page.

    The number belongs to the edition's own address, since each edition numbers its lines anew. In
    a draft, where numbers change, the leads have keys. In the whole grid a script adds the stage,
    since naming it in each address would make the page a tenth longer; without a script the page
    of the line asks at which stage.
    """
    after = _coming_from(stage) if stage else "/"
    if reading.is_draft:
        return Leads("opportunities/", after)
    before = "" if reading.pinned else f"editions/{reading.edition.slug}/"
    return Leads(before, after, by_number=True)


def from_stage(reading: Reading, stage: Stage) -> Leads:
    return Leads(reading.opportunities_url, _coming_from(stage))


def _coming_from(stage: Stage) -> str:
    return f"/?stage={stage.slug}"


def from_comparison() -> Leads:
    """Return leads to the pages that search finds, each from the stage of its line."""
    return Leads(reverse("opportunity_list"), from_each=True)


def context(request: HttpRequest, reading: Reading, key: UUID) -> dict[str, Any]:
    """Return the context of the opportunity, as its reader came from a stage. Raises NotHere."""
    try:
        page = lay_out(reading.grid, key, reading.marks)
    except KeyError:
        raise NotHere(
            f"{reading.edition} lists no such opportunity.", [(reading.authority, reading.url)]
        ) from None
    asked = [reading.framework]
    if reading.theirs and reading.theirs_url:
        asked.append(reading.theirs.framework)
    stage = page.stages.get(request.GET.get("stage", "")) or page.only_stage
    return {
        "reading": reading,
        "edition": reading.edition,
        "framework": reading.framework,
        "page": page,
        "line": page.opportunity,
        "stage": stage,
        "instead": alternatives(reading.grid, page),
        "contacts": [(framework, framework.contact) for framework in asked if framework.contact],
        "offer": _to_offer(request, reading, page),
        "place": _place(page, stage),
        "listed_at": _listed_at(page, stage),
        "has_ended": is_past(page.opportunity, localdate()),
        "crumbs": [*reading.crumbs, *([(stage.name, reading.stage_url(stage))] if stage else ())],
        "section": "frameworks",
    }


def _place(page: OpportunityPage, stage: Stage | None) -> Placement:
    """Return its place at the stage that the reader came from, else its first place."""
    places = [each.placement for each in page.places]
    at_stage = (place for place in places if stage and place.stage == stage.key)
    return next(at_stage, places[0])


def _listed_at(page: OpportunityPage, stage: Stage | None) -> Stage | None:
    """Return the stage with which it goes on a list: the one its reader came from, or the one that
    carries it on to there. None if it is at several stages and nobody knows which is meant.
    """
    here = (place.stage for place in page.places if stage in (place.stage, *place.carried_to))
    return next(here, None) if stage else None


def _to_offer(request: HttpRequest, reading: Reading, page: OpportunityPage) -> UUID | None:
    """Return the place from which this reader may offer the line of a copy, else None."""
    if not (request.user.is_authenticated and reading.is_current and reading.follows):
        return None
    ours = [place.placement.key for place in page.places if place.origin_label]
    return ours[0] if ours and rules.may_edit(request.user, reading.framework) else None


def elsewhere(reading: Reading, of_page: dict[str, Any]) -> dict[str, Any]:
    """Return the context of the editions that list it, the lines of other frameworks that name the
    same programme or are similar, and words to search for more.
    """
    line: Opportunity = of_page["line"]
    open_catalogue = catalogue.current()
    ours = {reading.framework.slug, reading.theirs and reading.theirs.framework.slug}
    entries = [number for slug, number in open_catalogue.number_of.items() if slug in ours]
    others = open_catalogue.everything & ~open_catalogue.in_entries(entries)
    programme = fates.programme_in(line)
    named = naming(open_catalogue, programme.term, others) if programme else None
    near = [
        other
        for other in similar_lines(open_catalogue, line, others)
        if not (named and other in named.lines)
    ]
    editions = reading.framework.editions.published().select_related("framework")
    return {
        "editions": editions.filter(grid__opportunity__key=line.key),
        "programme": programme,
        "named": named,
        "naming": results(named.lines if named else (), open_catalogue),
        "alike": results(near, open_catalogue),
        "words": more_like(open_catalogue, line, programme),
    }


def more_like(open_catalogue: OpenCatalogue, line: Wording, programme: Entry | None) -> str:
    """Return words to search for that find more lines like this one."""
    if programme and open_catalogue.matching(query(programme.term))[-2].bit_count() > 1:
        return programme.term
    return words_in_common(open_catalogue, line.text)
