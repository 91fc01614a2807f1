"""How changes are told to readers: under which heading, in which words, with which places."""

from dataclasses import replace
from datetime import date

import pytest

from opportunities.comparing.changes import all_stages, lay_out, stages_touched
from opportunities.comparing.diff import ChangeKind, diff, diff_of_copy
from opportunities.grid.snapshot import Column, GridSnapshot
from opportunities.grid.vocabulary import ActivityKind, Cost, ProviderTier
from tests.builders import grid, key
from tests.two_editions import AFTER, BEFORE, LOCAL, SCHOOL


@pytest.fixture(scope="module")
def changes():
    return diff(BEFORE, AFTER)


@pytest.fixture(scope="module")
def groups(changes):
    return lay_out(changes)


def drawn(text):
    """The lines of a text as people mark changes by hand: [-removed-]{+added+}."""
    return [
        "".join(
            f"{run.kept}{f'[-{run.removed}-]' if run.removed else ''}"
            f"{f'{{+{run.added}+}}' if run.added else ''}"
            for run in runs
        )
        for runs in text.lines
    ]


def find(groups, words):
    """The one change in which these words stand."""
    (entry,) = [
        entry
        for group in groups
        for entry in group.entries
        if words in entry.texts[0].before or words in entry.texts[0].after
    ]
    return entry


def test_every_change_is_told_under_one_heading(changes, groups):
    listed = [each.change for group in groups for each in group.entries]

    assert len(listed) == changes.count
    assert {id(change) for change in listed} == {id(change) for change in changes}


def test_headings_follow_the_framework_and_a_stage_that_is_gone_stands_where_it_stood(groups):
    assert [(group.heading, group.is_gone) for group in groups] == [
        ("The framework as a whole", False),
        ("At several stages", False),
        ("Early career teachers", False),
        ("RQT", False),
        ("SENCOs", False),
        ("Heads", False),
        ("Middle leaders", False),
        ("Governors", True),
    ]


def test_a_stage_s_own_row_comes_first_and_lines_in_the_order_of_their_columns(groups):
    early = groups[2]

    assert [(entry.label, entry.where) for entry in early.entries] == [
        ("Renamed", "Stage"),
        ("Added", SCHOOL),
        ("Added here", SCHOOL),
        ("Reworded", LOCAL),
        ("Reworded", LOCAL),
    ]


def test_a_line_at_several_stages_names_them_all(groups):
    entry = find(groups, "Follow Ofsted")

    assert [stop.stage.name for stop in entry.stops] == [
        "Early career teachers",
        "RQT",
        "Middle leaders",
    ]
    assert {stop.heading for stop in entry.stops} == {""}
    assert (entry.where, entry.tier) == ("Nationally & regionally", ProviderTier.NATIONAL)
    assert drawn(entry.texts[0]) == [
        "Follow Ofsted [-on Twitter-]{+and your subject association online+}"
    ]


def test_a_move_is_told_in_words(groups):
    moved = [entry for group in groups for entry in group.entries if entry.label == "Moved"]

    assert [each.notes for each in moved] == [("From RQT to Middle leaders.",)]


@pytest.mark.parametrize(
    ("stage", "column", "words"),
    [
        ("RQT", SCHOOL, "From NQT to RQT."),
        ("NQT", LOCAL, f"From “{SCHOOL}” to “{LOCAL}”."),
        ("RQT", LOCAL, f"From NQT, “{SCHOOL}”, to RQT, “{LOCAL}”."),
    ],
)
def test_a_move_names_the_column_only_where_it_is_another(stage, column, words):
    before = grid({("NQT", SCHOOL): ["Join in"], ("RQT", LOCAL): []})
    (placement,) = before.placements
    moved = replace(placement, stage=key(stage), column=key(column))

    ((group,),) = [lay_out(diff(before, replace(before, placements=(moved,))))]

    assert group.entries[0].notes == (words,)
    assert group.heading == stage


def test_what_is_no_wording_is_told_in_a_sentence_and_a_note_in_its_words(groups):
    entry = find(groups, "Chair a meeting")

    assert entry.label == "Changed"
    assert entry.notes == ("Who provides it: was Your school, now Your own action.",)
    assert [(text.label, drawn(text)) for text in entry.texts] == [
        ("", ["Chair a meeting"]),
        ("Note", ["{+Ask the office+}"]),
    ]


def test_sub_points_that_did_not_change_are_shown_beside_those_that_did(groups):
    entry = find(groups, "Lead a project")

    assert drawn(entry.texts[1]) == ["E.g. learning walks", "{+Lesson study+}"]


def test_of_a_long_text_only_what_differs_is_shown(groups):
    entry = find(groups, "How to use it")

    assert [drawn(text) for text in entry.texts] == [
        ["How to use it"],
        ["Read it with a [-colleague-]{+mentor+}."],
    ]


def test_what_was_reworded_in_one_place_says_so(groups):
    entry = find(groups, "a special school")

    assert (entry.label, entry.where) == ("Reworded here", "In your school")
    assert entry.notes == ("The line stands elsewhere too.",)
    assert entry.stops == ()


def test_a_new_line_says_after_which_it_stands_and_where_it_leads(groups):
    entry = find(groups, "Meet your mentor every week")

    assert entry.notes == ("After “Visit other schools”.", "Link: https://example.org/")


def test_a_change_of_spacing_says_that_it_is_nothing_else(groups):
    assert find(groups, "24 hours").notes == ("Only the spacing.",)


def test_a_stage_that_came_or_went_lists_what_stands_in_it(groups):
    new, gone = find(groups, "SENCOs"), find(groups, "Governors")

    assert new.notes == ("2 lines with it, 1 of them new.",)
    assert gone.notes == ("2 lines went with it; 1 of them is gone altogether.",)
    assert [(part.heading, [line.text for line in part.lines]) for part in gone.along] == [
        (SCHOOL, ["Visit other schools", "Read the minutes"])
    ]


def test_a_stage_that_a_copy_leaves_out_is_hidden_and_nothing_is_deleted():
    before = grid({("NQT", SCHOOL): ["Join in"], ("RQT", SCHOOL): ["Visit"]})
    gone = before.stages[1].key
    after = replace(
        before,
        stages=before.stages[:1],
        placements=tuple(one for one in before.placements if one.stage != gone),
    )
    changes = diff_of_copy(before, after)

    ((group,),) = [lay_out(changes)]
    entry = group.entries[0]

    assert (entry.label, changes.summary) == ("Hidden", "a stage with 1 line hidden")
    assert entry.notes == ("1 line; nothing is deleted.",)


def test_a_line_that_a_copy_leaves_out_is_hidden_and_a_text_around_the_grid_removed():
    before = grid({("NQT", SCHOOL): ["Join in", "Visit"]}, sections=[("How to use it", "Often.")])
    after = replace(before, placements=before.placements[:1], sections=())

    changes = diff_of_copy(before, after)

    assert changes.summary == "1 removed, 1 hidden"
    line = find(lay_out(changes), "Visit")
    assert (line.label, line.texts[0].before, line.texts[0].after) == ("Hidden", "Visit", "")


def test_a_column_lists_what_stands_in_it_by_stage():
    before = grid({("NQT", SCHOOL): ["Join in"], ("RQT", SCHOOL): ["Join in"], ("NQT", LOCAL): []})
    after = replace(
        before,
        columns=before.columns[1:],
        placements=(),
    )

    ((entry,),) = [group.entries for group in lay_out(diff(before, after))]

    assert entry.notes == ("2 lines went with it; 2 of them are gone altogether.",)
    assert [part.heading for part in entry.along] == ["NQT", "RQT"]
    assert isinstance(entry.change.row, Column)


def test_marks_say_what_they_mean(groups):
    plus, heading = find(groups, "PLUS"), find(groups, "In your school")

    assert plus.notes == ("What stands above goes on here now.",)
    assert [stop.heading for stop in plus.stops] == [SCHOOL, LOCAL]
    assert heading.where == f"Printed over “{SCHOOL}”"
    assert heading.notes == (f"Printed there instead of “{SCHOOL}”.",)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({"hidden": False}, {"hidden": True}, "Hidden now."),
        ({"hidden": True}, {"hidden": False}, "No longer hidden."),
        (
            {"tier": None},
            {"tier": ProviderTier.SELF},
            "Who provides it: was mixed, now Your own action.",
        ),
    ],
)
def test_a_column_s_other_fields_are_told_in_a_sentence(before, after, words):
    one, other = (
        GridSnapshot(columns=(Column(key("School"), "School", **values),))
        for values in (before, after)
    )

    ((entry,),) = [group.entries for group in lay_out(diff(one, other))]

    assert entry.notes == (words,)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("", "https://example.org/", "Link added: https://example.org/"),
        ("https://example.org/", "", "Link taken out: https://example.org/"),
        ("https://a.org/", "https://b.org/", "Link: was https://a.org/, now https://b.org/."),
    ],
)
def test_a_link_is_told_in_a_sentence(before, after, words):
    snapshot = grid({("NQT", SCHOOL): ["Join in"]})
    one, other = (
        replace(snapshot, opportunities=(replace(snapshot.opportunities[0], link=link),))
        for link in (before, after)
    )

    ((entry,),) = [group.entries for group in lay_out(diff(one, other))]

    assert (entry.label, entry.notes) == ("Changed", (words,))


def test_only_the_changes_asked_for_are_laid_out(changes):
    moved = [change for change in changes if change.kind == ChangeKind.MOVED]

    (group,) = lay_out(changes, moved)

    assert [entry.change for entry in group.entries] == moved


def test_a_line_that_moved_touches_the_stage_that_it_left(changes):
    (moved,) = [change for change in changes if change.kind == ChangeKind.MOVED]

    assert stages_touched(moved) == {key("RQT"), key("Middle leaders")}


def test_the_stages_of_both_grids_stand_in_one_order(changes):
    assert [stage.key for stage in all_stages(changes)] == [
        key(name) for name in ("NQT", "RQT", "SENCOs", "Heads", "Middle leaders", "Governors")
    ]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({}, {"kinds": (ActivityKind.READING,)}, "Kinds of activity added: Reading or research"),
        ({"cost": Cost.FREE}, {"cost": Cost.PAID}, "Cost: was Free, now Paid."),
        ({"ends_on": date(2027, 3, 3)}, {}, "End date taken out: 3 March 2027"),
    ],
)
def test_what_stands_beside_the_words_is_told_in_a_sentence(before, after, words):
    snapshot = grid({("NQT", SCHOOL): ["Join in"]})
    one, other = (
        replace(snapshot, opportunities=(replace(snapshot.opportunities[0], **values),))
        for values in (before, after)
    )

    ((entry,),) = [group.entries for group in lay_out(diff(one, other))]

    assert entry.notes == (words,)


def test_words_beside_a_line_are_compared_word_by_word_under_their_name():
    snapshot = grid({("NQT", SCHOOL): ["Join in"]})
    one, other = (
        replace(snapshot, opportunities=(replace(snapshot.opportunities[0], contact=contact),))
        for contact in ("Ask Jo", "Ask Sam")
    )

    ((entry,),) = [group.entries for group in lay_out(diff(one, other))]

    text = entry.texts[1]
    assert (text.label, text.before, text.after) == ("Whom to ask", "Ask Jo", "Ask Sam")
