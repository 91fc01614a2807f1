"""What holds of every file that is brought in against an edition, whatever it prints."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from opportunities.comparing.diff import diff
from opportunities.comparing.matching import PairKind
from opportunities.comparing.similarity import folded
from opportunities.exchange.reading.against.comparison import compare_with_edition
from opportunities.exchange.reading.against.printed import OUR_OWN
from opportunities.exchange.reading.proposing.to_grid import ReadGrid
from opportunities.grid.snapshot import GridSnapshot
from opportunities.grid.visible import as_followers_see
from opportunities.merge import apply, plan
from tests.opportunities.comparing.test_matching import PLAIN, Typist
from tests.opportunities.exchange.reading.files_of_grids import any_edition, any_prints, file_of
from tests.strategies import dices, edit

BOOLEANS = st.booleans()


@given(dices(), BOOLEANS)
def test_a_file_that_was_not_changed_changes_nothing(dice, has_keys):
    base, prints = any_edition(dice), any_prints(dice)

    found = compare_with_edition(base, file_of(base, prints, has_keys=has_keys), prints)

    assert not diff(base, found.theirs)
    assert found.changes_nothing
    assert not found.questions
    assert {pair.kind for pair in found.pairs} <= {PairKind.SAME}


def without_twins(grid: GridSnapshot) -> GridSnapshot:
    """The grid, with no line twice in a box, as the rules of updating have it."""
    texts = {line.key: folded(line.text) for line in grid.opportunities}
    once = {(row.place, texts[row.opportunity]): row for row in reversed(grid.placements)}
    return replace(grid, placements=tuple(once.values()))


@given(dices(), BOOLEANS)
def test_what_a_filter_leaves_out_stays(dice, has_keys):
    """And a list of somebody's own withdraws nothing either.

    Lines that print the same in one box have nothing but keys to tell them apart.
    """
    base = any_edition(dice)
    if not has_keys:
        base = without_twins(base)
    prints = replace(any_prints(dice), is_whole=False)
    whole = file_of(base, prints, has_keys=has_keys)
    rows = tuple(row for row in whole.grid.placements if not dice.seldom())
    part = ReadGrid(replace(whole.grid, placements=rows), whole.carried)

    assert compare_with_edition(base, part, prints).changes_nothing


@given(dices(), BOOLEANS)
def test_what_is_not_printed_is_neither_withdrawn_nor_reworded(dice, has_keys):
    """Hidden lines, other stages and, of a list, every line: whatever the file says."""
    base = any_edition(dice)
    prints = any_prints(dice)
    if base.stages and dice.seldom():
        prints = replace(prints, stage=dice.pick(base.stages).key)
    other = edit(dice, as_followers_see(base), name="file")
    if prints.stage and prints.stage not in other.stage_by_key:
        return
    prints = replace(prints, is_whole=not dice.seldom())
    file = file_of(other, prints, has_keys=has_keys)

    found = compare_with_edition(base, file, prints)

    printable = {row.key for row in as_followers_see(base).placements}
    now = {row.key: row for row in found.theirs.placements}
    told = {pair.before.key for pair in found.pairs if pair.before}
    for row in base.placements:
        is_other_stage = prints.stage is not None and row.stage != prints.stage
        if row.key not in printable or is_other_stage:
            assert now[row.key].place == row.place
            said = found.theirs.opportunity_by_key[now[row.key].opportunity].wording
            assert said == base.opportunity_by_key[row.opportunity].wording
            assert row.key not in told
        elif not prints.is_whole:
            assert row.key in now
    assert PairKind.GONE not in found.counts or prints.is_whole


@given(dices(), st.integers(0, 6), BOOLEANS)
def test_exactly_what_was_typed_comes_out(dice, steps, has_keys):
    typist = Typist(dice)
    for number in range(steps):
        typist.step(number)
    prints = any_prints(dice)

    found = compare_with_edition(PLAIN, file_of(typist.written(), prints), prints)

    changes = diff(PLAIN, found.theirs)
    assert {(change.before or change.after).text: change.kind for change in changes} == typist.told
    assert len(changes.items) == len(typist.told)
    assert not found.questions


@given(dices(), BOOLEANS)
def test_a_whole_file_of_ours_is_what_comes_out(dice, has_keys):
    base = any_edition(dice, hides=False)
    other = edit(dice, base, name="file")

    found = compare_with_edition(base, file_of(other, OUR_OWN, has_keys=has_keys), OUR_OWN)

    assert read(found.theirs) == read(other)


def read(grid):
    """What readers see, without keys."""
    return (
        [replace(row, key=None, slug="") for row in grid.stages],
        [replace(row, key=None) for row in grid.columns],
        [
            [(grid.opportunity_by_key[row.opportunity].wording, row.tier, row.note) for row in rows]
            for rows in grid.cells.values()
        ],
        [(row.heading, row.body) for row in grid.sections],
        [grid.word_at.get(place) for place in grid.cells],
    )


@given(dices(), BOOLEANS)
def test_a_file_brought_in_twice_brings_its_new_lines_once(dice, has_keys):
    base, prints = any_edition(dice), any_prints(dice)
    other = edit(dice, base, name="file")

    first, again = (compare_with_edition(base, file_of(other, prints), prints) for _ in range(2))

    assert first.theirs == again.theirs


@given(dices(), BOOLEANS)
def test_an_unchanged_file_of_an_earlier_edition_does_nothing_to_any_draft(dice, has_keys):
    base, prints = any_edition(dice, hides=False), any_prints(dice)
    draft = edit(dice, base, name="draft")

    found = compare_with_edition(base, file_of(base, prints, has_keys=has_keys), prints)
    update = plan(base, draft, found.theirs, deletes=True)

    assert not update.reported
    assert apply(update).fingerprint == draft.fingerprint
