"""The page of a matrix, put together from parts that templates draw.

Most parts depend on the edition and a few choices alone, and were drawn before: then they are
recalled. What is the reader's own is drawn each time: the words they look for, marked where they
stand, errors beside the fields, the address on a printed page, the frame of somebody signed in.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from crispy_forms.utils import render_crispy_form
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.timezone import localdate

from cpd_site.serving.fragments import Stencil, draw, hole
from cpd_site.serving.query_string import PageQuery
from frameworks.queries.prepared_editions import Prepared
from frameworks.queries.updates import for_editor
from opportunities.filters import GridFilterSet
from opportunities.layout.matrix import Matrix, MatrixRow

PAGE = "reading/framework_detail.html"


@dataclass(frozen=True, slots=True)
class DrawnRow:
    html: bytes
    has_folds: bool

    def __len__(self) -> int:
        return len(self.html)


class MatrixPage:
    """One answer: an edition, what is asked of it, and how it is to be shown.

    `shown` are the parameters "by" and "open", where they are set.
    """

    def __init__(
        self, request: HttpRequest, edition: Prepared, filters: GridFilterSet, shown: dict[str, str]
    ) -> None:
        self.request, self.edition, self.filters, self.shown = request, edition, filters, shown
        self.by_tier, self.all_open = "by" in shown, "open" in shown
        self.folded = not (self.all_open or filters.marker)
        self.query = PageQuery(filters, shown)
        self.host = request.get_host()

    def whole(self) -> bytes:
        page = self._page() if self._is_for_everybody else self._draw_page(self._draw_frame())
        return self._filled(page)

    def part(self) -> bytes:
        """What htmx swaps: the results, and what they alter elsewhere on the page."""
        key = ("part", self.edition.number, self.host, localdate(), self.query.pairs)
        return self._filled(self._recall(key, self._draw_part))

    def _recall(self, key: Hashable, draw: Callable[[], Stencil]) -> Stencil:
        """Recall what depends on the filter; words and errors are the reader's own."""
        if self.filters.data.get("q") or self.filters.errors_by_name:
            return draw()
        return self.edition.drawings.recall(key, draw)

    @cached_property
    def matrix(self) -> Matrix:
        spread = self.edition.spread(by_tier=self.by_tier, folded=self.folded)
        return spread.matrix(
            stages=self.filters.stage_set,
            matching=self.filters.line_set,
            marker=self.filters.marker,
        )

    @cached_property
    def _context(self) -> dict[str, Any]:
        reading = self.edition.reading
        return {
            "reading": reading,
            "edition": reading.edition,
            "framework": reading.framework,
            "matrix": self.matrix,
            "chips": list(self.query.chips()),
            "errors": self.filters.errors_by_name,
            "by_tier": self.by_tier,
            "all_open": self.all_open,
            "section": "frameworks",
        }

    # --- All but the rows and the address ---

    def _page(self) -> Stencil:
        """The page for everybody, which has the same frame whatever is filtered by."""
        request = self.request
        of_request = (request.scheme, self.host, request.path)
        of_query = (
            bool(request.META["QUERY_STRING"]),
            bool(request.GET),
            bool(self.filters.cleaned),
        )
        of_frame = (self.edition.number, *of_request, *of_query)

        def page() -> Stencil:
            frame = self.edition.drawings.recall(("frame", *of_frame), self._draw_frame)
            return self._draw_page(frame)

        return self._recall(("page", *of_frame, localdate(), self.query.pairs), page)

    @property
    def _is_for_everybody(self) -> bool:
        """Whether nothing in the frame is this reader's own."""
        return not (self.request.user.is_authenticated or get_messages(self.request))

    def _draw_frame(self) -> Stencil:
        reading = self.edition.reading
        context = {
            **self._context,
            "form": hole("form"),
            "results": hole("results"),
            "update": None
            if reading.is_draft
            else for_editor(self.request.user, reading.framework),
        }
        return Stencil.cut(render_to_string(PAGE, context, self.request))

    def _draw_page(self, frame: Stencil) -> Stencil:
        results = self._draw_results("reading/_results.html")
        return frame.with_parts({"form": self._draw_form(), "results": results})

    def _draw_part(self) -> Stencil:
        facets = [self.filters.form.facet(name) for name in self.filters.choices]
        parts = [draw("cpd/facet.html", {"facet": facet, "swap": True}) for facet in facets]
        return Stencil.joined([self._draw_results("reading/_part.html"), *map(Stencil.cut, parts)])

    # --- The form ---

    def _draw_form(self) -> Stencil:
        form = self.filters.form
        form.helper.attrs |= {
            "autocomplete": "off",
            "data-hx-get": self.edition.reading.url,
            "data-hx-target": "#results",
            "data-hx-push-url": "true",
            "data-hx-trigger": "submit, change target:input[type=checkbox]",
        }
        return Stencil.cut(render_crispy_form(form))

    # --- The results ---

    def _draw_results(self, template: str) -> Stencil:
        """The results around the rows."""
        context = {
            **self._context,
            "has_folds": any(row.has_folds for rows in self._rows for row in rows),
            "groups": [
                (group, hole(f"rows{number}")) for number, group in enumerate(self.matrix.groups)
            ],
            "urls": self._urls(),
            "host": self.host,
            "address": hole("address"),
        }
        return Stencil.cut(draw(template, context))

    @cached_property
    def _rows(self) -> list[list[DrawnRow]]:
        """The rows of each group."""
        return [[self._row(row) for row in group.rows] for group in self.matrix.groups]

    def _filled(self, around: Stencil) -> bytes:
        parts = {
            f"rows{number}": b"".join([row.html for row in rows])
            for number, rows in enumerate(self._rows)
        }
        parts["address"] = escape(self.request.get_full_path()).encode()
        return around.fill(parts)

    def _urls(self) -> dict[str, str]:
        query = self.query
        return {
            "as_printed": query.without("by"),
            "by_tier": query.with_one("by", "tier"),
            "open": query.with_one("open", "all"),
            "folded": query.without("open"),
            "download": query.without("by", "open"),
            "unfiltered": query.unfiltered(),
        }

    def _row(self, row: MatrixRow) -> DrawnRow:
        def drawn() -> DrawnRow:
            context = {
                "row": row,
                "url": self.edition.reading.url,
                "by_tier": self.by_tier,
                "filtered": bool(self.filters.cleaned),
            }
            return DrawnRow(draw("reading/_matrix_row.html", context).encode(), row.has_folds)

        if row.marker:
            return drawn()
        key = (
            *("row", self.edition.number, row.stage.slug, row.lines, localdate()),
            *(self.by_tier, self.folded, bool(self.filters.cleaned)),
        )
        return self.edition.drawings.recall(key, drawn)
