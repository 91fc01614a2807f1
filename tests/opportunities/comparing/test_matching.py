"""What holds when a grid gets the keys of the one that it goes back to."""

from collections import Counter
from dataclasses import replace
from hashlib import sha256
from string import ascii_lowercase
from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from opportunities.comparing.diff import diff
from opportunities.comparing.matching import PairKind, match
from opportunities.grid.snapshot import GridSnapshot
from tests.builders import grid
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


# A grid of plain words, and what people do to its file.


def word(number: int) -> str:
    """A word of nine letters for each number, and no two that are at all alike."""
    digits = sha256(str(number).encode()).digest()
    return "".join(ascii_lowercase[digit % 26] for digit in digits[:9])


def sentence(number: int) -> str:
    return " ".join(word(5 * number + place) for place in range(5)).capitalize()


STAGES = ("Newcomers", "Teachers", "Heads")
COLUMNS = ("School", "Nation")
PLAIN = grid(
    {
        (stage, column): [sentence(10 * (2 * down + along) + line) for line in range(4)]
        for down, stage in enumerate(STAGES)
        for along, column in enumerate(COLUMNS)
    }
)


class Typist:
    """Somebody who changes a file: no line twice, each in one way. `told`: what has become of
    each, by the words that it had or, if it is new, has."""

    def __init__(self, dice):
        self.dice = dice
        self.cells = {
            place: [PLAIN.opportunity_by_key[row.opportunity].text for row in rows]
            for place, rows in PLAIN.cells.items()
        }
        self.left = [text for texts in self.cells.values() for text in texts]
        self.told = {}

    def place_of(self, text):
        return next(place for place, texts in self.cells.items() if text in texts)

    def step(self, number):
        if not self.left:
            return
        text = self.left.pop(self.dice.throw(len(self.left)))
        box = self.cells[self.place_of(text)]
        at = box.index(text)
        what = self.dice.pick(("added", "reworded", "moved", "removed"))
        if what == "added":
            text = sentence(200 + number)
            box.insert(at, text)
        elif what == "reworded":
            box[at] = f"{text} {word(1500 + number)[:4]}"
        else:
            box.remove(text)
        if what == "moved":
            others = [cell for cell in self.cells.values() if cell is not box]
            to = self.dice.pick(others)
            to.insert(self.dice.throw(len(to) + 1), text)
        self.told[text] = what

    def written(self):
        name = {row.key: row.name for row in PLAIN.stages}
        name |= {row.key: row.heading for row in PLAIN.columns}
        return grid({(name[s], name[c]): texts for (s, c), texts in self.cells.items()})


@given(dices(), st.integers(0, 6), st.booleans())
def test_exactly_what_was_typed_comes_out(dice, steps, has_keys):
    typist = Typist(dice)
    for number in range(steps):
        typist.step(number)
    theirs = stripped(typist.written())

    carried = keys_by_words(theirs) if has_keys else {}
    matching = match(PLAIN, theirs, carried=carried)

    changes = diff(PLAIN, matching.grid)
    assert {(change.before or change.after).text: change.kind for change in changes} == typist.told
    assert len(changes.items) == len(typist.told)
    assert all(not change.reordered for change in changes)
    assert not matching.questions


def keys_by_words(theirs):
    """What the lines of a file carry whose rows moved with their keys."""
    said = {PLAIN.opportunity_by_key[row.opportunity].text: row.key for row in PLAIN.placements}
    texts = {row.key: theirs.opportunity_by_key[row.opportunity].text for row in theirs.placements}
    return {
        key: said[text.rsplit(" ", 1)[0]] if text not in said else said[text]
        for key, text in texts.items()
        if text in said or text.rsplit(" ", 1)[0] in said
    }


@given(st.permutations(range(4)), st.permutations(STAGES), st.permutations(COLUMNS))
def test_in_another_order_every_row_keeps_its_key(lines, stages, columns):
    at = {name: number for number, name in enumerate((*stages, *columns))}
    theirs = replace(
        PLAIN,
        stages=tuple(sorted(PLAIN.stages, key=lambda row: at[row.name])),
        columns=tuple(sorted(PLAIN.columns, key=lambda row: at[row.heading])),
        placements=tuple(rows[line] for rows in PLAIN.cells.values() for line in lines),
    )

    assert match(PLAIN, stripped(theirs)).grid.fingerprint == theirs.fingerprint


@given(grids(), dices(), st.integers(0, 5))
def test_no_line_gets_the_key_of_another_by_moving_or_inserting(base, dice, steps):
    """Also where the same words stand again and again: what keeps a key says the same."""
    rows = list(base.placements)
    for number in range(steps if rows else 0):
        row = rows.pop(dice.throw(len(rows)))
        rows.insert(dice.throw(len(rows) + 1), row)
        if dice.seldom():
            rows.insert(0, replace(row, key=uuid5(STRANGE, f"new {number}")))
    theirs = stripped(replace(base, placements=tuple(rows)))

    found = match(base, theirs).grid

    was = {row.key: row for row in base.placements}
    for row in found.placements:
        line = found.opportunity_by_key[row.opportunity]
        if row.key in was:
            before = base.opportunity_by_key[was[row.key].opportunity]
            assert (line.text, line.details) == (before.text, before.details)
