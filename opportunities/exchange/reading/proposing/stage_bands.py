"""Rows across a whole table that name the stage of the rows below, instead of a column."""

from opportunities.exchange.reading.proposing.found import FoundStage, words_of
from opportunities.exchange.reading.proposing.guesses import is_provider, is_stage
from opportunities.exchange.reading.proposing.row_uses import FOOTNOTE, LONGEST_BAND, PAGE, is_total
from opportunities.exchange.reading.proposing.stage_boxes import stage_of, without_continued
from opportunities.exchange.reading.tables import Box, Table


def stage_bands(table: Table) -> dict[int, Box]:
    """Return the box of each such row; empty if most of them name no stage."""
    bands = {
        box.row: box
        for box in table.boxes
        if box.rows == 1 and 1 < box.columns == table.size[1] and _may_be_a_name(words_of(box))
    }
    for row in list(bands):
        if row + 1 in bands:  # title above the first stage
            del bands[row]
    named = sum(is_stage(without_continued(words_of(box))) for box in bands.values())
    return bands if named * 2 > len(bands) else {}


def stage_in_band(number: int, box: Box, where: str) -> FoundStage:
    return stage_of(f"t{number}r{box.row}", box, where)


def _may_be_a_name(words: str) -> bool:
    is_note = FOOTNOTE.match(words) or PAGE.fullmatch(words) or is_total(words)
    return 0 < len(words) < LONGEST_BAND and not is_note and not is_provider(words)
