from dataclasses import replace

import pytest

from opportunities.editing.finding import Wanted
from opportunities.editing.lines import LONGEST_LINE, CannotEdit
from opportunities.editing.replacing import (
    HitsChanged,
    Replacing,
    after,
    counted,
    fingerprint,
    hits,
    replace_in,
)
from opportunities.grid.snapshot import Opportunity, PrintedHeading, Stage
from tests.builders import grid, key

HERE, THERE = ("NQT", "School"), ("RQT", "School")
GRID = grid(
    {
        HERE: ["Meet NQTs", "Attend NQT Clusters", "Read"],
        THERE: ["Attend NQT Clusters", "Visit"],
    },
    details={"Read": ("E.g. other NQT-led work", "Or alone")},
    sections=[("How NQTs use it", "For an NQT, and an NQT only.")],
)
NQT = Replacing(Wanted("NQT"), "ECT")


def asked(words, put="", **how):
    return Replacing(Wanted(words, **how), put)


def became(words, put, text, **how):
    return after(asked(words, put, **how).runs(text)) or text


def doubts(asked, *texts, **more):
    return [hit.doubts for hit in hits(grid({HERE: texts}, **more), asked)]


def done(snapshot, asked, chosen=None, **how):
    found = hits(snapshot, asked, **how)
    ids = [hit.id for hit in found if chosen is None or hit.before.key in chosen]
    return replace_in(snapshot, asked, ids, seen=fingerprint(found), **how)


@pytest.mark.parametrize(
    ("words", "put", "text", "how", "expected"),
    [
        ("NQT", "ECT", "NQTs’ \N{NO-BREAK SPACE}oﬃce – an NQT", {}, "ECTs’ \xa0oﬃce – an ECT"),
        ("teaching school", "school hub", "Teaching School", {"by_case": False}, "School hub"),
        ("Teaching School", "hub", "teaching school", {"by_case": False}, "hub"),
        ("nqt", "ECT", "NQT nqt", {"by_case": False}, "ECT ECT"),
        ("NQT", "NQT", "nqt, NQT", {"by_case": False}, "NQT, NQT"),
        ("NQT ", " ECT\n", "an NQT is", {}, "an ECT is"),
        ("the", "", "the one in the end of the", {}, "one in end of"),
        ("good", "", "a good, good day", {}, "a, day"),
        ("(old) ", "", "Visit (old)", {}, "Visit"),
        ("old", "", "old old old", {}, ""),
        ("s", "", "NQTs meet", {}, "NQT meet"),
        ("Read", "Read", "Read", {}, "Read"),
    ],
)  # fmt: skip
def test_of_a_text_nothing_changes_but_the_words(words, put, text, how, expected):
    runs = asked(words, put, **how).runs(text)

    assert (after(runs) if runs else text) == expected
    assert "".join(run.kept + run.removed for run in runs) in ("", text)


def test_a_line_is_one_hit_with_all_its_places_and_only_the_texts_that_change():
    first, second, third = hits(GRID, NQT)

    assert [hit.before.text for hit in (first, second, third)] == [
        "Meet NQTs",
        "Attend NQT Clusters",
        "Read",
    ]
    assert [len(hit.places) for hit in (first, second, third)] == [1, 2, 1]
    assert third.after.details == ("E.g. other ECT-led work", "Or alone")
    assert [after(runs) for _, runs in third.texts] == ["E.g. other ECT-led work"]
    assert all(hit.is_meant for hit in (first, second, third))


def test_what_stands_around_the_lines_is_searched_only_where_that_is_asked_for():
    snapshot = replace(GRID, headings=(PrintedHeading(key("RQT"), key("School"), "For NQTs"),))

    found = hits(snapshot, NQT, around=True)[3:]

    assert [(hit.kind.__name__, [after(runs) for _, runs in hit.texts]) for hit in found] == [
        ("Stage", ["ECT"]),
        ("PrintedHeading", ["For ECTs"]),
        ("Section", ["How ECTs use it", "For an ECT, and an ECT only."]),
    ]
    assert counted(found) == "3 texts"


def test_notes_beside_lines_are_searched_with_them():
    first, *others = GRID.placements
    noted = replace(GRID, placements=(replace(first, note="Ask the NQT tutor"), *others))

    edit = done(noted, NQT)

    assert edit.grid.placements[0].note == "Ask the ECT tutor"
    assert edit.about == "“NQT” by “ECT” in 3 lines, 4 places"


def test_what_was_chosen_is_replaced_and_everything_else_is_as_it_was():
    edit = done(GRID, NQT, [key("Attend NQT Clusters")])

    changed = edit.grid.opportunity_by_key[key("Attend NQT Clusters")]
    assert changed.text == "Attend ECT Clusters"
    assert (edit.what, edit.about) == ("replaced", "“NQT” by “ECT” in 1 line, 2 places")
    rest = replace(GRID.opportunity_by_key[changed.key], text="Attend ECT Clusters")
    assert edit.grid == replace(
        GRID,
        opportunities=tuple(rest if row.key == rest.key else row for row in GRID.opportunities),
    )


def test_taking_words_out_is_told_as_that():
    edit = done(GRID, asked("Attend "))

    assert (edit.what, edit.about) == ("removed", "“Attend” from 1 line, 2 places")
    assert edit.grid.opportunity_by_key[key("Attend NQT Clusters")].text == "NQT Clusters"


def test_a_sub_point_of_nothing_goes_as_it_does_when_it_is_typed():
    edit = done(GRID, asked("Or alone"))

    assert edit.grid.opportunity_by_key[key("Read")].details == ("E.g. other NQT-led work",)


@pytest.mark.parametrize(
    ("text", "wanted", "fault"),
    [
        ("NQT", asked("NQT"), "Write the words of the line, or remove it."),
        ("x" * (LONGEST_LINE - 1), asked("x", "xx"), "19,998 characters long. Use at most 10,000."),
    ],
)
def test_what_could_not_be_typed_cannot_be_put_there(text, wanted, fault):
    snapshot = grid({HERE: [text, "Read"]})

    (hit,) = hits(snapshot, wanted)

    assert fault in hit.fault
    with pytest.raises(CannotEdit, match=r"Write the words|characters long"):
        replace_in(snapshot, wanted, [hit.id], seen=fingerprint([hit]))


@pytest.mark.parametrize(
    ("wanted", "fault"),
    [
        (asked("NQT"), "Write a name for the stage."),
        (asked("NQT", "x" * 251), "The name of the stage is too long"),
        (asked("School"), "Write a name for the column."),
        (asked("For"), "Write a heading, or take it away in its box."),
        (asked("How"), "Write a name for the section."),
        (asked("Alone"), "Write the text of the section."),
    ],
)
def test_names_headings_and_sections_are_checked_as_their_own_forms_do(wanted, fault):
    snapshot = replace(
        grid({HERE: ["Read"]}, sections=[("How", "Alone")]),
        headings=(PrintedHeading(key("NQT"), key("School"), "For"),),
    )

    assert [fault in hit.fault for hit in hits(snapshot, wanted, around=True)] == [True]


@pytest.mark.parametrize(
    ("wanted", "text", "doubt"),
    [
        (asked("NQT", "teacher"), "Meet NQTs", "It is only part of “NQTs”."),
        (asked("cat", "dog"), "Educate", "It is only part of “Educate”."),
        (asked("NQT", "ECT"), "See https://x.org/NQT", "in an address"),
        (asked("nqt", "ect"), "Ask nqt@school.example", "in an address"),
        (asked("nqt", "ect"), "See www.nqt.example", "in an address"),
        (asked("Hub", "Hub Lead"), "Ask the Hub Lead", "It says “Hub Lead” already."),
        (
            asked("Teaching Schools", "Hubs"),
            "Engage with Teaching Schools and Teaching School Alliances",
            "The name may go on: “Teaching Schools and Teaching School Alliances”.",
        ),
        (asked("School", "Hub"), "Use National School grants", "“National School”"),
    ],
)
def test_what_may_be_meant_otherwise_says_why(wanted, text, doubt):
    ((said,),) = doubts(wanted, text)

    assert doubt in said


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (NQT, "Meet NQTs"),
        (NQT, "Train as an NQT Induction Tutor"),
        (NQT, "Lead NQT-specific training (NQT)"),
        (asked("Teaching Schools", "Hubs"), "Participate in Teaching Schools’ programmes"),
        (asked("Teaching Schools", "Hubs"), "Visit Teaching Schools. Then read"),
        (asked("Mentor", "Coach"), "A Mentor of 12"),
        (asked("Meet", "Visit"), "Meet Headteachers"),
        (asked("Read", "Lead"), "Read with NQTs and Read NQTs’ plans"),
        (asked("-", "–"), "a - b"),
    ],
)
def test_what_is_plainly_meant_is_not_doubted(wanted, text):
    assert doubts(wanted, text) == [()]


def test_two_lines_that_would_say_the_same_in_one_box_are_doubted():
    same = "Then another line in the same box says the same."

    assert doubts(NQT, "Meet NQT", "Meet ECT.") == [(same,)]
    assert doubts(asked("C", "D"), "D B", "C B", "CB", details={"CB": ()})[0] == (same,)
    assert doubts(NQT, "Meet NQT", "Meet ECT", details={"Meet ECT": ("Often",)}) == [()]


def test_lines_that_were_the_same_before_are_not_doubted_for_that():
    twice = grid({HERE: ["Meet NQT", "meet NQT"], THERE: ["Meet ECT"]})

    assert [hit.doubts for hit in hits(twice, NQT)] == [(), ()]


def test_two_stages_or_columns_that_would_be_called_the_same_are_doubted():
    snapshot = grid({("NQT", "NQT"): ["Read"], ("ECT", "ECT"): ["Read"]})

    assert [hit.doubts for hit in hits(snapshot, NQT, around=True)] == [
        ("Then another stage has the same name.",),
        ("Then another column has the same heading.",),
    ]


def test_a_line_that_readers_do_not_see_is_doubted():
    line = replace(GRID.placements[0], hidden=True)
    hidden = replace(GRID, placements=(line, *GRID.placements[1:]))
    stage = replace(GRID, stages=tuple(replace(one, hidden=True) for one in GRID.stages))

    assert [bool(hit.doubts) for hit in hits(hidden, NQT)] == [True, False, False]
    assert all(hit.doubts for hit in hits(stage, NQT))


def test_reasons_are_few_however_often_the_words_stand_there():
    (said,) = doubts(asked("a", "b"), " ".join(f"xa{number}" for number in range(500)))

    assert len(said) == 3


def reworded(row, **values):
    return replace(
        GRID,
        opportunities=tuple(
            replace(one, **values) if one.key == key(row) else one for one in GRID.opportunities
        ),
    )


@pytest.mark.parametrize(
    ("now", "is_as_shown"),
    [
        (GRID, True),
        (reworded("Visit", text="Go"), True),
        (replace(GRID, sections=()), True),
        (reworded("Meet NQTs", text="See NQTs"), False),
        (reworded("Meet NQTs", text="Meet"), False),
        (reworded("Visit", text="Visit NQTs"), False),
        (reworded("Meet NQTs", link="https://example.org"), False),
        (replace(GRID, placements=GRID.placements[:-2]), False),
    ],
)
def test_a_draft_that_is_not_as_it_was_shown_is_asked_about_again(now, is_as_shown):
    found = hits(GRID, NQT)
    ids = [found[1].id]

    if is_as_shown:
        edit = replace_in(now, NQT, ids, seen=fingerprint(found))
        assert "Attend ECT Clusters" in {line.text for line in edit.grid.opportunities}
    else:
        with pytest.raises(HitsChanged, match="changed after this was shown"):
            replace_in(now, NQT, ids, seen=fingerprint(found))


@pytest.mark.parametrize("ids", [[], ["nothing"]])
def test_nothing_ticked_replaces_nothing(ids):
    with pytest.raises(CannotEdit, match="Tick at least one place"):
        replace_in(GRID, NQT, ids, seen=fingerprint(hits(GRID, NQT)))


@pytest.mark.parametrize(
    ("kinds", "around", "said"),
    [
        ((Opportunity,), False, "3 lines, 4 places"),
        ((Stage,), True, "1 text"),
        ((Opportunity, Stage), True, "3 lines, 4 places and 1 other text"),
    ],
)
def test_what_is_counted(kinds, around, said):
    assert counted([hit for hit in hits(GRID, NQT, around=around) if hit.kind in kinds]) == said
