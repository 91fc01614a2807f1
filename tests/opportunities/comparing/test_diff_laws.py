"""What holds for what is told of any two grids."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from opportunities.comparing.diff import ChangeKind, diff
from opportunities.comparing.sequences import out_of_order
from opportunities.grid.fields import FIELDS
from opportunities.grid.snapshot import (
    Column,
    Continuation,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
    Stage,
)
from tests.opportunities.random_grids import grids, pairs


def as_read(snapshot):
    """All that a reader could see of a grid, in its order: the other way to say what is told."""

    def values(kind, row):
        return tuple(field.of(row) for field in FIELDS[kind])

    return {
        Stage: [(row.key, values(Stage, row)) for row in snapshot.stages],
        Column: [(row.key, values(Column, row)) for row in snapshot.columns],
        Section: [(row.key, values(Section, row)) for row in snapshot.sections],
        Placement: [
            (
                row.key,
                values(Placement, row),
                _words(snapshot, row),
            )
            for row in snapshot.placements
        ],
        Continuation: {(row.stage, row.column, row.word) for row in snapshot.continuations},
        PrintedHeading: {(row.stage, row.column, row.text) for row in snapshot.headings},
    }


@given(grids())
def test_a_grid_does_not_differ_from_itself(one):
    assert not diff(one, one)


@given(pairs())
def test_something_is_told_exactly_where_something_reads_differently(pair):
    before, after = pair

    assert bool(diff(before, after)) == (as_read(before) != as_read(after))
    if before.fingerprint == after.fingerprint:
        assert not diff(before, after)


def _words(snapshot, placement):
    row = snapshot.opportunity_by_key[placement.opportunity]
    return tuple(field.of(row) for field in FIELDS[Opportunity])


def is_of_words(change):
    """Whether it tells of an opportunity in all the places that it kept."""
    return (
        isinstance(change.row, Opportunity)
        and change.before
        and change.after
        and change.before.key == change.after.key
        and all(difference.field in FIELDS[Opportunity] for difference in change.differences)
        and bool(change.differences)
    )


@given(pairs())
def test_every_placement_that_came_went_or_changed_is_told_once(pair):
    before, after = pair
    changes = diff(before, after)
    was = {row.key: row for row in before.placements}
    now = {row.key: row for row in after.placements}
    said = Counter(
        placed.placement.key
        for change in changes
        if not is_of_words(change)
        for placed in change.placed
    )
    words = {
        name: {row.key: _words(snapshot, row) for row in snapshot.placements}
        for name, snapshot in (("was", before), ("now", after))
    }
    moved = set()
    for place, lines in after.cells.items():
        moved |= out_of_order(
            [row.key for row in before.cells.get(place, ())], [row.key for row in lines]
        )

    assert set(said.values()) <= {1}
    assert set(said) == {
        key
        for key in was.keys() | now.keys()
        if key not in was
        or key not in now
        or key in moved
        or any(field.of(was[key]) != field.of(now[key]) for field in FIELDS[Placement])
        or (was[key].opportunity != now[key].opportunity and words["was"][key] != words["now"][key])
    }


@given(pairs())
def test_every_opportunity_reworded_where_it_stands_is_told_once_with_all_those_places(pair):
    before, after = pair
    said = [change for change in diff(before, after) if is_of_words(change)]
    was = {row.key: row for row in before.placements}
    kept = [
        row
        for row in after.placements
        if row.key in was and was[row.key].opportunity == row.opportunity
    ]

    assert Counter(
        (change.row.key, placed.after.key) for change in said for placed in change.placed
    ) == Counter(
        (row.opportunity, row.key)
        for row in kept
        if any(
            field.of(before.opportunity_by_key[row.opportunity])
            != field.of(after.opportunity_by_key[row.opportunity])
            for field in FIELDS[Opportunity]
        )
    )
    assert len({change.row.key for change in said}) == len(said)


@given(pairs())
def test_every_stage_column_and_section_that_changed_is_told_once(pair):
    before, after = pair
    changes = diff(before, after)

    for kind, name in ((Stage, "stages"), (Column, "columns"), (Section, "sections")):
        was = {row.key: row for row in getattr(before, name)}
        now = {row.key: row for row in getattr(after, name)}
        said = Counter(change.row.key for change in changes if isinstance(change.row, kind))
        assert set(said.values()) <= {1}
        assert set(said) == {
            key
            for key in was.keys() | now.keys()
            if key not in was
            or key not in now
            or key in out_of_order([*was], [*now])
            or any(field.of(was[key]) != field.of(now[key]) for field in FIELDS[kind])
        }


@given(pairs())
def test_every_mark_that_changed_is_told_once(pair):
    before, after = pair
    changes = diff(before, after)

    for kind, name in ((Continuation, "continuations"), (PrintedHeading, "headings")):
        was = {(row.stage, row.column): row for row in getattr(before, name)}
        now = {(row.stage, row.column): row for row in getattr(after, name)}
        said = Counter(
            place for change in changes if isinstance(change.row, kind) for place in change.cells
        )
        assert set(said.values()) <= {1}
        assert set(said) == {
            place
            for place in was.keys() | now.keys()
            if was.get(place) != now.get(place) and place in before.cells and place in after.cells
        }


@given(pairs())
def test_told_backwards_additions_are_removals(pair):
    before, after = pair
    forwards, backwards = diff(before, after).counts, diff(after, before).counts

    assert bool(forwards) == bool(backwards)
    assert forwards.get(ChangeKind.ADDED, 0) == backwards.get(ChangeKind.REMOVED, 0)


@given(st.permutations(range(7)), st.permutations(range(9)))
def test_the_fewest_are_out_of_order(one, other):
    moved = out_of_order(one, other)
    common = [number for number in one if number in other]

    assert [n for n in one if n in other and n not in moved] == [
        n for n in other if n in one and n not in moved
    ]
    assert len(moved) == len(common) - longest_common(common, [n for n in other if n in one])


def longest_common(one, other):
    """The length of the longest common subsequence, by the textbook's table."""
    lengths = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            lengths[i + 1][j + 1] = (
                lengths[i][j] + 1 if a == b else max(lengths[i][j + 1], lengths[i + 1][j])
            )
    return lengths[-1][-1]
