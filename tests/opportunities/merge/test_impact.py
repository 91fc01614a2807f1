"""What an update will ask is told from the differences alone, exactly as the whole plan does."""

import pytest
from hypothesis import given

from opportunities.comparing.copy_summary import changes, copy_differences
from opportunities.grid import patch
from opportunities.merge import Answer, Decision, as_followers_see, plan
from opportunities.merge.impact import UpdateImpact
from tests.builders import key
from tests.laws import times
from tests.opportunities.merge import copies
from tests.opportunities.merge.copies import BASE, FIRST, held, reword, reword_here, without_stage
from tests.strategies import any_grid, dices, edit


def foreseen(base, ours, theirs, corrections_only=False):
    shown = as_followers_see(base)
    ahead = UpdateImpact(base, theirs, corrections_only=corrections_only)
    rows = copy_differences(shown, ours).rows
    asked = ahead.questions(rows)
    assert all(ahead.subject(one, rows) is not None for one in asked)
    return asked


def as_asked(questions: tuple[Decision, ...]):
    """The questions, whatever the order of what they are about. Where lines could be moved to is
    not foreseen."""
    return sorted(
        str(
            (
                *(one.kind, one.what, one.row.__name__, one.field),
                *(sorted(map(str, each)) for each in (one.keys, one.places, one.lines)),
                [answer for answer in one.answers if answer is not Answer.MOVE],
            )
        )
        for one in questions
    )


@times(12)
@given(dices())
def test_the_questions_are_those_of_the_whole_plan(dice):
    base = any_grid(dice, hides=dice.seldom())
    about = "lines" if dice.throw(2) else "everything"
    ours, theirs = any_grid(dice), any_grid(dice)
    if not dice.seldom():
        ours = edit(dice, base, name="ours", copies=True, about=about)
    if not dice.seldom():
        theirs = edit(dice, base, name="theirs", about=about)
    corrects = dice.seldom()

    asked = foreseen(base, ours, theirs, corrects)

    assert as_asked(asked) == as_asked(plan(base, ours, theirs, corrects).questions)


@times(12)
@given(dices())
def test_a_copy_of_a_copy_is_asked_what_its_plan_asks(dice):
    """Twice edited, from what the followed framework shows; so lines of both have origins."""
    first = any_grid(dice)
    base = edit(dice, first, name="trust", copies=True)
    ours = edit(dice, as_followers_see(base), name="ours", copies=True, most=9)
    theirs = edit(dice, base, name="trust again", copies=True, most=9)

    asked = foreseen(base, ours, theirs)

    assert as_asked(asked) == as_asked(plan(base, ours, theirs).questions)


WITHDRAWN_BASE_OF_OURS, WITHDRAWN = held()

PLACED_AND_REWORDED = reword_here(
    copies.add(BASE, "own", "RQT", "School", "Come in", derived_from=key("Join in")),
    "own",
    "Come along",
    "Join in",
)

CASES_OF_THEIRS = {
    "we placed it once more, in words of our own": (
        PLACED_AND_REWORDED,
        reword(BASE, "Join in", "Take part"),
        1,
    ),
    "both reworded it": (reword(BASE, "Read", "Read on"), reword(BASE, "Read", "Read up"), 1),
    "we reworded another line": (reword(BASE, "Visit", "Go"), reword(BASE, "Read", "Read up"), 0),
    "we reworded it in one cell only": (
        reword_here(BASE, FIRST, "Come in", "Join in"),
        reword(BASE, "Join in", "Take part"),
        1,
    ),
    "they withdrew a stage with lines of ours": (WITHDRAWN_BASE_OF_OURS, WITHDRAWN, 1),
    "they withdrew a stage of which we changed nothing": (
        reword(BASE, "Read", "Read on"),
        without_stage(BASE, "Head"),
        0,
    ),
    "both added the same words": (
        copies.add(BASE, "ours", "NQT", "School", "Shadow a colleague"),
        copies.add(BASE, "theirs", "NQT", "School", "Shadow a colleague."),
        0,
    ),
}


@pytest.mark.parametrize(("ours", "theirs", "count"), CASES_OF_THEIRS.values(), ids=CASES_OF_THEIRS)
def test_what_is_asked_in_each_case(ours, theirs, count):
    asked = foreseen(BASE, ours, theirs)

    assert len(asked) == count
    assert as_asked(asked) == as_asked(plan(BASE, ours, theirs).questions)


def test_corrections_of_wording_ask_nothing():
    ours, theirs = reword(BASE, "Read", "Read on"), reword(BASE, "Read", "Read up")

    assert foreseen(BASE, ours, theirs, corrections_only=True) == ()


def test_the_rows_are_those_of_the_patch():
    ours = reword(BASE, "Read", "Read on")

    rows = changes(copy_differences(BASE, ours).rows)

    assert [(row.kind, row.after) for row in rows] == [
        (row.kind, row.after) for row in patch.between(BASE, ours).rows
    ]
