"""Cases of matching that people meet: keys that slipped, doubtful words, answers, renamed rows."""

from dataclasses import replace

import pytest

from opportunities.comparing.diff import diff
from opportunities.comparing.matching import PairKind, match
from tests.builders import grid, key
from tests.opportunities.comparing.test_matching import stripped

VISIT, NETWORK, TES = "Visit other schools", "Join a network of teachers", "Read the TES online"
NEARBY = "Visit a school nearby"
BASE = grid({("NQT", "School"): [VISIT, NETWORK, TES], ("RQT", "School"): [VISIT, "Coach"]})
ROWS = [row.key for row in BASE.placements]


def file_of(*box, rqt=(VISIT, "Coach")):
    return stripped(grid({("NQT", "School"): box, ("RQT", "School"): rqt}))


def carrying(theirs, *keys):
    """What the rows of the first box carry."""
    return {row.key: key for row, key in zip(theirs.placements, keys, strict=False)}


def keys(matching):
    """The keys of the first box; of new rows none."""
    box = matching.grid.cells[key("NQT"), key("School")]
    return [row.key if row.key in ROWS else None for row in box]


def test_of_two_rows_with_one_key_the_one_with_its_words_keeps_it():
    theirs = file_of("Something new of ours", VISIT, NETWORK, TES)

    matching = match(BASE, theirs, carried=carrying(theirs, ROWS[0], ROWS[0], ROWS[1], ROWS[2]))

    assert keys(matching) == [None, *ROWS[:3]]


def test_keys_that_slipped_down_by_a_row_are_not_believed():
    theirs = file_of("Something new of ours", VISIT, NETWORK, TES)

    matching = match(BASE, theirs, carried=carrying(theirs, *ROWS[:3]))

    assert keys(matching) == [None, *ROWS[:3]]
    assert diff(BASE, matching.grid).summary == "1 added"


def test_a_key_beside_the_words_of_another_line_is_not_believed():
    theirs = file_of(NETWORK, NETWORK, TES)

    matching = match(BASE, theirs, carried=carrying(theirs, ROWS[1], ROWS[0], ROWS[2]))

    assert keys(matching) == [ROWS[1], None, ROWS[2]]


def test_a_key_tells_what_was_reworded_beyond_recognition():
    theirs = file_of(VISIT, "Ask", TES)

    with_key = match(BASE, theirs, carried=carrying(theirs, *ROWS[:3]))
    without = match(BASE, theirs)

    assert diff(BASE, with_key.grid).summary == "1 reworded"
    assert diff(BASE, without.grid).summary == "1 added, 1 removed"
    assert not without.questions


def test_what_is_doubtful_is_asked_and_the_answer_joins_or_takes_apart():
    theirs = file_of(NEARBY, NETWORK, TES)
    first = match(BASE, theirs)

    (question,) = first.questions
    assert (question.before, question.after) == (VISIT, NEARBY)
    assert first.counts == {PairKind.SAME: 4, PairKind.NEW: 1, PairKind.GONE: 1}
    yes = match(BASE, theirs, joined=question.pairs)
    assert yes.counts == {PairKind.SAME: 4, PairKind.REWORDED: 1}
    assert keys(yes) == ROWS[:3]
    assert not yes.questions
    no = match(BASE, theirs, apart=question.pairs)
    assert keys(no) == [None, *ROWS[1:3]]
    assert not no.questions


def test_a_pair_can_be_taken_apart_though_its_words_are_the_same():
    theirs = file_of(VISIT, NETWORK, TES)
    first = theirs.placements[0].key

    matching = match(BASE, theirs, apart=[(ROWS[0], first)])

    assert keys(matching) == [None, *ROWS[1:3]]


def test_a_line_is_asked_about_once_with_all_its_boxes_and_keeps_its_key():
    theirs = file_of(NEARBY, NETWORK, TES, rqt=(NEARBY, "Coach"))

    (question,) = match(BASE, theirs).questions
    assert len(question.pairs) == 2
    found = match(BASE, theirs, joined=question.pairs).grid
    assert diff(BASE, found).summary == "1 reworded"
    assert found.opportunity_by_key[key(VISIT)].text == NEARBY


def test_reworded_in_one_box_of_two_it_is_a_line_of_its_own_that_remembers_it():
    theirs = file_of("Visit other schools often", NETWORK, TES)

    found = match(BASE, theirs).grid

    (change,) = diff(BASE, found)
    assert (change.kind, change.here) == ("reworded", True)
    assert change.after.derived_from == key(VISIT)
    assert found.opportunity_by_key[key(VISIT)].text == VISIT


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Meet regularly with other NQTs", "Meet regularly with other RQTs"),
        ("Attend at least 3 conferences a year", "Attend at least 5 conferences a year"),
    ],
)
def test_another_abbreviation_or_number_is_asked_about(before, after):
    matching = match(grid({("A", "B"): [before]}), stripped(grid({("A", "B"): [after]})))

    assert [(one.before, one.after) for one in matching.questions] == [(before, after)]


def test_a_line_that_is_put_into_another_box_too_is_the_same_line():
    theirs = file_of(VISIT, NETWORK, TES, rqt=(VISIT, "Coach", TES))

    (change,) = diff(BASE, match(BASE, theirs).grid)

    assert (change.kind, change.here, change.after.key) == ("added", True, key(TES))


@pytest.mark.parametrize("name", ["NQTs", "Early career teachers"])
def test_a_stage_under_another_name_is_known_by_its_name_or_by_what_stands_there(name):
    theirs = stripped(
        grid({(name, "School"): [VISIT, NETWORK, TES], ("RQT", "School"): [VISIT, "Coach"]})
    )

    matching = match(BASE, theirs)

    assert [row.key for row in matching.grid.stages] == [key("NQT"), key("RQT")]
    assert matching.grid.stages[0].slug == "nqt"
    assert matching.counts == {PairKind.SAME: 5}


def test_a_new_stage_does_not_get_the_key_or_the_address_of_another():
    theirs = file_of(VISIT, NETWORK, TES)
    new = replace(theirs.stages[0], key=key("NQT"), name="Governors", slug="coaches")
    rqt = replace(theirs.stages[1], slug="coaches-2")

    found = match(BASE, replace(theirs, stages=(new, theirs.stages[0], rqt))).grid

    assert [row.key for row in found.stages[1:]] == [key("NQT"), key("RQT")]
    assert found.stages[0].key not in {row.key for row in BASE.stages}
    assert [row.slug for row in found.stages] == ["coaches", "nqt", "rqt"]


def test_new_rows_have_keys_of_their_edition():
    theirs = file_of("Something new of ours", VISIT, NETWORK, TES)

    one, again, other = (
        match(BASE, theirs, new_under=label).grid for label in ("2027", "2027", "2028")
    )

    assert one.fingerprint == again.fingerprint
    assert one.placements[0].key != other.placements[0].key
