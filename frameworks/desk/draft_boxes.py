"""Render the boxes of a draft: all of them by stage, or those that a change touched.

Cache rendered stages, keyed by what they show, since most stay the same from one page to the next.
If nothing in the draft has changed, the stages are not even laid out again.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from uuid import UUID

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from cpd_site.serving.fragments import get_or_render
from frameworks.desk.draft_filter import DraftFilter
from frameworks.desk.drafts import ALL, DraftCell, Drafting, DraftLine
from opportunities.grid.snapshot import Stage
from opportunities.grid.touched import Touched


def render_rows(
    drafting: Drafting, at: DraftFilter, *, selecting: bool, changed: Collection[UUID] = ()
) -> tuple[SafeString, ...]:
    """Render the stages with their boxes. Rows filtered by words are not cached."""

    def render() -> tuple[SafeString, ...]:
        return tuple(_render_each_row(drafting, at, selecting, changed))

    if settings.DEBUG or at.words:
        return render()
    how = localdate(), drafting.framework.slug, at, selecting
    return drafting.read.rendered.get_or_make((*how, *drafting.around), render)


def _render_each_row(
    drafting: Drafting, at: DraftFilter, selecting: bool, changed: Collection[UUID]
) -> Iterator[SafeString]:
    how = localdate(), drafting.framework.slug, drafting.is_copy, at, selecting
    rows = list(drafting.rows(at, changed))
    for row, below in zip_longest(rows, rows[1:]):
        onward = below.stage if below else None
        values = {
            "drafting": drafting,
            "framework": drafting.framework,
            "row": row,
            "onward": onward,
            "query": at.query,
            "selecting": selecting,
            "saved": set(map(str, changed)) if at.words else (),
        }
        key = None if at.words else (*how, row, onward)
        yield get_or_render(key, "drafts/_draft_row.html", values)


@dataclass(frozen=True)
class TouchedBoxes:
    """The parts of the page that a change touched: boxes, lines in other boxes, and counts."""

    drafting: Drafting
    touched: Touched
    at: DraftFilter = ALL

    @cached_property
    def _stages(self) -> list[Stage]:
        """The stages that the page shows."""
        return [stage for stage in self.drafting.grid.stages if self.at.stage in ("", stage.slug)]

    @property
    def cells(self) -> list[DraftCell]:
        return [
            self.drafting.cell(stage, column)
            for stage in self._stages
            for column in self.drafting.grid.columns
            if (stage.key, column.key) in self.touched.boxes
        ]

    @property
    def lines(self) -> list[DraftLine]:
        stage_keys = {stage.key for stage in self._stages}
        return [self.drafting.line(line) for line in self.touched.alone if line.stage in stage_keys]

    @property
    def counts(self) -> list[tuple[Stage, int]]:
        """The stages of the boxes, with the number of lines at each."""
        cells, columns = self.drafting.grid.cells, self.drafting.grid.columns
        within = {stage for stage, _ in self.touched.boxes}
        return [
            (stage, sum(len(cells[stage.key, column.key]) for column in columns))
            for stage in self._stages
            if stage.key in within
        ]

    @property
    def saved(self) -> set[str]:
        """The keys of the lines to highlight for a moment."""
        return {str(line.key) for line in self.touched.lines}

    @property
    def first(self) -> str:
        """The id of the element to scroll to: the first touched line, else the first box."""
        for line in self.touched.lines:
            return f"l-{line.key}"
        for stage, column in self.touched.boxes:
            return f"c-{stage}-{column}"
        return ""
