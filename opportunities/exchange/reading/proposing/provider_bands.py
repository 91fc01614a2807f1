"""Tables with stages along the top and a band across for each provider, as on many posters."""

from dataclasses import replace

from opportunities.exchange.reading.proposing.found import words_of
from opportunities.exchange.reading.proposing.guesses import is_provider, is_stage
from opportunities.exchange.reading.tables import Box, Table


def with_providers_beside(table: Table) -> Table:
    """Return the table with each band of a provider as a box beside the rows below it, in a new
    first column; any other table as it is. Rows keep their numbers.
    """
    bands = _bands(table)
    if not bands:
        return table
    rows, _ = table.size
    ends = [band.row for band in bands[1:]] + [rows]
    beside = [
        replace(band, columns=1, rows=end - band.row) for band, end in zip(bands, ends, strict=True)
    ]
    others = [
        replace(box, column=box.column + 1) for box in table.boxes if box.columns < table.size[1]
    ]
    in_order = sorted([*beside, *others], key=lambda box: (box.row, box.column))
    return replace(table, boxes=tuple(in_order))


def _bands(table: Table) -> list[Box]:
    """Return the boxes across the whole table, if each names a provider, the first stands below the
    headings and these are all stages.
    """
    _, width = table.size
    heads = [words_of(box) for box in table.boxes if box.row == 0]
    bands = [box for box in table.boxes if box.columns == width > 1]
    if (
        len(heads) == width
        and all(map(is_stage, heads))
        and bands
        and bands[0].row == 1
        and all(box.rows == 1 and is_provider(words_of(box)) for box in bands)
    ):
        return bands
    return []
