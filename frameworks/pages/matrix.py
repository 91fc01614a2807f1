"""The page of a matrix.

Rendered rows are cached, keyed by what they show: a filtered matrix mostly has rows that the whole
one has too.
"""

from collections.abc import Hashable, Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from cpd_site.serving.fragments import get_or_render
from cpd_site.serving.query_string import PageQuery, address
from frameworks.pages.opportunity import from_matrix
from frameworks.queries.prepared_editions import Prepared
from opportunities.filters import PLUS, WRITTEN_OUT, GridFilterSet
from opportunities.grid.vocabulary import HIDE, OWN, REWORDED
from opportunities.layout.matrix import MatrixRow

PAGE = "reading/framework_detail.html"
PART = "reading/_part.html"
"""The part that htmx swaps: the results, and what they alter elsewhere on the page."""


def context(request: HttpRequest, edition: Prepared, filters: GridFilterSet) -> dict[str, Any]:
    """Return the context of an edition under these filters. Fragments render lazily."""
    reading, displayed = edition.reading, filters.displayed
    by_tier, all_open, written_out = map(displayed.get, ("by", "open", PLUS))
    folded = not (all_open or filters.marker or filters.leaves_little)
    layout = edition.layout(by_tier=bool(by_tier), folded=folded)
    matrix = layout.matrix(
        stages=filters.stage_set, matching=filters.line_set, marker=filters.marker
    )
    of_edition = {"reading": reading, "edition": reading.edition, "framework": reading.framework}
    of_site = of_edition | {"request": request}
    site = request.scheme, request.get_host()
    filtered = bool(filters.cleaned)
    of_row = {
        "url": reading.url,
        "by_tier": by_tier,
        "filtered": filtered,
        "written_out": bool(written_out or filters.leaves_little),
        "comments": reading.comments,
    }
    values = of_edition | {"filters": filters, "matrix": matrix, "by_tier": by_tier}
    values |= {"all_open": all_open, "written_out": written_out, "chips": list(filters.chips)}
    values["urls"] = partial(_urls, filters.query)
    is_own = bool(filters.data.get("q") or filters.errors)  # what was typed is its reader's alone

    def fragment(name: str, values: Mapping[str, object], *key: Hashable) -> SafeString:
        cache_key = (edition.number, *key) if edition.is_cached and None not in key else None
        return get_or_render(cache_key, f"reading/{name}.html", values)

    def row(row: MatrixRow) -> SafeString:
        lines = None if row.marker else row.lines
        how = bool(by_tier), folded, filtered, of_row["written_out"]
        key = localdate(), row.stage.slug, lines, *how
        leads = from_matrix(reading, row.stage if filtered else None)
        return fragment("_matrix_row", {"row": row, "leads": leads, **of_row}, *key)

    pairs = None if is_own else filters.query.pairs
    return values | {
        "section": "frameworks",
        "groups": [(group, list(map(row, group.rows))) for group in matrix.groups],
        "bar": lambda: fragment("_matrix_bar", values, pairs),
        "form": lambda: fragment("_filter_form", values, pairs),
        "swaps": lambda: fragment("_filter_swaps", values, pairs),
        "columns": lambda: fragment("_matrix_columns", values, bool(by_tier)),
        "head": lambda: fragment("_matrix_head", of_edition),
        "trail": lambda: fragment("_matrix_crumbs", of_site, *site),
        "stage_list": lambda: fragment("_stage_list", of_site, *site),
    }


def _urls(query: PageQuery) -> Mapping[str, str]:
    others = [pair for pair in query.pairs if pair[0] != "whose"]
    filtered = [pair for pair in query.pairs if pair[0] not in GridFilterSet.display]
    return {
        "as_printed": query.without("by"),
        "by_tier": query.with_one("by", "tier"),
        "open": query.with_one("open", "all"),
        "folded": query.without("open"),
        "without_ended": query.with_one("ended", HIDE),
        "only_ours": address([*others, ("whose", OWN), ("whose", REWORDED)]),
        "plus_as_printed": query.without(PLUS),
        "plus_written_out": query.with_one(PLUS, WRITTEN_OUT),
        "download": address(filtered),
        "written_out": address([*filtered, (PLUS, WRITTEN_OUT)]),
        "unfiltered": query.unfiltered(),
    }
