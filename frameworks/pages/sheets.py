"""The conversation sheet that a query string or a form asks for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from uuid import UUID

from django.utils.timezone import localdate

from frameworks.pages import lists
from frameworks.queries.lists import MOST, ListLine, resolve
from frameworks.rules import Person
from opportunities.exchange.writing.conversation import (
    MOST_LINES,
    USES,
    ConversationSheet,
    SheetLine,
    SheetUse,
)
from opportunities.grid import short_keys
from opportunities.grid.short_keys import Chosen

LINE = "line"
"""The parameter for the key of a ticked line: once for each."""

BLANK = "blank"
"""The parameter that asks for a sheet without lines, to write them in by hand."""


@dataclass(frozen=True)
class AskedSheet:
    """The sheet asked for: `listed` are the keys of its list, `ticked` those on the sheet."""

    listed: Chosen
    ticked: Sequence[UUID]
    named: str
    is_blank: bool
    reader: Person

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]], reader: Person) -> "AskedSheet":
        """Read it from the pairs of a query string or a form."""
        values: dict[str, list[str]] = {}
        for name, value in pairs:
            values.setdefault(name, []).append(value)

        listed = short_keys.read_places(values.get(lists.KEY, ()))
        return cls(
            dict(islice(listed.items(), MOST)),
            list(short_keys.read_places(values.get(LINE, ()))),
            values.get("use", [""])[-1],
            bool(values.get(BLANK)),
            reader,
        )

    @property
    def use(self) -> SheetUse:
        """What the sheet is for; the first use, an appraisal, if the word for it is unknown."""
        return USES.get(self.named) or next(iter(USES.values()))

    @property
    def wrong(self) -> str:
        """Why there can be no such sheet, in a sentence; "" if there can."""
        if len(self.ticked) > MOST_LINES:
            return (
                f"A sheet holds six lines: {len(self.ticked)} are ticked. "
                f"Untick {len(self.ticked) - MOST_LINES}, or make two sheets."
            )
        if not self.ticked and not self.is_blank:
            return "Tick at least one line, or take an empty sheet."
        return ""

    @cached_property
    def lines(self) -> list[ListLine]:
        """The lines on it. One that cannot be read now keeps its place and what was written."""
        return resolve(self._chosen, self.reader)

    @property
    def _chosen(self) -> Chosen:
        return {key: self.listed.get(key) for key in self.ticked[:MOST_LINES]}

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The hidden fields of the forms of a sheet."""
        blank = [(BLANK, "yes")] if self.is_blank else []
        return [
            ("use", self.use.name),
            *((lists.KEY, short_keys.of_place(*each)) for each in self.listed.items()),
            *((LINE, short_keys.short(key)) for key in self.ticked),
            *blank,
        ]

    @property
    def list_url(self) -> str:
        return lists.address(self.listed)

    def sheet(
        self, lines: Iterable[SheetLine], who: Mapping[str, str], site: str
    ) -> ConversationSheet:
        return ConversationSheet(
            use=self.use,
            lines=tuple(lines),
            who=who,
            address=f"{site}{lists.address(self._chosen)}" if self.ticked else "",
            made_on=localdate(),
        )
