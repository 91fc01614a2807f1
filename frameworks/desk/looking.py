"""What of a draft a page shows: all of it, a single stage, or the lines that hold some words."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from opportunities.editing.finding import LONGEST_WANTED, Wanted
from opportunities.grid.fields import FIELDS
from opportunities.grid.snapshot import Opportunity, Placement

TEXTS = [field for field in FIELDS[Opportunity] if field.is_text]


@dataclass(frozen=True)
class Looking:
    """`stage` is the address of the only stage that is shown; both are empty for everything."""

    stage: str = ""
    words: str = ""

    @property
    def query(self) -> str:
        asked = {"stage": self.stage, "words": self.words}
        encoded = urlencode({name: value for name, value in asked.items() if value})
        return f"?{encoded}" if encoded else ""

    @property
    def whole(self) -> str:
        """The query without the words."""
        return Looking(self.stage).query

    @cached_property
    def _wanted(self) -> Wanted:
        return Wanted(self.words[:LONGEST_WANTED], by_case=False)

    def finds(self, placement: Placement, opportunity: Opportunity) -> bool:
        """Whether the line, or the note beside it, holds the words. Capitals do not count."""
        if not self.words:
            return True
        return any(map(self._wanted.is_in, (placement.note, *_texts(opportunity))))


def _texts(opportunity: Opportunity) -> list[str]:
    found: list[str] = []
    for field in TEXTS:
        value = field.of(opportunity)
        found += value if isinstance(value, tuple) else [value]
    return found
