"""The plan of an update, laid out: every decision is told, whatever it is about."""

from dataclasses import replace

import pytest

from opportunities.grid.snapshot import PrintedHeading, Section
from opportunities.layout.update_items import lay_out, plain, text_after
from opportunities.layout.update_words import Names
from opportunities.merge import Answer, DecisionKind, apply, plan
from tests.builders import grid, key
from tests.opportunities.merge import copies
from tests.opportunities.merge.laws import any_choices, law, three_grids

BASE = grid(
    {
        ("NQT", "School"): ["Join in", "Read"],
        ("RQT", "School"): ["Join in"],
        ("Heads", "School"): ["Join in"],
        ("Governors", "School"): ["Join in"],
    },
    details={"Read": ("E.g. often",)},
    sections=[("How to", "One.\n\nTwo.")],
)


def reworded(text: str, **details: tuple[str, ...]):
    return replace(
        BASE,
        opportunities=tuple(
            replace(
                row,
                text=text if row.key == key("Join in") else row.text,
                details=details.get("read", row.details) if row.details else (),
            )
            for row in BASE.opportunities
        ),
    )


def with_heading(snapshot, text):
    """The first cell has a heading of its own printed over it."""
    heading = PrintedHeading(key("NQT"), key("School"), text)
    return replace(snapshot, headings=(heading,))


def only_item(ours, theirs):
    (group,) = lay_out(plan(BASE, ours, theirs))
    (item,) = group.items
    return group, item


@law
def test_everything_for_peoples_eyes_is_laid_out_and_can_be_answered(dice):
    update = plan(*three_grids(dice))

    groups = lay_out(update)

    told = [item.decision for group in groups for item in group.items]
    expected = [one for one in update.decisions if one.kind is not DecisionKind.UNSEEN]
    assert sorted(one.id for one in told) == sorted(one.id for one in expected)
    for group in groups:
        for item in group.items:
            assert item.label
            assert item.where
            assert item.column
            assert bool(item.question) == bool(item.options)
            assert len({option.label for option in item.options}) == len(item.options)
            assert all(name for _, name in item.destinations)


def test_a_line_in_many_cells_is_one_item_with_its_places():
    group, item = only_item(reworded("Ours"), reworded("Theirs"))

    assert group.heading == "Needs you"
    assert item.where == "4 stages, NQT to Governors"
    assert item.places == (
        "NQT, “School”",
        "RQT, “School”",
        "Heads, “School”",
        "Governors, “School”",
    )
    assert [option.label for option in item.options] == [
        "Keep ours",
        "Take theirs",
        "Write our own words",
    ]
    assert (plain(item.base.lines), plain(item.theirs.lines), plain(item.ours.lines)) == (
        ("Join in",),
        ("Theirs",),
        ("Ours",),
    )
    assert item.own == "Ours"


def test_sub_points_are_answered_with_lines_and_say_whose_they_are():
    _, item = only_item(reworded("Join in", read=("a", "b")), reworded("Join in", read=("c",)))

    assert item.own_is_lines
    assert item.own == "a\nb"
    assert item.about == "Read"


def test_what_applies_by_itself_tells_the_difference():
    group, item = only_item(BASE, reworded("Join in every week"))

    assert (group.heading, item.label) == ("Applies by itself", "Reworded")
    assert [run.added for runs in item.change for run in runs] == [" every week"]


def test_a_section_says_so():
    theirs = replace(BASE, sections=(Section(key("How to"), "How to", "One.\n\nThree."),))

    _, item = only_item(BASE, theirs)

    assert (item.where, item.about) == ("Text around the grid", "How to")


@pytest.mark.parametrize("count", [1, 2])
def test_one_answer_for_many_is_offered_where_there_are_many(count):
    ours, theirs = (
        replace(
            BASE,
            opportunities=tuple(
                replace(row, text=f"{row.text} {whose}") if number < count else row
                for number, row in enumerate(BASE.opportunities)
            ),
        )
        for whose in ("ours", "theirs")
    )

    (group,) = lay_out(plan(BASE, ours, theirs))

    expected = ((Answer.OURS, "keep ours"), (Answer.THEIRS, "take theirs")) if count > 1 else ()
    assert group.bulk == expected


def test_a_column_with_another_heading_over_one_cell_is_one_column():
    base = with_heading(BASE, "In our school")
    theirs = with_heading(reworded("Join us"), "In our school")

    (group,) = lay_out(plan(base, base, theirs))

    assert [item.column for item in group.items] == ["School"]


def added_stage(name: str, whose: str):
    stage = replace(BASE.stages[0], key=key(whose), slug=whose, name=name)
    return replace(BASE, stages=(*BASE.stages, stage))


def test_a_stage_that_both_added_is_asked_about_by_what_it_is():
    ours = copies.add(added_stage("Mentors", "ours"), "own", "ours", "School", "Meet")

    group, item = only_item(ours, added_stage("mentors", "theirs"))

    assert (group.heading, item.where, item.lines) == ("Added by both", "mentors", ("Meet",))
    assert item.question == "Is it one stage, or two?"
    assert [option.label for option in item.options] == [
        "One stage: theirs, with what is ours in it",
        "Two stages: keep both",
    ]


def test_a_line_that_both_placed_in_a_cell_is_told_and_not_asked():
    ours, theirs = (
        replace(
            BASE,
            placements=(
                *BASE.placements,
                replace(BASE.placements[1], key=key(whose), stage=key("Heads")),
            ),
        )
        for whose in ("ours", "theirs")
    )

    group, item = only_item(ours, theirs)

    assert (group.heading, item.options) == ("Added by both", ())
    assert item.notes == ("The same line: it stands there once, with our note.",)


def test_what_they_move_out_of_sight_says_why_it_is_asked():
    placement = BASE.placements[0]
    ours = copies.change(BASE, "placements", "NQT/School/0", note="Ask Jo")
    ours = copies.change(ours, "stages", "Heads", hidden=True)

    _, item = only_item(ours, copies.change(BASE, "placements", "NQT/School/0", stage=key("Heads")))

    assert item.decision.keys == (placement.key,)
    assert item.notes == (
        "They moved it into something that you hid, where nobody sees what is yours.",
    )


@law
def test_what_stands_there_now_is_told_as_the_grid_says_it(dice):
    """Of a line, in the words of the row that is known by the decision's first key."""
    update = plan(*three_grids(dice))
    result = apply(update, any_choices(dice, update))
    names = Names(result, *update.sides.grids)

    placed = {row.key: result.opportunity_by_key[row.opportunity] for row in result.placements}
    for decision in update.reported:
        now = text_after(result, decision, names)
        line = placed.get(decision.keys[0]) if decision.keys else None
        if line and decision.row.__name__ == "Placement" and decision.field in ("", "opportunity"):
            assert now is None or now[0] == line.text
        elif line and decision.field == "text" and decision.row.__name__ == "Placement":
            assert now == (line.text,)
