"""The plan of an update, laid out: every decision is told, whatever it is about."""

from dataclasses import replace

import pytest

from opportunities.merge import Answer, Kind, plan
from opportunities.snapshot import PrintedHeading, Section
from opportunities.update_items import lay_out, plain
from tests.builders import grid, key
from tests.opportunities.merge.test_laws import law, three_grids

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
    expected = [one for one in update.decisions if one.kind is not Kind.UNSEEN]
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
        "Write a third",
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
