"""The pages of an edition, except its matrix: a function returns the context of each."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict

from cpd_site.serving import query_string
from cpd_site.serving.errors import NotHere
from frameworks.filters.changes import ChangeFilterSet
from frameworks.pages.opportunity import from_stage
from frameworks.queries import reasons
from frameworks.queries.edition_comparison import EditionComparison
from frameworks.queries.reading import Reading
from opportunities.comparing.changes import lay_out, stages_touched
from opportunities.comparing.diff import Changes, diff_of_copy
from opportunities.filters import PLUS, WRITTEN_OUT
from opportunities.grid.progression import in_career_order, neighbours
from opportunities.grid.vocabulary import HIDE
from opportunities.layout import ladder
from opportunities.layout.stage import lay_out as lay_out_stage
from opportunities.text.markdown import to_html

CHANGES = "reading/edition_changes.html"


def of_stage(request: HttpRequest, reading: Reading, address: str) -> dict[str, Any]:
    """Return the context of a stage, without similar stages elsewhere. Raises NotHere."""
    stage = reading.stage(address)
    before, after = neighbours(reading.grid, stage)
    without_ended = request.GET.get("ended") == HIDE
    asked = [("ended", HIDE)] if without_ended else []
    return of_edition(reading) | {
        "stage": stage,
        "origin_label": reading.marks.stages.get(stage.key) if reading.marks else None,
        "page": lay_out_stage(reading.grid, stage, reading.marks, without_ended=without_ended),
        "leads": from_stage(reading, stage),
        "without_ended": without_ended,
        "query": query_string.address(asked) if asked else "",
        "written_out": query_string.address([*asked, (PLUS, WRITTEN_OUT)]),
        "stages": _by_kind(reading),
        "files": reading.files(stage.slug),
        "your_site": reading.your_site_url(stage.slug),
        "has_plus": any(mark.stage == stage.key for mark in reading.grid.continuations),
        "previous": before and {"name": before.name, "url": reading.stage_url(before)},
        "next": after and {"name": after.name, "url": reading.stage_url(after)},
    }


def _by_kind(reading: Reading) -> list[tuple[bool, list[dict[str, str]]]]:
    """Return links to the stages: those on the career ladder (True), then the roles (False)."""
    ladder = in_career_order(reading.grid)
    links: dict[bool, list[dict[str, str]]] = {True: [], False: []}
    for stage in reading.grid.stages:
        link = {"name": stage.name, "slug": stage.slug, "url": reading.stage_url(stage)}
        links[stage in ladder].append(link)
    return [(climbs, stages) for climbs, stages in links.items() if stages]


def about(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    return of_edition(reading) | {
        "sections": [
            {"id": f"section-{number}", "heading": section.heading, "html": to_html(section.body)}
            for number, section in enumerate(reading.grid.sections, start=1)
        ]
    }


def of_ladder(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    return of_edition(reading) | {"ladder": ladder.lay_out(reading.grid)}


def differs(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    """Return the context of how a copy differs from its base. Raises NotHere if it is no copy."""
    copied = reading.copied
    if copied is None:
        raise NotHere(
            f"{reading.framework} is no copy of another framework.",
            [(reading.authority, reading.url)],
        )
    return of_edition(reading) | change_list_context(
        diff_of_copy(copied.theirs, copied.ours), request.GET
    )


def changes(between: EditionComparison, data: QueryDict) -> dict[str, Any]:
    """Return the context of what changed from one edition to another."""
    two = {"between": between, "before": between.before, "after": between.after}
    why = reasons.given(between.before.edition, between.after.edition)
    return of_edition(between.after) | two | change_list_context(between.changes, data, why)


def change_list_context(
    changes: Changes, data: QueryDict, why: Mapping[UUID, str] | None = None
) -> dict[str, Any]:
    """Return the context of a list of changes, filtered by the query string.

    `why` has the reasons given for rewordings, by the key of the opportunity.
    """
    filters = ChangeFilterSet(data, changes)
    left = filters.qs
    touched = frozenset[object]().union(*map(stages_touched, changes))
    return {
        "changes": changes,
        "filters": filters,
        "chips": list(filters.chips),
        "count": len(left),
        "groups": lay_out(changes, left, why),
        "places": len({place for change in changes for place in change.places}),
        "touched": len(touched & changes.after.stage_by_key.keys()),
        "stages": len(changes.after.stages),
    }


def of_edition(reading: Reading) -> dict[str, Any]:
    return {
        "reading": reading,
        "edition": reading.edition,
        "framework": reading.framework,
        "section": "frameworks",
    }
