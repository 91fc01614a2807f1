"""Twice as many lines in one cell take twice as much work, whatever is done with them."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from opportunities.comparing.changes import lay_out
from opportunities.comparing.copy_comparison import CopyComparison
from opportunities.comparing.diff import diff, diff_of_copy
from opportunities.comparing.matching import match
from opportunities.comparing.origins import OriginLabels
from opportunities.editing import copies, lines, replacing
from opportunities.editing.finding import Wanted
from opportunities.grid import patch
from opportunities.grid.snapshot import GridSnapshot
from opportunities.merge import DecisionKind, apply, plan
from opportunities.merge.hiding import with_lost_rows_hidden
from tests.builders import grid, key
from tests.steps import steps

HERE = ("NQT", "School")
THERE = (key("RQT"), key("School"))


def full_of(*words: str, many: int) -> GridSnapshot:
    return grid(
        {
            HERE: [f"{word} {number}" for word in words for number in range(many)],
            ("RQT", "School"): [],
        }
    )


EMPTY = full_of(many=0)


def added_by_both(many: int) -> Callable[[], object]:
    ours = full_of("Lead", many=many)
    theirs = with_other_keys(full_of("Join", many=many))
    return lambda: apply(plan(EMPTY, ours, theirs))


def same_words_added_by_both(many: int) -> Callable[[], object]:
    ours, theirs = full_of("Read", many=many), with_other_keys(full_of("Read", many=many))
    assert plan(EMPTY, ours, theirs).of(DecisionKind.SAME)
    return lambda: apply(plan(EMPTY, ours, theirs))


def withdrawn_and_reworded(many: int) -> Callable[[], object]:
    base = full_of("Read", "Lead", many=many)
    return lambda: plan(base, reworded(base), full_of("Lead", many=many))


def compared(many: int) -> Callable[[], object]:
    before = full_of("Read", "Lead", many=many)
    after = reworded(full_of("Lead", "Join", "Read", many=many))

    def compare() -> None:
        changes = diff(before, after)
        lay_out(changes, [*changes])
        diff_of_copy(before, after)
        OriginLabels(CopyComparison(after, before), "ours", "theirs")

    return compare


def patched(many: int) -> Callable[[], object]:
    before, after = full_of("Read", "Lead", many=many), full_of("Lead", "Join", many=many)

    def undo() -> None:
        made = patch.joined(*patch.halves(patch.between(before, after)))
        patch.applied(before, made)

    return undo


def matched(many: int) -> Callable[[], object]:
    before = full_of("Read", "Lead", many=many)
    after = with_other_keys(full_of("Lead", "Read", "Join", many=many))
    return lambda: match(before, after)


def moved(many: int) -> Callable[[], object]:
    full = full_of("Read", many=2 * many)
    half = [line.key for line in full.placements[many:]]
    return lambda: lines.move_lines(full, half, THERE)


def hidden_by_an_update(many: int) -> Callable[[], object]:
    ours, result = full_of("Read", "Lead", many=many), full_of("Lead", "Join", many=many)
    return lambda: with_lost_rows_hidden(ours, result, ours)


def returned(many: int) -> Callable[[], object]:
    theirs, ours = full_of("Read", many=many), reworded(full_of("Lead", "Read", many=many))
    place = key("NQT"), key("School")
    return lambda: copies.return_cell(ours, place, theirs=theirs, whose="Thornshire")


def replaced(many: int) -> Callable[[], object]:
    full = full_of("Read", "Lead", many=many)
    asked = replacing.Replacing(Wanted("Read"), "Reads")

    def replace_all() -> None:
        found = replacing.hits(full, asked)
        assert len(found) == many
        ids = [hit.id for hit in found]
        replacing.replace_in(full, asked, ids, seen=replacing.fingerprint(found))

    return replace_all


def with_other_keys(made: GridSnapshot) -> GridSnapshot:
    again = {line.key: key(f"other {line.key}") for line in made.opportunities}
    return replace(
        made,
        opportunities=tuple(replace(line, key=again[line.key]) for line in made.opportunities),
        placements=tuple(
            replace(line, key=key(f"other {line.key}"), opportunity=again[line.opportunity])
            for line in made.placements
        ),
    )


def reworded(made: GridSnapshot) -> GridSnapshot:
    changed = (replace(line, text=f"{line.text} well") for line in made.opportunities)
    return replace(made, opportunities=tuple(changed))


@pytest.mark.parametrize(
    "make",
    [
        *(added_by_both, same_words_added_by_both, withdrawn_and_reworded, compared, patched),
        *(matched, moved, hidden_by_an_update, returned, replaced),
    ],
    ids=lambda make: make.__name__,
)
def test_twice_as_much_takes_twice_as_many_steps(make):
    make(10)()  # what is made once
    once, twice = make(200), make(400)

    assert steps(twice) < 2.3 * steps(once)
