"""Filter what a page shows of a draft: everything, a single stage, or lines with some words."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from opportunities.editing.finding import LONGEST_WANTED, Wanted
from opportunities.grid.fields import FIELDS
from opportunities.grid.snapshot import Opportunity, Placement

TEXTS = [field for field in FIELDS[Opportunity] if field.is_text]


@dataclass(frozen=True)
class DraftFilter:
    """The filter of a draft. `stage` is the slug of the only stage to show; "" shows all."""

    stage: str = ""
    words: str = ""

    @property
    def query(self) -> str:
        asked = {"stage": self.stage, "words": self.words}
        encoded = urlencode({name: value for name, value in asked.items() if value})
        return f"?{encoded}" if encoded else ""

    @property
    def without_words(self) -> str:
        """The query without the words."""
        return DraftFilter(self.stage).query

    @cached_property
    def _wanted(self) -> Wanted:
        return Wanted(self.words[:LONGEST_WANTED], by_case=False)

    def finds(self, placement: Placement, opportunity: Opportunity) -> bool:
        """Return whether the line or its note has the words, ignoring case."""
        if not self.words:
            return True
        return any(map(self._wanted.is_in, (placement.note, *_texts(opportunity))))


def _texts(opportunity: Opportunity) -> list[str]:
    found: list[str] = []
    for field in TEXTS:
        value = field.of(opportunity)
        found += value if isinstance(value, tuple) else [value]
    return found
