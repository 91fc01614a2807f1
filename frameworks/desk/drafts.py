"""A draft for its editors: its lines with their changes, comments, history and colleagues."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.urls import reverse

from cpd_site.models import User
from frameworks.actions.editing import History
from frameworks.desk.draft_filter import DraftFilter
from frameworks.models import Edition, Event, Framework, Presence, Suggestion
from frameworks.models.comment import CommentPlace
from frameworks.queries.comments import open_by_place
from frameworks.queries.due import Due, due_of
from opportunities import store
from opportunities.comparing.copy_comparison import CopyComparison, RowOrigin
from opportunities.grid.snapshot import Column, GridSnapshot, Opportunity, Placement, Stage
from opportunities.grid.vocabulary import ContinuationWord

UNMARKED = RowOrigin()
ALL = DraftFilter()

LATEST = 4
"""The latest changes to show."""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line in a cell. `flag` says in a word what changed since the edition that readers see.

    `mark` says what of it is the copy's own; `offered` is its open suggestion to the authority.
    """

    placement: Placement
    opportunity: Opportunity
    flag: str
    says_tier: bool
    mark: RowOrigin
    offered: Suggestion | None = None
    comments: int = 0  # open ones

    @property
    def key(self) -> str:
        return str(self.placement.key)

    @property
    def ours(self) -> str:
        """What of it is the copy's own, in words; "" if nothing is."""
        words = {
            "Ours": self.mark.own,
            "Reworded by us": self.mark.reworded,
            "Placed here by us": self.mark.moved,
            "Provider changed by us": self.mark.changed,
        }
        return next((label for label, is_so in words.items() if is_so), "")


@dataclass(frozen=True, slots=True)
class DraftCell:
    stage: Stage
    column: Column
    heading: str
    word: ContinuationWord | None
    lines: tuple[DraftLine, ...]
    comments: int = 0  # open ones on the box itself

    @property
    def name(self) -> str:
        """The cell as forms name it."""
        return f"{self.stage.key}/{self.column.key}"


@dataclass(frozen=True, slots=True)
class DraftRow:
    stage: Stage
    was: str
    cells: tuple[DraftCell, ...]
    mark: RowOrigin
    total: int
    """All lines of the stage; `count` are shown."""

    @property
    def count(self) -> int:
        return sum(len(cell.lines) for cell in self.cells)


@dataclass(frozen=True)
class Drafting:
    """A draft as one of its editors sees it."""

    framework: Framework
    edition: Edition
    person: User

    @cached_property
    def read(self) -> store.OpenGrid:
        return store.read_open(self.edition.grid)

    @property
    def grid(self) -> GridSnapshot:
        return self.read.content

    @property
    def versions(self) -> Mapping[UUID, int]:
        """The version of each row, by key, for forms to carry."""
        return self.read.versions

    @property
    def revision(self) -> int:
        """The number of changes of its content so far, for pages to carry."""
        return self.read.revision

    @cached_property
    def published(self) -> GridSnapshot:
        """The grid that readers see now; before the first edition, that of the base, or none."""
        current = self.framework.current_edition
        return store.read(current.grid) if current else self.theirs

    @property
    def is_copy(self) -> bool:
        return self.edition.based_on_id is not None

    @cached_property
    def theirs(self) -> GridSnapshot:
        """The grid that a copy is based on, as followers see it; empty if it is no copy."""
        based_on = self.edition.based_on
        return store.read_visible(based_on.grid) if based_on else GridSnapshot()

    @property
    def whose(self) -> str:
        """The publisher of the edition that a copy is based on."""
        based_on = self.edition.based_on
        return based_on.framework.organisation.short_name if based_on else ""

    @cached_property
    def due(self) -> Due | None:
        """The date set for publishing, for this person."""
        return due_of(self.edition, self.person, lambda: self.grid)

    @cached_property
    def copied(self) -> CopyComparison:
        """The comparison of a copy with its base; empty if it is no copy."""
        return CopyComparison(self.grid if self.is_copy else GridSnapshot(), self.theirs)

    @cached_property
    def offered(self) -> dict[UUID, Suggestion]:
        """The open suggestions of a copy, by the key of the line."""
        offered = self.framework.offered.open() if self.is_copy else ()
        return {suggestion.line: suggestion for suggestion in offered}

    @cached_property
    def comments(self) -> Counter[CommentPlace]:
        """The number of open comments on each line and box, and on the draft as a whole."""
        return open_by_place(self.edition)

    @property
    def open_comments(self) -> int:
        return self.comments.total()

    @property
    def offers_to(self) -> str:
        """The authority that lines can be offered to; "" if the framework follows none."""
        return self.whose if self.framework.follows_id else ""

    @cached_property
    def history(self) -> History:
        return History.of(self.edition)

    @property
    def latest(self) -> list[Event]:
        return self.history.done[: -LATEST - 1 : -1]

    @cached_property
    def others(self) -> list[User]:
        """The other people who have the draft open."""
        here = Presence.objects.now().filter(edition=self.edition).exclude(user=self.person)
        return [presence.user for presence in here.select_related("user").order_by("pk")]

    @property
    def around(self) -> tuple[Hashable, ...]:
        """What the boxes show besides the grid, for cache keys."""
        current, based_on = self.framework.current_edition_id, self.edition.based_on_id
        offered, comments = self.offered.items(), self.comments.items()
        return current, based_on, frozenset(offered), frozenset(comments)

    @property
    def url(self) -> str:
        return reverse("draft", args=[self.framework.slug])

    def rows(self, at: DraftFilter = ALL, changed: Collection[UUID] = ()) -> Iterator[DraftRow]:
        """Yield the rows that the filter leaves, always with the lines in `changed`."""
        was = self.published.stage_by_key
        for stage in self.grid.stages:
            if at.stage not in ("", stage.slug):
                continue
            cells = tuple(self.cell(stage, column, at, changed) for column in self.grid.columns)
            if not at.words or any(cell.lines for cell in cells):
                before = was.get(stage.key)
                renamed = before is not None and before.name != stage.name
                yield DraftRow(
                    stage,
                    before.name if before and renamed else "",
                    cells,
                    self.copied.stages.get(stage.key, UNMARKED),
                    sum(len(self.grid.cells[stage.key, one.key]) for one in self.grid.columns),
                )

    def cell(
        self, stage: Stage, column: Column, at: DraftFilter = ALL, changed: Collection[UUID] = ()
    ) -> DraftCell:
        return DraftCell(
            stage,
            column,
            self.grid.heading_at(stage, column),
            self.grid.word_at.get((stage.key, column.key)),
            tuple(
                self.line(line)
                for line in self.grid.cells[stage.key, column.key]
                if line.key in changed or self.is_found(line, at)
            ),
            self.comments[stage.key, column.key],
        )

    def is_found(self, line: Placement, at: DraftFilter) -> bool:
        return at.finds(line, self.grid.opportunity_by_key[line.opportunity])

    def found(self, at: DraftFilter) -> list[Placement]:
        """Return the lines that the filter leaves."""
        stages = {stage.key for stage in self.grid.stages if at.stage in ("", stage.slug)}
        lines = (line for line in self.grid.placements if line.stage in stages)
        return [line for line in lines if self.is_found(line, at)]

    def line(self, placement: Placement) -> DraftLine:
        tier = self.grid.column_by_key[placement.column].tier
        return DraftLine(
            placement,
            self.grid.opportunity_by_key[placement.opportunity],
            self._flag(placement),
            tier is None or placement.tier != tier,
            self.copied.lines.get(placement.key, UNMARKED),
            self.offered.get(placement.opportunity),
            self.comments[placement.key],
        )

    def _flag(self, placement: Placement) -> str:
        before = self.published.placement_by_key.get(placement.key)
        if before is None:
            return "Added"
        was = self.published.opportunity_by_key[before.opportunity]
        now = self.grid.opportunity_by_key[placement.opportunity]
        if was != now and was.wording != now.wording:
            return "Reworded"
        if before.place != placement.place:
            return "Moved here"
        return "Changed" if before.tier != placement.tier else ""
