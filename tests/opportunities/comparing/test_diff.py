"""What is told of two grids, case by case. The laws on any two are in test_diff_laws.py."""

from dataclasses import replace
from datetime import date

import pytest

from opportunities.comparing.diff import NOTHING_CHANGED, ChangeKind, diff
from opportunities.grid.fields import FIELDS
from opportunities.grid.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
    Stage,
)
from opportunities.grid.vocabulary import (
    ActivityKind,
    ContinuationWord,
    Cost,
    Group,
    ProviderTier,
    StageFamily,
)
from tests.builders import grid, key

SMALL = grid(
    {
        ("NQT", "School"): ["Join in", "Read", "Visit"],
        ("NQT", "Network"): ["Meet"],
        ("RQT", "School"): ["Join in", "Lead"],
        ("RQT", "Network"): ["Join in"],
    },
    continues={("RQT", "Network"): ContinuationWord.PLUS},
    sections=[("How to use it", "Read it."), ("Principles", "Be kind.")],
)
SMALL = replace(SMALL, headings=(PrintedHeading(key("NQT"), key("School"), "In school"),))


def rows(snapshot, kind, of, **values):
    """The grid with these values in the row with this key."""
    changed = tuple(
        replace(row, **values) if row.key == of else row for row in getattr(snapshot, kind)
    )
    return replace(snapshot, **{kind: changed})


def saying(snapshot, placement, opportunity):
    """The grid with another opportunity, added to it, in one placement."""
    placements = tuple(
        replace(row, opportunity=opportunity.key) if row.key == placement else row
        for row in snapshot.placements
    )
    opportunities = (*snapshot.opportunities, opportunity)
    return replace(snapshot, placements=placements, opportunities=opportunities)


def without(snapshot, *placements):
    kept = tuple(row for row in snapshot.placements if row.key not in placements)
    return replace(snapshot, placements=kept)


def told(changes):
    """Each change in short: its kind, what it is about, and in how many places."""
    return [
        (change.kind, getattr(change.row, "text", None) or _name(change.row), len(change.places))
        for change in changes
    ]


def _name(row):
    return getattr(row, "name", None) or getattr(row, "heading", None) or row.word


def test_nothing_changed_says_so():
    changes = diff(SMALL, SMALL)

    assert not changes
    assert (changes.count, changes.counts, changes.summary) == (0, {}, NOTHING_CHANGED)


def test_a_line_reworded_everywhere_is_one_change_that_names_its_places():
    (change,) = diff(SMALL, rows(SMALL, "opportunities", key("Join in"), text="Join up"))

    assert (change.kind, change.here) == (ChangeKind.REWORDED, False)
    assert [(each.field.name, each.before, each.after) for each in change.differences] == [
        ("text", "Join in", "Join up")
    ]
    assert change.places == (
        (key("NQT"), key("School")),
        (key("RQT"), key("School")),
        (key("RQT"), key("Network")),
    )


def test_a_line_reworded_in_one_cell_is_told_as_that():
    own = Opportunity(key("own"), "Join up", derived_from=key("Join in"))
    after = saying(SMALL, key("RQT/School/0"), own)

    (change,) = diff(SMALL, after)
    (back,) = diff(after, SMALL)

    assert (change.kind, change.here, change.before.text, change.after.text) == (
        ChangeKind.REWORDED,
        True,
        "Join in",
        "Join up",
    )
    assert change.places == ((key("RQT"), key("School")),)
    assert (back.kind, back.before.text, back.after.text) == (
        ChangeKind.REWORDED,
        "Join up",
        "Join in",
    )


def test_a_line_that_another_with_the_same_words_stands_for_did_not_change():
    twin = Opportunity(key("twin"), "Join in")

    assert not diff(SMALL, saying(SMALL, key("RQT/School/0"), twin))


def test_a_line_removed_from_all_its_cells_is_one_removal():
    after = without(SMALL, key("NQT/School/0"), key("RQT/School/0"), key("RQT/Network/0"))

    (change,) = diff(SMALL, after)

    assert (change.kind, change.here, len(change.places)) == (ChangeKind.REMOVED, False, 3)


def test_a_line_removed_from_one_of_its_cells_stands_elsewhere_still():
    (change,) = diff(SMALL, without(SMALL, key("RQT/School/0")))

    assert (change.kind, change.here) == (ChangeKind.REMOVED, True)
    assert change.places == ((key("RQT"), key("School")),)


def test_a_line_added_in_cells_is_one_addition_and_says_whether_it_stood_elsewhere():
    (new,) = diff(without(SMALL, key("NQT/Network/0")), SMALL)
    (known,) = diff(without(SMALL, key("RQT/School/0"), key("RQT/Network/0")), SMALL)

    assert (new.kind, new.row.text, new.here) == (ChangeKind.ADDED, "Meet", False)
    assert (known.kind, known.here, len(known.places)) == (ChangeKind.ADDED, True, 2)


def test_a_line_moved_keeps_where_it_came_from():
    after = rows(SMALL, "placements", key("NQT/Network/0"), stage=key("RQT"), column=key("School"))

    (change,) = diff(SMALL, after)
    (difference,) = change.differences

    assert (change.kind, change.row.text) == (ChangeKind.MOVED, "Meet")
    assert (difference.before, difference.after) == (
        (key("NQT"), key("Network")),
        (key("RQT"), key("School")),
    )


def test_what_happened_alike_to_a_line_in_several_cells_is_one_change():
    after = SMALL
    for place in ("NQT/School/0", "RQT/School/0"):
        after = rows(after, "placements", key(place), tier=ProviderTier.NATIONAL)

    (change,) = diff(SMALL, after)

    assert (change.kind, len(change.placed), change.here) == (ChangeKind.CHANGED, 2, True)


def test_a_note_is_no_rewording():
    (change,) = diff(SMALL, rows(SMALL, "placements", key("RQT/School/1"), note="Ask Jo"))

    assert change.kind == ChangeKind.CHANGED


def test_lines_out_of_order_are_the_fewest_that_explain_it():
    first, *others = SMALL.placements
    after = replace(SMALL, placements=(*others[:2], first, *others[2:]))

    (change,) = diff(SMALL, after)

    assert (change.kind, change.row.text, change.reordered) == (
        ChangeKind.REORDERED,
        "Join in",
        True,
    )


def test_a_stage_takes_what_stands_in_it_along():
    gone = key("RQT")
    after = replace(
        without(SMALL, *(row.key for row in SMALL.placements if row.stage == gone)),
        stages=SMALL.stages[:1],
        continuations=(),
    )

    assert told(diff(SMALL, after)) == [(ChangeKind.REMOVED, "RQT", 3)]
    assert told(diff(after, SMALL)) == [(ChangeKind.ADDED, "RQT", 3)]


def test_a_line_that_moves_out_of_a_stage_that_goes_is_told_as_moved():
    after = rows(SMALL, "placements", key("RQT/School/1"), stage=key("NQT"))
    gone = [row.key for row in after.placements if row.stage == key("RQT")]
    after = replace(without(after, *gone), stages=SMALL.stages[:1], continuations=())

    assert told(diff(SMALL, after)) == [
        (ChangeKind.REMOVED, "RQT", 2),
        (ChangeKind.MOVED, "Lead", 1),
    ]


def test_a_row_with_several_differences_is_told_once():
    after = rows(SMALL, "stages", key("RQT"), name="Years 2 to 5", family=StageFamily.MIDDLE_LEADER)
    after = replace(after, stages=after.stages[::-1])

    (change,) = diff(SMALL, after)

    assert change.kind == ChangeKind.REWORDED
    assert [difference.field.name for difference in change.differences] == ["name", "family"]
    assert change.reordered


def test_the_same_mark_in_several_cells_is_one_change():
    after = replace(
        SMALL,
        continuations=(
            Continuation(key("RQT"), key("Network"), ContinuationWord.AS_ABOVE),
            Continuation(key("NQT"), key("School"), ContinuationWord.PLUS),
            Continuation(key("RQT"), key("School"), ContinuationWord.PLUS),
        ),
        headings=(),
    )

    assert told(diff(SMALL, after)) == [
        (ChangeKind.CHANGED, "As above", 1),
        (ChangeKind.ADDED, "PLUS", 2),
        (ChangeKind.REMOVED, "In school", 1),
    ]


def test_sections_are_told_by_key():
    how, principles = SMALL.sections
    new = Section(key("new"), "Case study", "…")
    after = replace(SMALL, sections=(new, replace(how, body="Read it twice.")))

    assert told(diff(SMALL, after)) == [
        (ChangeKind.ADDED, "Case study", 0),
        (ChangeKind.REWORDED, "How to use it", 0),
        (ChangeKind.REMOVED, "Principles", 0),
    ]
    assert principles.heading == "Principles"


def test_the_summary_counts_each_kind_in_one_order():
    after = rows(SMALL, "opportunities", key("Read"), text="Read widely")
    after = rows(after, "opportunities", key("Visit"), text="Visit another school")
    after = rows(after, "placements", key("NQT/Network/0"), column=key("School"))
    changes = diff(without(after, key("RQT/School/1")), SMALL)

    assert changes.summary == "1 added, 2 reworded, 1 moved"
    assert changes.count == 4


def test_the_summary_tells_whole_stages_and_columns_with_their_lines():
    whole = diff(GridSnapshot(), SMALL).summary

    one_stage = GridSnapshot(stages=SMALL.stages[:1])
    assert diff(one_stage, GridSnapshot()).summary == "a stage removed"
    assert whole.startswith("2 new stages with ")
    assert "new column" in whole
    assert diff(SMALL, GridSnapshot()).summary.startswith("2 stages with ")


ANOTHER = {
    "group": Group.SUPPORT_STAFF,
    "family": StageFamily.SUPPORT_STAFF,
    "tier": ProviderTier.NATIONAL,
    "hidden": True,
    "word": ContinuationWord.AS_ABOVE,
    "roles": ("Head of year",),
    "standards": ("Core",),
    "details": ("E.g. a club",),
    "kinds": (ActivityKind.COURSE,),
    "cost": Cost.FREE,
    "ends_on": date(2027, 3, 3),
}
ELSEWHERE = (key("RQT"), key("Network"))


@pytest.mark.parametrize(
    ("kind", "field"),
    [(kind, field) for kind, fields in FIELDS.items() for field in fields],
    ids=lambda value: getattr(value, "__name__", None) or value.name,
)
def test_another_value_in_any_field_is_told_once(kind, field):
    value = ELSEWHERE if field.name == "place" else ANOTHER.get(field.name, "Another")
    changed = {
        Stage: lambda **new: rows(SMALL, "stages", key("NQT"), **new),
        Column: lambda **new: rows(SMALL, "columns", key("School"), **new),
        Opportunity: lambda **new: rows(SMALL, "opportunities", key("Meet"), **new),
        Placement: lambda **new: rows(SMALL, "placements", key("NQT/Network/0"), **new),
        Section: lambda **new: rows(SMALL, "sections", key("Principles"), **new),
        Continuation: lambda **new: replace(
            SMALL, continuations=(replace(SMALL.continuations[0], **new),)
        ),
        PrintedHeading: lambda **new: replace(SMALL, headings=(replace(SMALL.headings[0], **new),)),
    }[kind]
    if field.name == "place":
        after = changed(stage=ELSEWHERE[0], column=ELSEWHERE[1])
    else:
        after = changed(**{field.name: value})

    (change,) = diff(SMALL, after)
    (difference,) = change.differences

    assert (difference.field, difference.after) == (field, value)


@pytest.mark.parametrize(
    "unseen",
    [
        lambda: rows(SMALL, "stages", key("NQT"), slug="elsewhere"),
        lambda: rows(SMALL, "opportunities", key("Read"), derived_from=key("Visit")),
        lambda: replace(
            SMALL, opportunities=(*SMALL.opportunities, Opportunity(key("stray"), "Stray"))
        ),
    ],
)
def test_what_nobody_reads_is_not_told_though_the_fingerprint_holds_it(unseen):
    after = unseen()

    assert after.fingerprint != SMALL.fingerprint
    assert not diff(SMALL, after)


def test_an_empty_grid_and_a_whole_one():
    changes = diff(GridSnapshot(), SMALL)

    assert changes.counts == {ChangeKind.ADDED: 6}
    assert [
        placed.after
        for change in changes
        for placed in change.placed
        if isinstance(change.row, Stage)
    ] == [*SMALL.placements]
