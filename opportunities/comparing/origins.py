"""What readers of a copy see about a row: that it is the copy's own, that it is reworded, a note.

Editors see more: readers find moved lines and other providers only on the page of differences.
"""

from dataclasses import dataclass
from uuid import UUID

from opportunities.comparing.copy_comparison import CopyComparison, RowOrigin
from opportunities.grid.snapshot import Opportunity
from opportunities.grid.vocabulary import OWN, REWORDED, THEIRS

DETAILS = "Details changed"


@dataclass(frozen=True, slots=True)
class OriginLabel:
    """The label of a row: that it is the copy's own; else its former words; a note.

    `before`: the words of `whose`. For a stage or column only the name. `only_beside`: the words
    of the line are the same, and what stands beside them differs, such as whom to ask.
    """

    own: str = ""
    before: Opportunity | str | None = None
    only_beside: bool = False
    whose: str = ""
    note: tuple[str, ...] = ()

    @property
    def is_ours(self) -> bool:
        """Whether the words are the copy's, rather than just a note."""
        return bool(self.own or self.before)

    @property
    def said(self) -> str:
        """What files say of its former words."""
        if self.only_beside:
            return DETAILS
        return f"{self.whose}: {'; '.join((self.text, *self.details))}"

    @property
    def text(self) -> str:
        """The former words."""
        return self.before.text if isinstance(self.before, Opportunity) else self.before or ""

    @property
    def details(self) -> tuple[str, ...]:
        return self.before.details if isinstance(self.before, Opportunity) else ()


class OriginLabels:
    """The labels of a copy by the keys of its rows. `own`: the label of its own rows."""

    def __init__(self, copied: CopyComparison, own: str, whose: str) -> None:
        self.own, self.whose = own, whose
        self.lines: dict[UUID, OriginLabel] = {}
        for key, mark in copied.lines.items():
            if mark.own or mark.reworded or mark.note:
                placement = copied.ours.placement_by_key[key]
                now = copied.ours.opportunity_by_key[placement.opportunity]
                self.lines[key] = self._label(mark, mark.theirs, now)
        self.stages = {
            key: self._label(mark, mark.theirs and mark.theirs.name)
            for key, mark in copied.stages.items()
            if mark.own or (mark.theirs.name != copied.ours.stage_by_key[key].name)
        }
        self.columns = {
            key: self._label(mark, mark.theirs and mark.theirs.heading)
            for key, mark in copied.columns.items()
            if mark.own or (mark.theirs.heading != copied.ours.column_by_key[key].heading)
        }

    def is_ours(self, line: UUID) -> bool:
        """Return whether the line at this placement is the copy's own, or reworded there."""
        return line in self.lines and self.lines[line].is_ours

    @property
    def has_ours(self) -> bool:
        return any(label.is_ours for label in self.lines.values())

    def origin(self, line: UUID) -> str:
        """Return whose words stand at this placement."""
        if not self.is_ours(line):
            return THEIRS
        return OWN if self.lines[line].own else REWORDED

    @property
    def origins(self) -> dict[str, str]:
        """Return the results of `origin`, with their labels for readers."""
        return {THEIRS: self.whose, OWN: self.own, REWORDED: "Reworded"}

    def _label(
        self,
        mark: RowOrigin,
        before: Opportunity | str | None,
        now: Opportunity | None = None,
    ) -> OriginLabel:
        return OriginLabel(
            own=self.own if mark.own else "",
            before=before if mark.reworded else None,
            only_beside=mark.reworded and now is not None and _words(now) == _words(mark.theirs),
            whose=self.whose,
            note=tuple(mark.note.splitlines()),
        )


def _words(line: Opportunity) -> tuple[str, tuple[str, ...]]:
    return line.text, line.details
