"""What holds when a grid gets the keys of the one that it goes back to."""

from collections import Counter
from dataclasses import replace
from uuid import UUID, uuid5

from hypothesis import given

from opportunities.comparing.diff import diff
from opportunities.comparing.matching import PairKind, match
from opportunities.grid.snapshot import GridSnapshot
from tests.opportunities.random_grids import grids
from tests.strategies import any_grid, dices

STRANGE = UUID(int=77)


def stripped(snapshot: GridSnapshot) -> GridSnapshot:
    """The grid under other keys, as a file without any would be read."""

    def other(row_key):
        return uuid5(STRANGE, str(row_key))

    def placed(row):
        return replace(row, stage=other(row.stage), column=other(row.column))

    def all_of(rows):
        return tuple(replace(row, key=other(row.key)) for row in rows)

    return GridSnapshot(
        stages=all_of(snapshot.stages),
        columns=all_of(snapshot.columns),
        opportunities=tuple(
            replace(row, derived_from=None) for row in all_of(snapshot.opportunities)
        ),
        placements=tuple(
            replace(placed(row), key=other(row.key), opportunity=other(row.opportunity))
            for row in snapshot.placements
        ),
        continuations=tuple(map(placed, snapshot.continuations)),
        headings=tuple(map(placed, snapshot.headings)),
        sections=all_of(snapshot.sections),
    )


def keys_of(snapshot):
    rows = (*snapshot.stages, *snapshot.columns, *snapshot.placements, *snapshot.sections)
    return {row.key: row.key for row in rows}


def without_loose_lines(snapshot):
    placed = {row.opportunity for row in snapshot.placements}
    lines = tuple(row for row in snapshot.opportunities if row.key in placed)
    return replace(snapshot, opportunities=lines)


@given(grids() | dices().map(any_grid))
def test_a_grid_is_itself_again_with_its_keys_and_with_all_keys_stripped(one):
    same = without_loose_lines(one).fingerprint

    for matching in (match(one, one, carried=keys_of(one)), match(one, stripped(one))):
        assert not diff(one, matching.grid)
        assert matching.grid.fingerprint == same
        assert not matching.questions
        assert {pair.kind for pair in matching.pairs} <= {PairKind.SAME}


@given(grids(), grids())
def test_any_two_grids_match_and_every_row_is_told_once(base, theirs):
    matching = match(base, theirs)

    after = Counter(id(pair.after) for pair in matching.pairs if pair.after)
    before = Counter(id(pair.before) for pair in matching.pairs if pair.before)
    for rows, counted in ((theirs, after), (base, before)):
        listed = (*rows.stages, *rows.columns, *rows.placements, *rows.sections)
        assert counted == Counter(map(id, listed))
    assert not diff(matching.grid, match(matching.grid, stripped(matching.grid)).grid)
