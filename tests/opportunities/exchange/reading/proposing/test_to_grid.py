"""The grid of a proposal: under new keys, with those that the file gave told beside it."""

from itertools import count
from uuid import UUID

from opportunities.exchange.reading.proposing.proposal import (
    Proposal,
    ProposedCell,
    ProposedColumn,
    ProposedLine,
    ProposedSection,
    ProposedStage,
)
from opportunities.exchange.reading.proposing.to_grid import ReadGrid, grid_of
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import Group, ProviderTier, StageFamily
from tests.builders import key

STAGE = ProposedStage(
    "s1", "ECT", group=Group.TEACHERS, family=StageFamily.EARLY_CAREER, key=key("stage")
)
COLUMN = ProposedColumn("c1", "In school", ProviderTier.SCHOOL, key=key("column"))
READ, VISIT = Wording("Read"), Wording("Visit")


def line(wording: Wording, place: str = "", opportunity: str = "", **more: bool) -> ProposedLine:
    return ProposedLine(
        wording,
        placement=key(place) if place else None,
        opportunity=key(opportunity) if opportunity else None,
        **more,  # type: ignore[arg-type]
    )


def read(*lines: ProposedLine) -> ReadGrid:
    sections = (ProposedSection("x1", "About", "Words", key=key("section")),)
    cell = ProposedCell("s1", "c1", lines=lines)
    numbers = count(1)
    proposal = Proposal(
        "Offer", stages=(STAGE,), columns=(COLUMN,), cells=(cell,), sections=sections
    )
    return grid_of(proposal, new_key=lambda: UUID(int=next(numbers)))


def test_every_row_has_a_new_key_and_carries_that_of_its_file():
    found = read(line(READ, "place", "line"))
    rows = (
        *(found.grid.stages + found.grid.columns + found.grid.sections),
        *(found.grid.opportunities + found.grid.placements),
    )
    carried = [found.carried[row.key] for row in rows]
    assert carried == [key(name) for name in ("stage", "column", "section", "line", "place")]
    assert all(row.key.int < 100 for row in rows)


def test_a_row_without_a_key_in_its_file_carries_none():
    found = read(line(READ))
    assert found.carried.keys() & {row.key for row in found.grid.placements} == set()


def test_a_key_that_stands_twice_is_carried_twice_for_the_words_to_tell_whose_it_is():
    found = read(line(READ, "place"), line(VISIT, "place"))
    assert [found.carried[row.key] for row in found.grid.placements] == [key("place")] * 2


def test_a_key_whose_mark_does_not_fit_its_words_has_slipped_and_is_not_carried():
    found = read(line(READ, "place", "line", is_marked=False))
    (row,) = found.grid.placements
    assert not {row.key, row.opportunity} & found.carried.keys()


def test_lines_with_the_same_words_are_one_unless_their_file_says_they_are_two():
    found = read(line(READ, "a", "one"), line(READ, "b", "two"), line(READ, "c", "one"))
    first, second, third = (row.opportunity for row in found.grid.placements)
    assert first == third != second


def test_a_line_without_a_key_is_the_one_with_its_words_wherever_that_stands():
    found = read(line(READ), line(READ, "b", "one"))
    assert [found.carried[row.opportunity] for row in found.grid.placements] == [key("one")] * 2


def test_a_line_reworded_in_one_place_is_another_there():
    found = read(line(READ, "a", "one"), line(VISIT, "b", "one"))
    assert len(found.grid.opportunities) == 2
