"""The pages that readers open of an edition, besides its matrix and its files.

A page in PAGES exists for the current edition, for a pinned one, for a draft at the desk and by a
preview link, and in the trial of an update. Publishing renders it before it commits (`trial`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from cpd_site.plain_text import printable
from frameworks.checks.findings import Where
from frameworks.pages import editions, next_stage, opportunity
from frameworks.pages.coverage import of_coverage
from frameworks.queries.public import open_stages
from frameworks.queries.reading import Reading

type Context = dict[str, Any]

type PageVisit = tuple[str, Where, dict[str, Any]]
"""A page to render before publishing: its name for people, where to look if that fails, and the
arguments of its path."""

ELSEWHERE = 8
"""The number of stages of other frameworks to name beside a stage; a link leads to all."""


def _nothing(reading: Reading, context: Context) -> Context:
    return {}


@dataclass(frozen=True, slots=True)
class EditionPage:
    """A page of an edition.

    `name` ends the names of its addresses, such as "framework_about"; `path` ends the addresses.
    `context` returns what `template` needs, of a request, a Reading and the arguments of the path.
    `visits` yields the pages to render before publishing. `beside` adds what the page says of other
    frameworks, which is not rendered then.
    """

    name: str
    path: str
    template: str
    context: Callable[..., Context]
    visits: Callable[[Reading], Iterable[PageVisit]]
    beside: Callable[[Reading, Context], Context] = _nothing


def _sections(reading: Reading) -> Iterable[PageVisit]:
    sections = reading.grid.sections
    yield "The page of the sections", Where(section=sections[0].key) if sections else Where(), {}


def _ladder(reading: Reading) -> Iterable[PageVisit]:
    yield "The picture of the stages", Where(), {}


def _coverage(reading: Reading) -> Iterable[PageVisit]:
    yield "The page of what is covered", Where(), {}


def _differs(reading: Reading) -> Iterable[PageVisit]:
    if reading.copied is not None:
        yield "The page of what the copy changes", Where(), {}


def _stages(reading: Reading) -> Iterable[PageVisit]:
    for stage in reading.grid.stages:
        name = f"The page of the stage “{printable(stage.name)}”"
        yield name, Where(stage=stage.key), {"address": stage.slug}


def _opportunities(reading: Reading) -> Iterable[PageVisit]:
    for line in reading.grid.opportunities:
        name = f"The page of “{printable(line.text)[:60]}”"
        yield name, Where(), {"key": line.key}


def _steps(reading: Reading) -> Iterable[PageVisit]:
    for stage in reading.grid.stages:
        name = f"The page of what is new after “{printable(stage.name)}”"
        yield name, Where(stage=stage.key), {"address": stage.slug}


def _elsewhere(reading: Reading, context: Context) -> Context:
    """Return the first few stages of other frameworks for the same career stage."""
    others = open_stages().exclude(grid__edition__framework=reading.framework)
    return {"elsewhere": others.filter(family=context["stage"].family)[:ELSEWHERE]}


PAGES = (
    EditionPage("about", "about/", "reading/framework_about.html", editions.about, _sections),
    EditionPage("ladder", "ladder/", "reading/framework_ladder.html", editions.of_ladder, _ladder),
    EditionPage("coverage", "coverage/", "reading/framework_coverage.html", of_coverage, _coverage),
    EditionPage(
        "stage",
        "stages/<slug:address>/",
        "reading/stage_detail.html",
        next_stage.of_stage,
        _stages,
        _elsewhere,
    ),
    EditionPage(
        "opportunity",
        "opportunities/<uuid:key>/",
        opportunity.PAGE,
        opportunity.context,
        _opportunities,
        opportunity.elsewhere,
    ),
    EditionPage(
        "next",
        "stages/<slug:address>/next/",
        "reading/stage_next.html",
        next_stage.of_next,
        _steps,
    ),
    EditionPage("differs", "differs/", "reading/edition_differs.html", editions.differs, _differs),
)
