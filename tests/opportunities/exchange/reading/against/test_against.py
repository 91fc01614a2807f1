"""Files that people bring in against an edition, one case each."""

from dataclasses import replace

import pytest

from opportunities.comparing.diff import diff
from opportunities.comparing.matching import PairKind
from opportunities.exchange.reading.against.comparison import compare_with_edition
from opportunities.exchange.reading.against.printed import OUR_OWN, Prints, prints_of
from opportunities.exchange.scope import Scope
from opportunities.grid.snapshot import Continuation
from opportunities.grid.vocabulary import ContinuationWord
from opportunities.merge import DecisionKind, plan
from tests.builders import LADDER, grid, key
from tests.opportunities.exchange.reading.files_of_grids import file_of

FOREIGN = Prints()
CELLS = {
    ("NQT", "School"): ["Meet your mentor", "Visit another school"],
    ("NQT", "Nation"): ["Join a union"],
    ("Head", "School"): ["Lead the governors' meeting", "Visit another school"],
}
FAMILIES = {"Head": LADDER[1]}
EDITION = grid(CELLS, sections=[("How to use it", "Read across.")])


def beside(edition, line, /, **values):
    """The edition, in which the line of these words says something beside them."""
    return replace(
        edition,
        opportunities=tuple(
            replace(row, **values) if row.text == line else row for row in edition.opportunities
        ),
    )


def in_words(found):
    return [
        (change.kind.value, getattr(change.row, "text", None) or getattr(change.row, "name", ""))
        for change in diff(found.base, found.theirs)
    ]


def test_a_line_at_the_top_of_a_box_is_one_added():
    cells = {**CELLS, ("NQT", "School"): ["Start well", *CELLS["NQT", "School"]]}

    found = compare_with_edition(EDITION, file_of(grid(cells), FOREIGN), FOREIGN)

    assert found.counts == {PairKind.SAME: 5, PairKind.NEW: 1}
    assert in_words(found) == [("added", "Start well")]


def test_what_another_file_leaves_blank_stays_as_it_is():
    edition = beside(EDITION, "Join a union", contact="Jo", link="https://example.org/")
    edition = replace(edition, stages=tuple(replace(s, summary="So") for s in edition.stages))
    reworded = {**CELLS, ("NQT", "Nation"): ["Join a union early"]}

    found = compare_with_edition(edition, file_of(grid(reworded), FOREIGN), FOREIGN)

    assert found.counts == {PairKind.SAME: 4, PairKind.REWORDED: 1}
    (line,) = (row for row in found.theirs.opportunities if row.text == "Join a union early")
    assert (line.key, line.contact, line.link) == (
        key("Join a union"),
        "Jo",
        "https://example.org/",
    )
    assert {stage.summary for stage in found.theirs.stages} == {"So"}
    assert found.theirs.sections == edition.sections


def test_what_our_own_file_leaves_blank_was_taken_out():
    edition = beside(EDITION, "Join a union", contact="Jo")

    found = compare_with_edition(edition, file_of(grid(CELLS), OUR_OWN), OUR_OWN)

    assert {row.contact for row in found.theirs.opportunities} == {""}
    assert found.theirs.sections == ()


def test_of_a_file_of_one_stage_only_that_stage_is_compared():
    of_head = prints_of(Scope(stage=key("Head"), has_sections=False))
    other = grid(
        {("Head", "School"): ["Lead the governors' meetings"], ("Head", "Nation"): ["Go"]},
        families=FAMILIES,
    )

    found = compare_with_edition(EDITION, file_of(other, of_head), of_head)

    assert in_words(found) == [
        ("added", "Go"),
        ("removed", "Visit another school"),
        ("reworded", "Lead the governors' meetings"),
    ]
    assert found.counts == {PairKind.REWORDED: 1, PairKind.NEW: 1, PairKind.GONE: 1}


def test_a_stage_that_its_own_file_calls_otherwise_is_that_stage():
    of_head = prints_of(Scope(stage=key("Head"), has_sections=False))
    other = replace(grid({("Head", "School"): ["Quite other things"]}), continuations=())
    other = replace(other, stages=(replace(other.stages[0], name="Principals"),))

    found = compare_with_edition(EDITION, file_of(other, of_head), of_head)

    assert found.theirs.stage_by_key[key("Head")].name == "Principals"
    assert len(found.theirs.stages) == 2


def test_a_line_reworded_at_one_stage_alone_is_left_at_the_others():
    of_head = prints_of(Scope(stage=key("Head"), has_sections=False))
    cells = {("Head", "School"): ["Lead the governors' meeting", "Visit another school often"]}

    found = compare_with_edition(EDITION, file_of(grid(cells), of_head), of_head)

    said = [found.theirs.opportunity_by_key[row.opportunity] for row in found.theirs.placements]
    assert [line.text for line in said if line.text.startswith("Visit")] == [
        "Visit another school",
        "Visit another school often",
    ]
    assert said[-1].derived_from == key("Visit another school")


def test_a_list_of_somebodys_own_adds_and_takes_nothing_away():
    """Not even a line that stands elsewhere: it stands here too."""
    own = replace(FOREIGN, is_whole=False)
    cells = {("NQT", "School"): ["Join a union", "Meet the caretaker"]}

    found = compare_with_edition(EDITION, file_of(grid(cells), own), own)

    assert in_words(found) == [("added", "Join a union"), ("added", "Meet the caretaker")]
    lines = found.theirs.cells[key("NQT"), key("School")]
    assert lines[2].opportunity == key("Join a union")
    assert found.counts == {PairKind.NEW: 2}


@pytest.mark.parametrize(("prints", "marks"), [(FOREIGN, 1), (OUR_OWN, 0)])
def test_plus_goes_with_a_file_that_would_print_it(prints, marks):
    plus = Continuation(key("Head"), key("School"), ContinuationWord.PLUS)
    edition = replace(EDITION, continuations=(plus,))

    found = compare_with_edition(edition, file_of(EDITION, prints), prints)

    assert len(found.theirs.continuations) == marks


def test_what_is_doubtful_is_asked_and_what_people_say_is_found_again():
    cells = {**CELLS, ("NQT", "Nation"): ["Join a teaching union or an association"]}
    file = file_of(grid(cells), FOREIGN)

    (question,) = compare_with_edition(EDITION, file, FOREIGN).questions
    joined = compare_with_edition(EDITION, file, FOREIGN, joined=question.pairs)
    apart = compare_with_edition(EDITION, file, FOREIGN, apart=question.pairs)

    assert joined.counts == {PairKind.SAME: 4, PairKind.REWORDED: 1}
    assert apart.counts == {PairKind.SAME: 4, PairKind.NEW: 1, PairKind.GONE: 1}
    assert (joined.questions, apart.questions) == ((), ())


def test_a_pair_is_taken_apart_by_its_keys():
    found = compare_with_edition(EDITION, file_of(EDITION, FOREIGN), FOREIGN)
    first = EDITION.placements[0].key

    apart = compare_with_edition(
        EDITION, file_of(EDITION, FOREIGN), FOREIGN, apart=[(first, found.in_file[first])]
    )

    assert apart.counts == {PairKind.SAME: 4, PairKind.NEW: 1, PairKind.GONE: 1}


def test_much_that_is_gone_is_said():
    cells = {("NQT", "School"): CELLS["NQT", "School"]}

    assert compare_with_edition(EDITION, file_of(grid(cells), FOREIGN), FOREIGN).loses_much
    assert not compare_with_edition(EDITION, file_of(grid(CELLS), FOREIGN), FOREIGN).loses_much


def test_a_file_of_an_earlier_edition_asks_what_an_update_asks_and_no_more():
    """The draft is two editions on. Only what both changed is asked."""
    draft = beside(EDITION, "Join a union", text="Join a union of your choice")
    draft = replace(draft, placements=draft.placements[1:])
    cells = {
        ("NQT", "School"): ["Meet your own mentor", "Visit another school"],
        ("NQT", "Nation"): ["Join a trade union"],
        ("Head", "School"): ["Lead the governors' meetings", "Visit another school"],
    }

    found = compare_with_edition(EDITION, file_of(grid(cells), FOREIGN), FOREIGN)
    update = plan(found.base, draft, found.theirs, deletes=True)

    assert [
        decision.values.theirs.opportunity.text if not decision.field else decision.values.theirs
        for decision in update.questions
    ] == [
        "Join a trade union",
        "Meet your own mentor",
    ]
    assert {decision.kind for decision in update.questions} == {DecisionKind.NEEDS_YOU}


def test_what_a_file_does_not_say_of_itself_is_no_change() -> None:
    assert prints_of(Scope(has_fields=False)).fields == {"tier"}
    assert Continuation not in prints_of(Scope(is_written_out=True)).marks
    assert prints_of(Scope()) == OUR_OWN
