"""Suggestions: offer a line of a copy to the followed framework, and accept it there.

An accepted new line keeps the copy's key, and in the same cell also its placement's key. So an
update finds one line on both sides and joins them without a question.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from opportunities.comparing.copy_comparison import CopyComparison, RowOrigin
from opportunities.editing import lines as edits
from opportunities.editing.lines import CannotEdit, Edit
from opportunities.grid.snapshot import GridSnapshot, Opportunity, Place, Placement, Wording
from opportunities.grid.vocabulary import ProviderTier


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggested line in one cell of a copy.

    `line` is its key in the copy. For a rewording, `rewords` is the followed framework's key and
    `before` its words; a new line has neither. `stage` and `column` are names: the followed
    framework's, if it has that cell.
    """

    line: UUID
    placement: UUID
    place: Place
    stage: str
    column: str
    words: Wording
    tier: ProviderTier
    rewords: UUID | None = None
    before: Wording | None = None

    @property
    def everywhere(self) -> bool:
        """Whether the copy rewords it in all its places."""
        return self.line == self.rewords


def offer_of(copied: CopyComparison, key: UUID) -> Offer:
    """Return an offer of this placement's line. Raises CannotEdit if there is nothing to offer."""
    ours, theirs = copied.ours, copied.theirs
    placement = edits.placement_of(ours, key)
    mark = copied.lines.get(key, RowOrigin())
    if not (mark.own or mark.reworded):
        raise CannotEdit("This line says what theirs says: there is nothing to offer.")
    stage, column = edits.cell(ours, placement.place)
    if placement.hidden or stage.hidden or column.hidden:
        raise CannotEdit("This line is hidden in your copy. Show it first, then offer it.")
    line = edits.line_of(ours, placement.opportunity)
    return Offer(
        line=line.key,
        placement=placement.key,
        place=placement.place,
        stage=theirs.stage_by_key.get(stage.key, stage).name,
        column=theirs.column_by_key.get(column.key, column).heading,
        words=line.wording,
        tier=placement.tier,
        rewords=None if mark.own else mark.theirs.key,
        before=None if mark.own else mark.theirs.wording,
    )


def take_line(
    grid: GridSnapshot,
    *,
    line: UUID,
    placement: UUID,
    home: Place,
    words: Wording,
    place: Place,
    tier: ProviderTier,
    new_key: Callable[[], UUID] = uuid4,
) -> Edit:
    """Accept an offered line at the end of a cell. `home` is its cell in the copy.

    If a line was accepted before, it gets these words and is placed here too; if it was hidden
    meanwhile, it is shown.
    """
    stage, column = edits.cell(grid, place)
    taken = Opportunity(line, **edits.validated(words))
    known = line in grid.opportunity_by_key
    opportunities = edits.with_rows(grid.opportunities, taken)
    there = [other for other in grid.cells[place] if other.opportunity == line]
    visible = (replace(other, hidden=False) for other in there)
    placements = edits.with_rows(grid.placements, *visible)
    if not there:
        is_free = place == home and all(other.key != placement for other in placements)
        key = placement if is_free else new_key()
        placements = (*placements, Placement(key, *place, line, tier))
    after = replace(
        grid,
        opportunities=opportunities if known else (*opportunities, taken),
        placements=placements,
    )
    return Edit(after, "added", f"{edits.named([taken])} to {stage.name}, {column.heading}")


def take_rewording(
    grid: GridSnapshot,
    *,
    rewords: UUID,
    line: UUID,
    placement: UUID,
    words: Wording,
    everywhere: bool,
    followed: Collection[UUID] = (),
    new_key: Callable[[], UUID] = uuid4,
) -> Edit:
    """Accept other words for a line: everywhere, or in the cell of this placement only.

    There the new line gets the copy's key. `followed` is as in `lines.reword_here`.
    """
    if rewords not in grid.opportunity_by_key:
        raise CannotEdit("The line that this rewords is not in your draft any more.")
    if everywhere:
        return edits.reword(grid, rewords, words)
    if not can_take_here(grid, rewords, placement):
        raise CannotEdit("That line does not stand in that box of your draft any more.")
    key = new_key if line in grid.opportunity_by_key else lambda: line
    return edits.reword_here(grid, placement, words, followed=followed, new_key=key)


def is_in(grid: GridSnapshot, offer: Offer) -> bool:
    """Return whether a grid has accepted the line; for a rewording, whether the line has other
    words than before. The words may differ from those offered.
    """
    if offer.rewords is None:
        return bool(edits.places_of(grid, offer.line))
    placed = grid.placement_by_key.get(offer.placement)
    keys = (offer.rewords, placed.opportunity) if placed else (offer.rewords,)
    lines = map(grid.opportunity_by_key.get, keys)
    return any(line and line.wording != offer.before for line in lines)


def can_take_here(grid: GridSnapshot, rewords: UUID, placement: UUID) -> bool:
    """Return whether the line is where the copy reworded it, so that it can be reworded there."""
    return any(one.key == placement for one in edits.places_of(grid, rewords))
