"""Suggestions that a framework received and sent, for its members.

The number of queries does not depend on the number of suggestions.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property

from frameworks.models import Edition, Framework, Suggestion
from frameworks.queries.accepted_suggestions import dropped
from opportunities import store
from opportunities.comparing.copy_comparison import CopyComparison
from opportunities.comparing.word_diff import DiffRun, compare_lines
from opportunities.editing import lines as edits
from opportunities.editing import suggestions as suggesting
from opportunities.grid.fields import as_lines
from opportunities.grid.snapshot import GridSnapshot, Wording
from opportunities.grid.visible import as_followers_see
from opportunities.grid.vocabulary import ProviderTier

MOST = 20
"""Suggestions on a page."""

type RunsOfLines = tuple[tuple[DiffRun, ...], ...]


@dataclass(frozen=True)
class SentSuggestion:
    """A suggestion as it was sent; a rewording with its differences, word by word.

    `without` is the edition that dropped an accepted line again.
    """

    suggestion: Suggestion
    without: Edition | None = field(default=None, kw_only=True)

    @property
    def tier(self) -> ProviderTier:
        return ProviderTier(self.suggestion.tier)

    @property
    def before(self) -> RunsOfLines:
        return _plain(self._compared_with)

    @property
    def after(self) -> RunsOfLines:
        if not self.suggestion.is_rewording:
            return _plain(self.suggestion.words)
        lines = compare_lines(as_lines(self._compared_with), as_lines(self.suggestion.words))
        return tuple(line.runs for line in lines if line.runs)

    @property
    def _compared_with(self) -> Wording:
        return self.suggestion.before


@dataclass(frozen=True)
class ReceivedSuggestion(SentSuggestion):
    """A suggestion for those who answer it. `grid` is their draft or, if none, their edition.

    While it is open, it is compared with the words of their own line now.
    """

    grid: GridSnapshot

    @cached_property
    def ours(self) -> Wording | None:
        """The words now of the line that it rewords; None if that is gone, or for a new line."""
        return words_now(self.grid, self.suggestion)

    @cached_property
    def places(self) -> int:
        """The number of cells that have the line it rewords."""
        return len(edits.places_of(self.grid, self.suggestion.opportunity))

    @cached_property
    def has_cell(self) -> bool:
        """Whether the grid has the cell for a new line, or of the line to reword."""
        offered = self.suggestion
        if offered.is_rewording:
            return suggesting.can_take_here(self.grid, offered.opportunity, offered.placement)
        return offered.place in self.grid.cells

    @property
    def only_here(self) -> bool:
        """Whether it rewords the line in one of several cells."""
        return not self.suggestion.everywhere and self.has_cell and self.places > 1

    @property
    def can_be_taken(self) -> bool:
        """Whether it can be taken at all: a new line always, in some cell."""
        return self.ours is not None or not self.suggestion.is_rewording

    @property
    def can_be_taken_as_it_is(self) -> bool:
        """Whether it can be taken without choosing a place."""
        if not self.suggestion.is_rewording:
            return self.has_cell
        clear = self.suggestion.everywhere or self.has_cell or self.places == 1
        return self.ours is not None and clear

    @property
    def has_changed(self) -> bool:
        """Whether the line that it rewords has other words than when this was sent."""
        return self.suggestion.is_rewording and self.ours not in (None, self.suggestion.before)

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.ours) if self.suggestion.is_rewording else ""

    @property
    def _compared_with(self) -> Wording:
        now = self.ours if self.suggestion.is_open else None
        return now or self.suggestion.before


def received(framework: Framework, suggestions: Sequence[Suggestion]) -> list[ReceivedSuggestion]:
    """Return the suggestions for those who answer; reads the grid only if one is open."""
    is_asked = any(one.is_open for one in suggestions)
    grid = grid_of(framework) if is_asked else GridSnapshot()
    without = dropped(suggestions)
    return [ReceivedSuggestion(one, grid, without=without.get(one.pk)) for one in suggestions]


def sent(suggestions: Sequence[Suggestion]) -> list[SentSuggestion]:
    """Return the suggestions for those who sent them."""
    without = dropped(suggestions)
    return [SentSuggestion(one, without=without.get(one.pk)) for one in suggestions]


def offerable(edition: Edition) -> list[suggesting.Offer]:
    """Return the lines of a copy's edition that could be offered, each once, in their order.

    Leaves out lines whose suggestion is open or was taken.
    """
    copied = compared(edition)
    gone = {Suggestion.Status.DECLINED, Suggestion.Status.TAKEN_BACK}
    suggestions = edition.framework.offered.exclude(status__in=gone)
    seen = set(suggestions.values_list("line", flat=True))
    offers = []
    for line in as_followers_see(copied.ours).placements:
        mark = copied.lines.get(line.key)
        if mark and (mark.own or mark.reworded) and line.opportunity not in seen:
            seen.add(line.opportunity)
            offers.append(suggesting.offer_of(copied, line.key))
    return offers


def compared(edition: Edition) -> CopyComparison:
    """Compare an edition or draft of a copy with the edition it is based on."""
    base = edition.based_on
    theirs = store.read_visible(base.grid) if base else GridSnapshot()
    return CopyComparison(store.read(edition.grid), theirs)


def grid_of(framework: Framework) -> GridSnapshot:
    """Return the grid that would take a suggestion: of the draft, or of what one would start
    from."""
    edition = (
        framework.editions.drafts().select_related("grid").first() or framework.current_edition
    )
    return store.read(edition.grid) if edition else GridSnapshot()


def words_now(grid: GridSnapshot, suggestion: Suggestion) -> Wording | None:
    """Return the words in this grid of the line to reword; None if it is not there."""
    line = grid.opportunity_by_key.get(suggestion.opportunity)
    return line.wording if line else None


def fingerprint_of(words: Wording | None) -> str:
    """Return a fingerprint of words as a page shows them."""
    values = asdict(words) if words else None
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()


def _plain(words: Wording) -> RunsOfLines:
    return tuple((DiffRun(kept=line),) for line in as_lines(words))
