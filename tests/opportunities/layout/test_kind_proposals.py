"""What is proposed to editors for lines without a kind of activity."""

from dataclasses import replace

import pytest
from hypothesis import given

from opportunities.editing.kinds import mark_kinds
from opportunities.editing.lines import CannotEdit
from opportunities.grid.snapshot import Wording
from opportunities.grid.visible import as_followers_see
from opportunities.grid.vocabulary import ActivityKind
from opportunities.layout.kind_proposals import proposals, unmarked_in
from tests.builders import grid, key
from tests.opportunities.random_grids import grids

COURSE, READING, SEEING = ActivityKind.COURSE, ActivityKind.READING, ActivityKind.SEEING
COACHING = ActivityKind.COACHING


def marked(snapshot, **kinds):
    return replace(
        snapshot,
        opportunities=tuple(
            replace(line, kinds=kinds.get(line.text, ())) for line in snapshot.opportunities
        ),
    )


DRAFT = marked(
    grid(
        {
            ("NQT", "School"): ["Talk", "talk.", "Join in", "Shadow a head", "Buddy up"],
            ("RQT", "School"): ["Join in", "Use time"],
        },
        details={"Buddy up": ("Often",)},
    ),
    Talk=(COACHING,),
)


def told(groups):
    return [
        (group.kinds, [(one.line.text, one.because) for one in group.lines]) for group in groups
    ]


def test_lines_of_equal_words_come_first_then_what_a_word_suggests():
    elsewhere = [
        (Wording("Join in.", kinds=(READING,)), "Wigan"),
        (Wording("join in", kinds=(READING,)), "Torbay"),
        (Wording("Join in", kinds=(COURSE,)), "Hampshire"),
        (Wording("Buddy up", ("Seldom",), kinds=(COACHING,)), "Wigan"),
        (Wording("Shadow the head", kinds=(COURSE,)), "Wigan"),
    ]

    found = proposals(DRAFT, elsewhere)

    assert told(found.equal) == [
        ((COACHING,), [("talk.", ("this draft",))]),
        ((READING,), [("Join in", ("Wigan", "Torbay"))]),
    ]
    assert told(found.by_words) == [((SEEING,), [("Shadow a head", ("Shadow",))])]
    assert [one.line.text for one in found.none] == ["Buddy up", "Use time"]
    assert (found.marked, found.unmarked) == (1, 5)
    (_, joined) = found.equal
    assert [stage.name for stage in joined.lines[0].stages] == ["NQT", "RQT"]


def test_of_a_copy_only_its_own_lines_are_proposed_for():
    found = proposals(DRAFT, [], own={key("Shadow a head")})

    assert told(found.by_words) == [((SEEING,), [("Shadow a head", ("Shadow",))])]
    assert found.unmarked == 1


@given(grids())
def test_each_line_that_readers_see_is_marked_or_proposed_for_or_listed(snapshot):
    found = proposals(snapshot, [])
    groups = (*found.equal, *found.by_words)
    listed = [one.line.key for group in groups for one in group.lines]
    listed += [one.line.key for one in found.none]

    assert sorted(listed) == sorted(line.key for line in unmarked_in(snapshot))
    placed = {one.opportunity for one in as_followers_see(snapshot).placements}
    assert found.marked + found.unmarked == len(placed)
    assert all(group.kinds for group in groups)


def test_lines_are_marked_everywhere_at_once_and_what_is_marked_already_stays():
    keys = [key("Talk"), key("Join in"), key("Use time")]

    edit = mark_kinds(DRAFT, keys, [READING, COURSE])

    lines = edit.grid.opportunity_by_key
    assert [lines[one].kinds for one in keys] == [(COACHING,), (COURSE, READING), (COURSE, READING)]
    assert (edit.what, edit.about) == ("changed", "the kind of activity of 2 lines")


@pytest.mark.parametrize(
    ("keys", "kinds", "sentence"),
    [
        ([key("Talk")], [COURSE], "These lines are marked already"),
        ([], [COURSE], "Tick at least one line"),
        ([key("Join in")], [], "Say which kind of activity"),
        ([key("Nowhere")], [COURSE], "not in this draft any more"),
    ],
)
def test_what_cannot_be_marked_is_said(keys, kinds, sentence):
    with pytest.raises(CannotEdit, match=sentence):
        mark_kinds(DRAFT, keys, kinds)
