"""What holds of every update, whatever the three grids are and whatever is chosen.

Grids are equal when their fingerprints are: rows, words, order, addresses and origins, but not
the order of kinds that have none. What a followed framework hides is not there for its followers,
so theirs means `as_followers_see(theirs)`. Keys that an update makes are made from other keys and
words, so that the same update gives the same grid on any machine.

`CPD_LAWS=random CPD_LAW_CASES=2000 pytest tests/opportunities/merge/test_laws.py` looks further.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from opportunities.grid.fields import FIELDS, Field
from opportunities.grid.snapshot import GridSnapshot, Opportunity, Placement
from opportunities.merge import (
    MISSING,
    Answer,
    Choice,
    DecisionKind,
    Undecided,
    apply,
    as_followers_see,
    plan,
)
from opportunities.merge.cases import MERGED
from tests.opportunities.merge.laws import (
    any_choices,
    fields_of,
    keeping_ours,
    law,
    same,
    three_grids,
    words_at,
)
from tests.strategies import Dice, any_grid, edit

type Ways = tuple[list[GridSnapshot], list[GridSnapshot]]


@law
def test_untouched_copy_becomes_theirs(dice):
    base, _, theirs = three_grids(dice)

    update = plan(base, as_followers_see(base), theirs)

    assert update.questions == ()
    assert same(apply(update), as_followers_see(theirs))


@law
def test_unchanged_framework_leaves_ours(dice):
    base, ours, _ = three_grids(dice)

    update = plan(base, ours, base)

    assert update.reported == ()
    assert same(apply(update), ours)


def read_by_people(grid: GridSnapshot) -> GridSnapshot:
    """What they see of it: without the lines that stand nowhere, too."""
    seen = as_followers_see(grid)
    placed = {row.opportunity for row in seen.placements}
    lines = tuple(row for row in seen.opportunities if row.key in placed)
    return replace(seen, opportunities=lines)


@law
def test_same_changes_on_both_sides_ask_nothing(dice):
    """What we hide they cannot have, so of that it is what people see that is the same."""
    base, ours, _ = three_grids(dice)
    seen = as_followers_see(ours)

    update = plan(base, ours, ours)

    assert update.questions == ()
    assert same(read_by_people(apply(update)), read_by_people(ours))
    assert same(apply(plan(base, seen, seen)), seen)


@law
def test_any_three_grids_give_a_grid_whatever_is_chosen(dice):
    base, ours, theirs = three_grids(dice)
    update = plan(base, ours, theirs, dice.seldom())

    result = apply(update, any_choices(dice, update))

    known = {*ours.stage_by_key, *theirs.stage_by_key}
    assert {placement.stage for placement in result.placements} <= known
    assert result.stage_by_key.keys() <= known


@law
def test_questions_without_an_answer_are_refused_and_named(dice):
    base, ours, theirs = three_grids(dice)
    update = plan(base, ours, theirs)
    choices = any_choices(dice, update)
    left_out = [question.id for question in update.questions if dice.seldom()]
    given = {id: choice for id, choice in choices.items() if id not in left_out}

    if not left_out:
        apply(update, given)
        return
    with pytest.raises(Undecided) as refusal:
        apply(update, given)
    assert [question.id for question in refusal.value.questions] == left_out


@law
def test_order_of_choosing_does_not_matter(dice):
    base, ours, theirs = three_grids(dice)
    update = plan(base, ours, theirs)
    choices = any_choices(dice, update)
    shuffled = dict(dice.shuffled(list(choices.items())))

    assert apply(update, shuffled) == apply(update, choices)


@law
def test_update_taken_in_asks_nothing_again(dice):
    base, ours, theirs = three_grids(dice)
    update = plan(base, ours, theirs)
    result = apply(update, any_choices(dice, update))

    again = plan(theirs, result, theirs)

    assert again.reported == ()
    assert same(apply(again), result)


@law
def test_decisions_are_known_by_one_id_each(dice):
    base, ours, theirs = three_grids(dice)

    ids = [decision.id for decision in plan(base, ours, theirs).decisions]

    assert len(ids) == len(set(ids))


@law
def test_plans_of_the_same_grids_are_the_same(dice):
    base, ours, theirs = three_grids(dice)

    first, second = plan(base, ours, theirs), plan(base, ours, theirs)

    assert first.decisions == second.decisions
    assert [one.fingerprint for one in first.decisions] == [
        one.fingerprint for one in second.decisions
    ]


@law
def test_nothing_of_ours_is_lost_without_a_choice(dice):
    """Every row of our own and every field that we changed is there, after keeping ours wherever
    something was asked. Words that we changed stand wherever their cell is, and somewhere."""
    base, ours, theirs = three_grids(dice)
    base, theirs = as_followers_see(base), as_followers_see(theirs)
    update = plan(base, ours, theirs)

    after_it = apply(update, keeping_ours(update))
    result = fields_of(after_it) | joined(ours, after_it, theirs)

    before, now, after = fields_of(base), fields_of(ours), fields_of(theirs)
    for known, value in now.items():
        kind, key, field = known
        if field == "hidden":
            assert result.get(known, value) == value, known
        elif before.get(known, MISSING) == value or (
            known not in before and known in after and not value
        ):
            continue  # as it was, or a blank of ours in a row that both added
        elif kind is not Opportunity:
            said = result[known] if isinstance(result[known], set) else {result[known]}
            assert after.get(known, MISSING) == value or value in said, known
        elif we_wrote(words_at(ours)[key], field, base, theirs):
            assert result.get(known, value) == value, known
            assert value in {v for (k, _, f), v in result.items() if (k, f) == (kind, field)}


def joined(before: GridSnapshot, after: GridSnapshot, theirs: GridSnapshot) -> dict:
    """The fields of placements of ours that became one with another of their line, in our cell or
    in that to which they moved it: the notes of both stand there, and the tier of one of them."""
    values: dict = {}
    left = {row.key for row in after.placements}
    tier_of = {row.key: row.tier for row in before.placements}
    for row in before.placements:
        places = dict.fromkeys((row.place, theirs.placement_by_key.get(row.key, row).place))
        into = [
            other
            for place in places
            for other in after.cells.get(place, ())
            if other.opportunity in shown_by(row, before, theirs)
            and not other.hidden
            and row.key not in left
        ]
        if into:
            values |= {
                (Placement, row.key, field.name): {field.of(other) for other in into}
                for field in MERGED[Placement]
            }
        notes = {"", *(line for other in into for line in other.note.split("\n"))}
        tiers = {row.tier, *(each for one in into for each in (one.tier, tier_of.get(one.key)))}
        for one in (row, *into) if into else ():
            values |= {(Placement, one.key, "note"): notes, (Placement, one.key, "tier"): tiers}
    return values


def shown_by(row: Placement, grid: GridSnapshot, theirs: GridSnapshot) -> set:
    """The line of this placement, the one that it rewords, and the one that they have there."""
    line = grid.opportunity_by_key[row.opportunity]
    there = words_at(theirs).get(row.key)
    return {line.key, line.derived_from, there and there.key}


def we_wrote(line: Opportunity, field: str, base: GridSnapshot, theirs: GridSnapshot) -> bool:
    """Whether these words of a line are ours. What we left blank in a line of our own that they
    have too is not."""
    value, before = getattr(line, field), base.opportunity_by_key
    if line.key not in before and line.key in theirs.opportunity_by_key:
        return bool(value)
    was = next((before[key] for key in (line.key, line.derived_from) if key in before), None)
    return was is None or getattr(was, field) != value


def taken_in(base: GridSnapshot, ours: GridSnapshot, theirs: GridSnapshot) -> GridSnapshot:
    """Everything answered for ours. Whether a new stage is for us does not depend on the way that
    it came, and where nothing was hidden nobody is asked: it is."""
    update = plan(base, ours, theirs)
    stages = update.of(DecisionKind.NEW)
    is_for_us = {stage.id: Choice(Answer.FOR_US) for stage in stages}
    return apply(update, keeping_ours(update) | is_for_us)


def taken_in_both_ways(dice: Dice) -> tuple[list[GridSnapshot], Ways]:
    """Four editions, and what our copy becomes with the last of them: one by one, and at once."""
    base = any_grid(dice, hides=False)
    ours = edit(dice, base, name="ours", copies=True)
    editions = [base]
    for number in range(3):
        editions.append(edit(dice, editions[-1], name=f"edition {number}", most=3))
    stepwise = [ours]
    for before, after in pairwise(editions):
        stepwise.append(taken_in(before, stepwise[-1], after))
    return editions, (stepwise, [ours, taken_in(base, ours, editions[-1])])


def joined_on_the_way(editions: Sequence[GridSnapshot], ways: Ways) -> set:
    """What `joined` knows of every step: of placements that became one, what they say depends on
    when they met."""
    taken = (editions[1:], editions[-1:])
    return {
        known
        for way, edition in zip(ways, taken, strict=True)
        for (before, after), theirs in zip(pairwise(way), edition, strict=True)
        for known in joined(before, after, theirs)
    }


def changes(values: Sequence) -> int:
    return sum(before != after for before, after in pairwise(values))


@law
def test_editions_one_by_one_or_at_once_give_the_same_rows(dice):
    """In every field that we left alone, or that they changed at most once.

    What they withdrew in the end is there only for something that we did to it, so it is not left
    alone. Two placements that become one have the notes of both, and the tier of one of them.
    """
    editions, ways = taken_in_both_ways(dice)

    one, other = (fields_of(way[-1]) for way in ways)
    now = fields_of(ways[0][0])
    became_one = joined_on_the_way(editions, ways)
    history = [fields_of(edition) for edition in editions]
    for known in one.keys() & other.keys():
        values = [edition.get(known, MISSING) for edition in history]
        left_alone = now.get(known, MISSING) == values[0] and values[-1] is not MISSING
        if known[0] is Opportunity or known in became_one:
            continue
        if left_alone or changes(values) <= 1:
            assert one[known] == other[known], known


@law
def test_editions_one_by_one_or_at_once_give_the_same_words(dice):
    """In every field of a line that we left alone, or that they changed at most once.

    What they did to the words of a cell is what they did there and to the line that we have there.
    A line that they withdrew from it in the end, or everywhere, is our own from when we kept it.
    Where they or we put another line in the cell, it is each of these lines that is left alone or
    not. What became one with another placement is not compared: it depends on when they met.
    """
    editions, ways = taken_in_both_ways(dice)
    (ours, *_, stepwise), (_, at_once) = ways
    became_one = {key for _, key, _ in joined_on_the_way(editions, ways)}
    cells = [words_at(edition) for edition in editions]
    lines = [edition.opportunity_by_key for edition in editions]
    for key, line in words_at(stepwise).items():
        if key in became_one:
            continue
        other = words_at(at_once).get(key)
        there = [words.get(key) for words in cells]
        given = next(filter(None, there), None)
        our_line = words_at(ours).get(key) or (given and ours.opportunity_by_key.get(given.key))
        elsewhere = [our_line and theirs_of(our_line, of, lines[0]) for of in lines]
        history = list(zip(there, elsewhere, strict=True))
        if any(first and not last for first, last in zip(history[0], history[-1], strict=True)):
            continue
        stood_there = {row.key for row in (*there, *elsewhere) if row}
        is_one_line = len(stood_there) < 2
        untouched = all(
            ours.opportunity_by_key.get(each) == lines[0].get(each) for each in stood_there
        )
        was = there[0] or elsewhere[0]
        for field in FIELDS[Opportunity] if other else ():
            values = [tuple(of(field, each) for each in pair) for pair in history]
            left_alone = our_line == was and untouched
            if is_one_line:
                left_alone = of(field, our_line) == of(field, was)
            if left_alone or (is_one_line and changes(values) <= 1):
                assert field.of(line) == field.of(other), (key, field)


def theirs_of(line: Opportunity, lines: dict, base: dict) -> Opportunity | None:
    """What they have of a line of ours: the same, or the one that it rewords."""
    return lines.get(line.key if line.key in base else line.derived_from)


def of(field: Field, line: Opportunity | None) -> object:
    return MISSING if line is None else field.of(line)
