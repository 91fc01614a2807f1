"""What a file of a grid gives when it is read, without writing one: the grid under other keys,
and only as much of it as such a file prints."""

from dataclasses import fields, replace

from opportunities.exchange.reading.against.printed import Prints, printable_part
from opportunities.exchange.reading.proposing.to_grid import ReadGrid
from opportunities.grid.fields import BESIDE
from opportunities.grid.snapshot import Continuation, GridSnapshot, PrintedHeading
from tests.opportunities.comparing.test_matching import stripped
from tests.strategies import Dice, any_grid

OPTIONAL = [*BESIDE, "roles", "standards", "summary", "note", "tier"]


def any_edition(dice: Dice, hides: bool = True) -> GridSnapshot:
    """Any grid whose stages and columns have names of their own, as people give them."""
    grid = any_grid(dice, hides=hides)
    return replace(
        grid,
        stages=tuple(
            replace(row, name=f"{row.name} {number}") for number, row in enumerate(grid.stages)
        ),
        columns=tuple(
            replace(row, heading=f"{row.heading} {number}")
            for number, row in enumerate(grid.columns)
        ),
    )


def any_prints(dice: Dice) -> Prints:
    """What some format prints."""
    return Prints(
        fields=frozenset(dice.some(OPTIONAL)),
        marks=frozenset(dice.some([Continuation, PrintedHeading])),
        sections=not dice.seldom(),
        columns=not dice.seldom(),
        empty=not dice.seldom(),
    )


def file_of(grid: GridSnapshot, prints: Prints, *, has_keys: bool = False) -> ReadGrid:
    """The file of this grid, as it is read."""
    seen = printable_part(grid, prints)
    tiers = {row.key: row.tier for row in seen.columns}
    has_tiers, has_notes = "tier" in prints.fields, "note" in prints.fields
    seen = replace(
        seen,
        stages=tuple(_blanked(row, prints) for row in seen.stages),
        opportunities=tuple(_blanked(row, prints) for row in seen.opportunities),
        placements=tuple(
            replace(
                row,
                tier=row.tier if has_tiers else tiers[row.column] or row.tier,
                note=row.note if has_notes else "",
            )
            for row in seen.placements
        ),
        continuations=seen.continuations if Continuation in prints.marks else (),
        headings=tuple(
            mark
            for mark in seen.headings
            if PrintedHeading in prints.marks
            and mark.text not in ("", seen.column_by_key[mark.column].heading)
        ),
        sections=seen.sections if prints.sections else (),
    )
    seen = _without_what_is_empty(seen, prints)
    slugs = (replace(row, slug=f"at-{number}") for number, row in enumerate(seen.stages))
    seen = replace(seen, stages=tuple(slugs))
    read = stripped(seen)
    pairs = (
        (one.key, other.key)
        for kind in ("stages", "columns", "placements", "sections")
        for one, other in zip(getattr(read, kind), getattr(seen, kind), strict=True)
    )
    return ReadGrid(read, dict(pairs) if has_keys else {})


def _blanked(row, prints):
    blanks = {
        field.name: field.default
        for field in fields(row)
        if field.name in OPTIONAL and field.name not in prints.fields
    }
    return replace(row, **blanks)


def _without_what_is_empty(grid: GridSnapshot, prints: Prints) -> GridSnapshot:
    stages = {row.stage for row in grid.placements}
    columns = {row.column: None for row in grid.placements}
    if prints.empty:
        stages = {row.key for row in grid.stages}
    if prints.columns and prints.empty:
        columns = {row.key: None for row in grid.columns}
    rank = {key: number for number, key in enumerate(columns)}
    along = [row for row in grid.columns if row.key in columns]
    if not prints.columns:
        along.sort(key=lambda row: rank[row.key])

    def there(marks):
        return tuple(mark for mark in marks if mark.stage in stages and mark.column in columns)

    return replace(
        grid,
        stages=tuple(row for row in grid.stages if row.key in stages),
        columns=tuple(along),
        continuations=there(grid.continuations),
        headings=there(grid.headings),
    )
