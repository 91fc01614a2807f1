"""Stages, columns and sections that both sides added with the same name, offered as one (17)."""

from dataclasses import replace
from typing import Any
from uuid import uuid5

import pytest

from opportunities.grid.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    Placement,
    PrintedHeading,
    Section,
    Stage,
)
from opportunities.grid.vocabulary import ContinuationWord, Group, ProviderTier, StageFamily
from opportunities.merge import Answer, DecisionKind, apply, plan
from tests.builders import grid, key
from tests.opportunities.merge.copies import BASE, add, answered, cell, change

MENTORS = Stage(key("their stage"), "mentors", "Mentors", Group.TEACHERS, StageFamily.MIDDLE_LEADER)
OUR_MENTORS = replace(MENTORS, key=key("our stage"), slug="our-mentors", name="mentors.")
ONLINE = Column(key("their column"), "Online", ProviderTier.NATIONAL)
NEWS = Section(key("their section"), "News", "It is new.")


def with_rows(snapshot: GridSnapshot, kind: str, *rows: object) -> GridSnapshot:
    return replace(snapshot, **{kind: (*getattr(snapshot, kind), *rows)})


def test_stage_that_both_added_is_offered_as_one():
    ours = with_rows(BASE, "stages", replace(OUR_MENTORS, summary="About our mentors"))
    ours = add(ours, "own", "our stage", "School", "Meet")
    theirs = with_rows(BASE, "stages", replace(MENTORS, roles=("Mentor",)))
    theirs = add(theirs, "new", "their stage", "School", "Read")
    update = plan(BASE, ours, theirs)

    (same,) = update.of(DecisionKind.SAME)

    assert (same.row, same.answers, same.default) == (
        Stage,
        (Answer.ONE, Answer.BOTH),
        Answer.ONE,
    )
    result = apply(update)
    assert key("our stage") not in result.stage_by_key
    one = result.stage_by_key[key("their stage")]
    assert (one.name, one.slug, one.roles) == ("Mentors", "our-mentors", ("Mentor",))
    assert one.summary == "About our mentors"
    assert sorted(cell(result, "their stage")) == ["Meet", "Read"]
    assert apply(plan(theirs, result, theirs)) == result


def test_stage_that_both_added_can_stay_two():
    ours = add(with_rows(BASE, "stages", OUR_MENTORS), "own", "our stage", "School", "Meet")
    theirs = add(with_rows(BASE, "stages", MENTORS), "new", "their stage", "School", "Read")

    result = answered(plan(BASE, ours, theirs), Answer.BOTH)

    assert (cell(result, "our stage"), cell(result, "their stage")) == (["Meet"], ["Read"])


def test_lines_of_two_stages_that_become_one_do_so_too():
    ours = with_rows(BASE, "stages", OUR_MENTORS)
    ours = add(ours, "own", "our stage", "School", "attend the conference")
    ours = change(ours, "placements", "own", note="Ask Jo")
    again = Placement(
        key("own again"), key("our stage"), key("School"), key("Read"), ProviderTier.SELF
    )
    ours = with_rows(ours, "placements", again)
    theirs = with_rows(BASE, "stages", MENTORS)
    theirs = add(theirs, "new", "their stage", "School", "Attend the conference.")
    theirs = with_rows(
        theirs, "placements", replace(again, key=key("new again"), stage=key("their stage"))
    )

    result = apply(plan(BASE, ours, theirs))

    assert sorted(cell(result, "their stage")) == ["Attend the conference.", "Read"]
    assert next(row.note for row in result.placements if row.key == key("new")) == "Ask Jo"


def test_each_line_of_theirs_becomes_one_with_one_of_ours():
    ours = with_rows(BASE, "stages", OUR_MENTORS)
    theirs = with_rows(BASE, "stages", MENTORS)
    for name in ("first", "second"):
        ours = add(ours, name, "our stage", "School", "Attend")
        ours = change(ours, "placements", name, note=f"Ask {name}")
    theirs = add(theirs, "new", "their stage", "School", "Attend.")

    result = apply(plan(BASE, ours, theirs))

    assert sorted(cell(result, "their stage")) == ["Attend", "Attend."]
    assert {row.note for row in result.placements} == {"", "Ask first", "Ask second"}


def test_grid_of_our_own_that_follows_another_becomes_one_with_it():
    """The same stages, columns and lines on both sides, under other keys."""
    own = grid({("NQT", "School"): ["Join in", "Read"], ("RQT", "School"): ["Join in"]})
    theirs = renamed(own)

    result = apply(plan(GridSnapshot(), own, theirs))

    assert result.fingerprint == theirs.fingerprint


def renamed(snapshot: GridSnapshot) -> GridSnapshot:
    """The grid under keys of its own."""

    def new(row: Any, *names: str) -> Any:
        return replace(row, **{name: uuid5(getattr(row, name), "theirs") for name in names})

    return GridSnapshot(
        stages=tuple(new(row, "key") for row in snapshot.stages),
        columns=tuple(new(row, "key") for row in snapshot.columns),
        opportunities=tuple(new(row, "key") for row in snapshot.opportunities),
        placements=tuple(
            new(row, "key", "stage", "column", "opportunity") for row in snapshot.placements
        ),
    )


def test_marks_of_a_stage_go_along():
    ours = with_rows(BASE, "stages", OUR_MENTORS)
    mark = Continuation(key("our stage"), key("School"), ContinuationWord.PLUS)
    theirs = with_rows(BASE, "stages", MENTORS)

    result = apply(plan(BASE, with_rows(ours, "continuations", mark), theirs))

    assert result.word_at == {(key("their stage"), key("School")): ContinuationWord.PLUS}


def test_column_that_both_added_is_offered_as_one():
    ours = with_rows(
        BASE, "columns", Column(key("our column"), "ONLINE", ProviderTier.LOCAL_NETWORK)
    )
    ours = add(ours, "own", "NQT", "our column", "Watch")

    result = apply(plan(BASE, ours, with_rows(BASE, "columns", ONLINE)))

    assert key("our column") not in result.column_by_key
    assert result.column_by_key[key("their column")].heading == "Online"
    assert result.column_by_key[key("their column")].tier is ProviderTier.LOCAL_NETWORK
    assert cell(result, "NQT", "their column") == ["Watch"]


def test_section_that_both_added_is_offered_as_one():
    ours = with_rows(BASE, "sections", replace(NEWS, key=key("our section"), heading="NEWS"))
    theirs = with_rows(BASE, "sections", NEWS)

    assert apply(plan(BASE, ours, theirs)).sections == theirs.sections


@pytest.mark.parametrize(
    ("kind", "ours", "theirs"),
    [
        ("sections", replace(NEWS, key=key("our section"), body="Ours is new."), NEWS),
        ("stages", replace(OUR_MENTORS, summary="Ours"), replace(MENTORS, summary="Theirs")),
    ],
)
def test_both_stay_unless_somebody_says_otherwise_where_words_of_ours_would_go(kind, ours, theirs):
    update = plan(BASE, with_rows(BASE, kind, ours), with_rows(BASE, kind, theirs))

    (same,) = update.of(DecisionKind.SAME)

    assert (same.default, same.answers) == (Answer.BOTH, (Answer.ONE, Answer.BOTH))
    assert {ours.key, theirs.key} <= {row.key for row in getattr(apply(update), kind)}
    one = {row.key for row in getattr(answered(update, Answer.ONE), kind)}
    assert (ours.key in one, theirs.key in one) == (False, True)


def test_both_stay_where_a_heading_of_ours_would_go():
    ours, theirs = (with_rows(BASE, "stages", stage) for stage in (OUR_MENTORS, MENTORS))
    ours = with_rows(ours, "headings", PrintedHeading(key("our stage"), key("School"), "In ours"))
    theirs = with_rows(
        theirs, "headings", PrintedHeading(key("their stage"), key("School"), "In theirs")
    )

    (same,) = plan(BASE, ours, theirs).of(DecisionKind.SAME)

    assert same.default is Answer.BOTH


def test_stage_of_ours_that_is_hidden_is_not_offered():
    ours = with_rows(BASE, "stages", replace(OUR_MENTORS, hidden=True))

    assert plan(BASE, ours, with_rows(BASE, "stages", MENTORS)).of(DecisionKind.SAME) == ()
