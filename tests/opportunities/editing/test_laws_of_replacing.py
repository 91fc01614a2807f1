"""What holds of every replacement, in any grid and with any words."""

from dataclasses import replace
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from opportunities.editing import rows_and_columns
from opportunities.editing.finding import Wanted
from opportunities.editing.lines import CannotEdit, cleaned, validated
from opportunities.editing.replacing import (
    HitsChanged,
    Replacing,
    after,
    fingerprint,
    hits,
    replace_in,
)
from opportunities.grid import patch
from opportunities.grid.fields import FIELDS, row_types
from opportunities.grid.snapshot import Opportunity, Stage
from tests.laws import times
from tests.strategies import Dice, any_grid, dices, edit

WANTED = ("Read", "read", "e", "Lead a", "in", "often", "or seldom", "Ask Jo", ".", "z")
PUT = ("", "x", "Read", "Lead a project", "x" * 260)

WORDS = st.text("aAb s’'-–ﬁfi.\n", max_size=6)


def law(test):
    return times(6)(given(dices())(test))


def any_replacing(dice: Dice) -> Replacing:
    wanted = Wanted(dice.pick(WANTED), bool(dice.throw(2)), dice.seldom())
    return Replacing(wanted, dice.pick(PUT))


@given(words=WORDS, put=WORDS, text=st.text("aAb s’'-–ﬁfi.\n"), by_case=st.booleans())
def test_a_text_keeps_all_that_was_not_found(words, put, text, by_case):
    asked = Replacing(Wanted(words, by_case), put)

    runs = asked.runs(text)

    assert "".join(run.kept + run.removed for run in runs) in ("", text)
    changes = [run for run in runs if run.is_change]
    assert all(asked.wanted.is_in(run.removed) for run in changes)
    assert all(run.added.casefold() == cleaned(put).casefold() for run in changes)
    assert bool(changes) == (bool(runs) and after(runs) != text)
    if cleaned(put):
        assert len(changes) <= len(list(asked.wanted.spans(text)))


@law
def test_only_the_texts_of_the_rows_that_were_chosen_change(dice):
    grid, asked = any_grid(dice), any_replacing(dice)
    found = hits(grid, asked, around=True)
    can_be = [hit for hit in found if not hit.fault]
    chosen = dice.some(can_be) or can_be[:1]
    if not chosen:
        return

    made = replace_in(grid, asked, {hit.id for hit in chosen}, seen=fingerprint(found), around=True)

    changed = {(row.kind, row.identity): row for row in patch.between(grid, made.grid).rows}
    assert patch.between(grid, made.grid).orders == ()
    assert changed.keys() == {(hit.kind, patch.identity_of(hit.before)) for hit in chosen}
    for row in changed.values():
        untouched = {field.name for field in FIELDS[row.kind] if not field.is_text}
        assert all(getattr(row.before, name) == getattr(row.after, name) for name in untouched)


@law
def test_what_was_replaced_is_undone_to_the_letter(dice):
    grid, asked = any_grid(dice), any_replacing(dice)
    found = hits(grid, asked, around=True)
    chosen = {hit.id for hit in found if not hit.fault}
    if not chosen:
        return

    made = replace_in(grid, asked, chosen, seen=fingerprint(found), around=True).grid
    back = patch.applied(made, patch.joined(*reversed(patch.halves(patch.between(grid, made)))))

    assert back.fingerprint == grid.fingerprint


@law
def test_what_has_no_fault_could_be_typed_and_what_has_one_could_not(dice):
    grid, asked = any_grid(dice), any_replacing(dice)

    for hit in hits(grid, asked, around=True):
        if isinstance(hit.after, Opportunity):
            assert hit.fault == refused(validated, hit.after.wording)
        elif isinstance(hit.after, Stage):
            named = {"name": hit.after.name, "roles": hit.after.roles}
            change = partial(rows_and_columns.change_stage, grid, hit.after.key, **named)
            assert hit.fault == refused(change)


def refused(do, *args) -> str:
    try:
        do(*args)
    except CannotEdit as cannot:
        return str(cannot)
    return ""


@law
def test_words_that_the_new_ones_do_not_hold_are_gone_where_they_were_replaced(dice):
    grid, asked = any_grid(dice), replace(any_replacing(dice), put="xyz")
    found = hits(grid, asked, around=True)
    chosen = {hit.id for hit in found}
    if not chosen or asked.wanted.words == "z":
        return

    made = replace_in(grid, asked, chosen, seen=fingerprint(found), around=True).grid

    assert hits(made, asked, around=True) == ()


@law
def test_two_who_replace_at_once_never_write_over_what_they_did_not_see(dice):
    grid, mine = any_grid(dice), any_replacing(dice)
    found = hits(grid, mine, around=True)
    theirs = edit(dice, grid, name="theirs", copies=True)
    now = hits(theirs, mine, around=True)
    chosen = {hit.id for hit in found if not hit.fault}
    if not chosen:
        return

    try:
        made = replace_in(theirs, mine, chosen, seen=fingerprint(found), around=True)
    except HitsChanged:
        assert [(hit.before, hit.places) for hit in now] != [
            (hit.before, hit.places) for hit in found
        ]
        return
    assert [hit.before for hit in now] == [hit.before for hit in found]
    for kind, name in row_types().items():
        unseen = {hit.id for hit in now if hit.kind is kind}
        assert unseen or getattr(made.grid, name) == getattr(theirs, name)


@law
def test_every_hit_has_an_id_of_its_own(dice):
    found = hits(any_grid(dice), any_replacing(dice), around=True)

    assert len({hit.id for hit in found}) == len(found)
