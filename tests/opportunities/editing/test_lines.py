from dataclasses import replace

import pytest

from opportunities.editing import lines as edits
from opportunities.editing.lines import CannotEdit
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier
from tests.builders import grid, key, texts

SCHOOL, NETWORK = ("NQT", "School"), ("NQT", "Network")
GRID = grid(
    {
        SCHOOL: ["Join in", "Read"],
        NETWORK: ["Visit"],
        ("RQT", "School"): ["Join in"],
        ("RQT", "Mixed"): ["Study"],
    },
    tiers={"Network": ProviderTier.LOCAL_NETWORK, "Mixed": None},
    continues={("RQT", "Network"): ContinuationWord.PLUS},
)


def at(stage, column):
    return key(stage), key(column)


def placed(stage, column, number=0):
    return key(f"{stage}/{column}/{number}")


def lines(snapshot, stage, column):
    return texts(snapshot, snapshot.cells[at(stage, column)])


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("Join\N{ZERO WIDTH SPACE} in\N{ZERO WIDTH NO-BREAK SPACE}", "Join in"),
        ("Pro\N{SOFT HYPHEN}gramme", "Programme"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}Join in", "Join in"),
        (
            "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{SCHOOL} joins",
            "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{SCHOOL} joins",
        ),
    ],
)
def test_what_nobody_sees_is_not_kept(pasted, kept):
    edit = edits.reword(GRID, key("Visit"), Wording(pasted))

    assert lines(edit.grid, *NETWORK) == [kept]


def test_a_line_of_nothing_that_is_seen_is_refused():
    with pytest.raises(CannotEdit, match="Write the words"):
        edits.reword(GRID, key("Visit"), Wording("\N{ZERO WIDTH SPACE}\N{ZERO WIDTH JOINER}"))


def test_added_lines_stand_last_in_their_cell_with_the_tier_of_its_column():
    edit = edits.add_lines(GRID, at(*NETWORK), ["  Host\na visit ", "", "Meet"])

    assert lines(edit.grid, *NETWORK) == ["Visit", "Host a visit", "Meet"]
    assert {line.tier for line in edit.grid.cells[at(*NETWORK)]} == {ProviderTier.LOCAL_NETWORK}
    assert (edit.what, edit.about) == ("added", "2 lines to NQT")


def test_a_line_in_a_column_of_several_providers_has_to_say_who_provides_it():
    with pytest.raises(CannotEdit, match="Say who provides this"):
        edits.add_lines(GRID, at("RQT", "Mixed"), ["Host"])

    edit = edits.add_lines(GRID, at("RQT", "Mixed"), ["Host"], tier=ProviderTier.SELF)

    assert edit.grid.cells[at("RQT", "Mixed")][-1].tier == ProviderTier.SELF


def test_rewording_everywhere_changes_the_line_and_keeps_its_places():
    edit = edits.reword(GRID, key("Join in"), Wording("Take part", ("E.g. now", " "), ""))

    assert lines(edit.grid, *SCHOOL) == ["Take part", "Read"]
    assert lines(edit.grid, "RQT", "School") == ["Take part"]
    assert edit.grid.placements == GRID.placements
    assert edit.grid.opportunity_by_key[key("Join in")].details == ("E.g. now",)
    assert edit.about == "“Join in” in 2 places"


def test_rewording_here_gives_the_cell_a_line_of_its_own_that_knows_where_it_is_from():
    edit = edits.reword_here(GRID, placed(*SCHOOL), Wording("Take part"))

    assert lines(edit.grid, *SCHOOL) == ["Take part", "Read"]
    assert lines(edit.grid, "RQT", "School") == ["Join in"]
    (own,) = [line for line in edit.grid.opportunities if line.text == "Take part"]
    assert own.derived_from == key("Join in")


def test_a_second_rewording_here_still_names_the_first_line():
    first = edits.reword_here(GRID, placed(*SCHOOL), Wording("Take part")).grid
    copied = edits.copy_lines(first, [placed(*SCHOOL)], [at(*NETWORK)]).grid

    second = edits.reword_here(copied, placed(*SCHOOL), Wording("Share")).grid

    (own,) = [line for line in second.opportunities if line.text == "Share"]
    assert own.derived_from == key("Join in")


def test_rewording_here_a_line_that_stands_nowhere_else_keeps_its_key():
    edit = edits.reword_here(GRID, placed("NQT", "School", 1), Wording("Read more"))

    assert edit.grid.opportunity_by_key[key("Read")].text == "Read more"


@pytest.mark.parametrize(
    ("keys", "place", "before", "expected"),
    [
        ([placed(*SCHOOL)], NETWORK, None, {SCHOOL: ["Read"], NETWORK: ["Visit", "Join in"]}),
        (
            [placed(*SCHOOL, 1), placed(*SCHOOL)],
            NETWORK,
            placed(*NETWORK),
            {SCHOOL: [], NETWORK: ["Join in", "Read", "Visit"]},
        ),
        ([placed(*SCHOOL, 1)], SCHOOL, placed(*SCHOOL), {SCHOOL: ["Read", "Join in"]}),
        ([placed(*SCHOOL)], SCHOOL, None, {SCHOOL: ["Read", "Join in"]}),
    ],
)
def test_moved_lines_stand_where_they_were_put(keys, place, before, expected):
    edit = edits.move_lines(GRID, keys, at(*place), before=before)

    assert {cell: lines(edit.grid, *cell) for cell in expected} == expected
    assert {line.key for line in edit.grid.placements} == {line.key for line in GRID.placements}


def test_a_line_that_moves_to_another_column_is_provided_by_whom_the_column_names():
    moved = edits.move_lines(GRID, [placed(*SCHOOL)], at(*NETWORK)).grid
    mixed = edits.move_lines(GRID, [placed(*SCHOOL)], at("RQT", "Mixed")).grid

    assert moved.cells[at(*NETWORK)][-1].tier == ProviderTier.LOCAL_NETWORK
    assert mixed.cells[at("RQT", "Mixed")][-1].tier == ProviderTier.SCHOOL


def test_a_copied_line_is_the_same_line_and_stands_once_in_a_cell():
    edit = edits.copy_lines(
        GRID, [placed(*SCHOOL), placed(*SCHOOL, 1)], [at("RQT", "School"), at(*NETWORK)]
    )

    assert lines(edit.grid, "RQT", "School") == ["Join in", "Read"]
    assert lines(edit.grid, *NETWORK) == ["Visit", "Join in", "Read"]
    assert edit.grid.opportunities == GRID.opportunities


def test_a_line_that_stands_in_every_cell_chosen_is_not_copied():
    with pytest.raises(CannotEdit, match="already"):
        edits.copy_lines(GRID, [placed(*SCHOOL)], [at("RQT", "School")])


def test_a_removed_line_goes_with_its_last_place():
    once = edits.remove_lines(GRID, [placed(*SCHOOL)]).grid
    twice = edits.remove_lines(once, [placed("RQT", "School")]).grid

    assert key("Join in") in once.opportunity_by_key
    assert key("Join in") not in twice.opportunity_by_key


def test_marks_of_a_cell_can_be_set_and_taken_away():
    marked = edits.set_marks(
        GRID, at(*SCHOOL), word=ContinuationWord.AS_ABOVE, heading="In school..."
    ).grid
    bare = edits.set_marks(marked, at(*SCHOOL), word=None, heading="School").grid

    assert marked.word_at[at(*SCHOOL)] == ContinuationWord.AS_ABOVE
    assert marked.heading_at(marked.stages[0], marked.columns[0]) == "In school..."
    assert bare.fingerprint == GRID.fingerprint


@pytest.mark.parametrize(
    ("do", "sentence"),
    [
        (lambda: edits.add_lines(GRID, at(*SCHOOL), [" ", "\n"]), "at least one line"),
        (lambda: edits.add_lines(GRID, at(*SCHOOL), ["x" * 10_001]), "10,001 characters"),
        (lambda: edits.add_lines(GRID, at(*SCHOOL), ["x"] * 501), "at most 500"),
        (lambda: edits.add_lines(GRID, at("Head", "School"), ["x"]), "not in this draft"),
        (lambda: edits.reword(GRID, key("Join in"), Wording(" ")), "Write the words"),
        (lambda: edits.reword(GRID, key("Gone"), Wording("x")), "somebody removed it"),
        (lambda: edits.move_lines(GRID, [], at(*SCHOOL)), "Select at least one"),
        (lambda: edits.remove_lines(GRID, [key("Gone")]), "somebody moved or removed"),
        (lambda: edits.copy_lines(GRID, [placed(*SCHOOL)], []), "at least one box"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(do, sentence):
    with pytest.raises(CannotEdit, match=sentence):
        do()


def test_control_characters_and_line_breaks_do_not_come_in():
    edit = edits.reword(GRID, key("Read"), Wording("A\0\u2028b\u0007 \tc", ("d\r\ne",)))

    line = edit.grid.opportunity_by_key[key("Read")]
    assert (line.text, line.details) == ("A b c", ("d e",))


def test_the_tier_of_lines_is_set_where_they_stand():
    edit = edits.set_tier(GRID, [placed(*SCHOOL)], ProviderTier.SELF)

    tiers = {line.key: line.tier for line in edit.grid.placements}
    assert tiers[placed(*SCHOOL)] == ProviderTier.SELF
    assert tiers[placed("RQT", "School")] == ProviderTier.SCHOOL


def test_a_long_line_is_named_by_its_beginning():
    long = replace(GRID.opportunities[0], text="word " * 40)

    assert edits.named([long]).endswith("…”")
    assert len(edits.named([long])) <= edits.SHOWN_OF_A_LINE + 2


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        (f"{'word ' * 11}longer", f"{'word ' * 10}word…"),
        (f"{'x' * 55}. Another sentence", f"{'x' * 55}…"),
        (f"{'x' * 53} ... more of it", f"{'x' * 53}…"),
        ("x" * 70, f"{'x' * 59}…"),
        ("x" * 60, "x" * 60),
    ],
)
def test_a_beginning_ends_with_a_word_and_one_ellipsis(text, beginning):
    assert edits.shortened(text) == beginning
