from dataclasses import replace

import pytest

from opportunities.comparing.copy_comparison import CopyComparison, RowOrigin
from opportunities.editing import lines, rows_and_columns
from opportunities.grid.snapshot import Section, Stage, Wording
from opportunities.grid.vocabulary import ContinuationWord, Group, ProviderTier, StageFamily
from tests.builders import grid, key

THEIRS = grid(
    {
        ("NQT", "School"): ["Join in", "Read"],
        ("NQT", "Network"): ["Visit"],
        ("RQT", "School"): ["Join in"],
    },
    tiers={"Network": ProviderTier.LOCAL_NETWORK},
    continues={("RQT", "Network"): ContinuationWord.PLUS},
    sections=[("How to use it", "Read it.")],
)
JOIN, READ, VISIT = key("NQT/School/0"), key("NQT/School/1"), key("NQT/Network/0")
JOIN_LATER = key("RQT/School/0")
NQT, RQT = key("NQT"), key("RQT")
SCHOOL, NETWORK = key("School"), key("Network")


def as_it_is(ours):
    return ours


def words_of(text):
    return THEIRS.opportunity_by_key[key(text)]


def added(ours):
    return lines.add_lines(
        ours, (NQT, SCHOOL), ["Ours"], new_key=iter([key("o"), key("p")]).__next__
    ).grid


MARKS = {
    "nothing": (as_it_is, {}),
    "a line of our own": (added, {key("p"): RowOrigin(own=True)}),
    "reworded everywhere": (
        lambda ours: lines.reword(ours, key("Join in"), Wording("Take part")).grid,
        {
            JOIN: RowOrigin(reworded=True, theirs=words_of("Join in")),
            JOIN_LATER: RowOrigin(reworded=True, theirs=words_of("Join in")),
        },
    ),
    "reworded here": (
        lambda ours: lines.reword_here(ours, JOIN, Wording("Take part")).grid,
        {JOIN: RowOrigin(reworded=True, theirs=words_of("Join in"))},
    ),
    "another link": (
        lambda ours: lines.reword(ours, key("Read"), Wording("Read", (), "https://a.example")).grid,
        {READ: RowOrigin(reworded=True, theirs=words_of("Read"))},
    ),
    "moved": (
        lambda ours: lines.move_lines(ours, [READ], (RQT, SCHOOL)).grid,
        {READ: RowOrigin(moved=True, theirs=words_of("Read"))},
    ),
    "only in another order": (
        lambda ours: lines.move_lines(ours, [READ], (NQT, SCHOOL), before=JOIN).grid,
        {},
    ),
    "copied to a further cell": (
        lambda ours: lines.copy_lines(ours, [READ], [(RQT, SCHOOL)], new_key=lambda: key("c")).grid,
        {key("c"): RowOrigin(moved=True, theirs=words_of("Read"))},
    ),
    "another provider": (
        lambda ours: lines.set_tier(ours, [READ], ProviderTier.SELF).grid,
        {READ: RowOrigin(changed=True, theirs=words_of("Read"))},
    ),
    "hidden and noted": (
        lambda ours: replace(
            ours,
            placements=lines.with_rows(
                ours.placements,
                replace(lines.placement_of(ours, READ), hidden=True, note="Ask Jo"),
            ),
        ),
        {READ: RowOrigin(hidden=True, note="Ask Jo", theirs=words_of("Read"))},
    ),
    "reworded and put back by hand": (
        lambda ours: (
            lines.reword(
                lines.reword(ours, key("Read"), Wording("Write")).grid, key("Read"), Wording("Read")
            ).grid
        ),
        {},
    ),
}


@pytest.mark.parametrize("name", MARKS)
def test_a_line_is_marked_by_what_of_it_is_ours(name):
    change, expected = MARKS[name]

    assert CopyComparison(change(THEIRS), THEIRS).lines == expected


def test_a_note_that_they_wrote_is_still_said():
    theirs = replace(
        THEIRS,
        placements=lines.with_rows(
            THEIRS.placements, replace(lines.placement_of(THEIRS, READ), note="Every May")
        ),
    )

    assert CopyComparison(theirs, theirs).lines == {
        READ: RowOrigin(note="Every May", theirs=words_of("Read"))
    }


def test_a_line_reworded_here_of_a_copy_of_a_copy_is_theirs_by_its_own_key():
    own = lines.reword_here(THEIRS, JOIN, Wording("Take part"), new_key=lambda: key("t")).grid
    copied = lines.copy_lines(own, [JOIN], [(NQT, NETWORK)], new_key=lambda: key("u")).grid

    ours = lines.reword_here(
        copied, JOIN, Wording("Come"), followed=copied.opportunity_by_key, new_key=lambda: key("v")
    ).grid

    assert ours.opportunity_by_key[key("v")].derived_from == key("t")
    assert CopyComparison(ours, copied).lines == {
        JOIN: RowOrigin(reworded=True, theirs=copied.opportunity_by_key[key("t")])
    }


STAGE = THEIRS.stage_by_key[NQT]
COLUMN = THEIRS.column_by_key[SCHOOL]
SECTION = THEIRS.sections[0]

ROWS = {
    "renamed": (
        lambda ours: rows_and_columns.change_stage(ours, NQT, name="ECT").grid,
        "stages",
        {NQT: RowOrigin(reworded=True, theirs=STAGE)},
    ),
    "another group": (
        lambda ours: rows_and_columns.change_stage(ours, NQT, group=Group.LEADERS).grid,
        "stages",
        {NQT: RowOrigin(changed=True, theirs=STAGE)},
    ),
    "hidden": (
        lambda ours: replace(ours, stages=(replace(STAGE, hidden=True), *ours.stages[1:])),
        "stages",
        {NQT: RowOrigin(hidden=True, theirs=STAGE)},
    ),
    "a stage of our own": (
        lambda ours: replace(
            ours,
            stages=(
                *ours.stages,
                Stage(key("o"), "o", "O", Group.LEADERS, StageFamily.MIDDLE_LEADER),
            ),
        ),
        "stages",
        {key("o"): RowOrigin(own=True)},
    ),
    "a heading": (
        lambda ours: (
            rows_and_columns.change_column(ours, SCHOOL, heading="Here", tier=COLUMN.tier).grid
        ),
        "columns",
        {SCHOOL: RowOrigin(reworded=True, theirs=COLUMN)},
    ),
    "a section of our own": (
        lambda ours: replace(ours, sections=(*ours.sections, Section(key("s"), "S", "s"))),
        "sections",
        {key("s"): RowOrigin(own=True)},
    ),
    "a section": (
        lambda ours: (
            rows_and_columns.change_section(ours, SECTION.key, heading="How", body="Read it.").grid
        ),
        "sections",
        {SECTION.key: RowOrigin(reworded=True, theirs=SECTION)},
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_of_the_frame_is_marked_by_what_of_it_is_ours(name):
    change, kind, expected = ROWS[name]
    copied = CopyComparison(change(THEIRS), THEIRS)

    assert getattr(copied, kind) == expected
    assert {"stages", "columns", "sections"} - {kind} == {
        other for other in ("stages", "columns", "sections") if not getattr(copied, other)
    }
