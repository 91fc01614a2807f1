from dataclasses import replace

import pytest

from opportunities.grid.snapshot import (
    BrokenGrid,
    Continuation,
    GridSnapshot,
    Opportunity,
    PrintedHeading,
    Stage,
)
from opportunities.grid.vocabulary import ActivityKind, ContinuationWord, Group, StageFamily
from tests.builders import grid, key, texts

SMALL = grid(
    {
        ("NQT", "School"): ["Join in", "Read"],
        ("NQT", "Network"): ["Visit"],
        ("RQT", "School"): ["Join in"],
    }
)


def test_placements_stand_in_grid_order_however_they_are_given():
    shuffled = replace(SMALL, placements=tuple(reversed(SMALL.placements)))

    assert texts(shuffled, shuffled.placements) == ["Read", "Join in", "Visit", "Join in"]


def test_cells_hold_every_cell_blank_ones_too():
    assert {place: len(lines) for place, lines in SMALL.cells.items()} == {
        (key("NQT"), key("School")): 2,
        (key("NQT"), key("Network")): 1,
        (key("RQT"), key("School")): 1,
        (key("RQT"), key("Network")): 0,
    }


def test_heading_is_the_stage_s_own_where_it_prints_another():
    own = PrintedHeading(key("RQT"), key("School"), "In school...")
    snapshot = replace(SMALL, headings=(own,))
    nqt, rqt = snapshot.stages

    assert snapshot.heading_at(nqt, snapshot.columns[0]) == "School"
    assert snapshot.heading_at(rqt, snapshot.columns[0]) == "In school..."


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"stages": SMALL.stages * 2}, "share the key"),
        ({"stages": SMALL.stages[:1]}, "names the stage"),
        ({"columns": SMALL.columns[:1]}, "names the column"),
        ({"opportunities": SMALL.opportunities[:1]}, "names the opportunity"),
        (
            {"stages": (*SMALL.stages, replace(SMALL.stages[0], key=key("another")))},
            "share the address",
        ),
        (
            {"continuations": (Continuation(key("x"), key("School"), ContinuationWord.PLUS),)},
            "a cell that is not there",
        ),
        (
            {"headings": (PrintedHeading(key("NQT"), key("School"), "Twice"),) * 2},
            "stand in the cell",
        ),
    ],
)
def test_rows_that_do_not_hang_together_are_refused(broken, reason):
    with pytest.raises(BrokenGrid, match=reason):
        replace(SMALL, **broken)


def test_fingerprint_is_equal_for_equal_content_whatever_the_order_of_what_has_none():
    shuffled = replace(
        SMALL,
        opportunities=tuple(reversed(SMALL.opportunities)),
        placements=(SMALL.placements[2], SMALL.placements[0], *SMALL.placements[1::2]),
    )

    assert shuffled.fingerprint == SMALL.fingerprint


@pytest.mark.parametrize(
    "changed",
    [
        replace(SMALL, stages=tuple(reversed(SMALL.stages))),
        replace(SMALL, stages=(replace(SMALL.stages[0], hidden=True), SMALL.stages[1])),
        replace(SMALL, columns=(replace(SMALL.columns[0], heading="school"), SMALL.columns[1])),
        replace(
            SMALL,
            opportunities=(
                replace(SMALL.opportunities[0], details=("E.g. often",)),
                *SMALL.opportunities[1:],
            ),
        ),
        replace(
            SMALL, placements=(SMALL.placements[1], SMALL.placements[0], *SMALL.placements[2:])
        ),
        replace(SMALL, placements=SMALL.placements[1:]),
        replace(
            SMALL,
            continuations=(Continuation(key("RQT"), key("School"), ContinuationWord.PLUS),),
        ),
    ],
)
def test_fingerprint_tells_every_change(changed):
    assert changed.fingerprint != SMALL.fingerprint


def test_fingerprint_does_not_change_between_releases():
    """Editions in the wild carry it: a change here would make every one of them look forged."""
    stage = Stage(key("NQT"), "nqt", "NQT", Group.TEACHERS, StageFamily.EARLY_CAREER)

    assert GridSnapshot(stages=(stage,)).fingerprint == (
        "ce3d5493d33b25e321420012fd082cf71cc7405f4ba689fa508f1685992b0f93"
    )


def test_a_field_that_is_added_and_empty_is_no_part_of_a_fingerprint():
    line = Opportunity(key("Join in"), "Join in")

    said = GridSnapshot(opportunities=(line,)).fingerprint

    assert said == ("15906e18d9622b9f72a7bbb0dba6730f8217465f221b61028987ed6aeab84aa6")
    assert GridSnapshot(opportunities=(replace(line, when="In May"),)).fingerprint != said


def test_kinds_of_activity_stand_in_one_order():
    kinds = ActivityKind.NETWORK, ActivityKind.COURSE

    assert Opportunity(key("a"), "A", kinds=kinds).kinds == kinds[::-1]
    assert replace(Opportunity(key("a"), "A"), kinds=kinds).kinds == kinds[::-1]
