"""Applying and undoing: what is refused, what is written, and what comes back."""

from dataclasses import replace

import pytest

from cpd_site.models import Membership
from frameworks import rules
from frameworks.actions import editing, updates
from frameworks.actions.updates import NothingPending, StaleUpdate, UpdateUndecided
from frameworks.models import Choice, Edition, Event, Framework
from frameworks.queries.updates import pending_update
from tests.builders import key, published, texts
from tests.factories import member
from tests.frameworks.updates.answers import choose, decide_all
from tests.frameworks.updates.copies import (
    BASE,
    HIDDEN,
    OURS,
    QUESTION,
    THEIRS,
    WITHDRAWN,
    copied,
    plan_of,
    read,
    reword,
    reworded,
)

pytestmark = pytest.mark.django_db

Role = Membership.Role


def cell(draft, stage, column):
    grid = read(draft)
    return texts(grid, grid.cells[key(stage), key(column)])


def test_it_is_not_applied_while_something_is_undecided(draft, editor):
    choose(draft, editor, WITHDRAWN, "keep")

    with pytest.raises(UpdateUndecided) as refused:
        updates.apply(draft=draft, by=editor)

    assert [one.id for one in refused.value.decisions] == [QUESTION]
    assert str(refused.value) == "1 question still needs you. Nothing was written."
    assert read(draft) == OURS


def test_applied_it_is_in_the_draft_which_is_based_on_the_newer_edition(draft, editor):
    decide_all(draft, editor)

    event = updates.apply(draft=draft, by=editor)

    assert cell(draft, "NQT", "School") == [
        "Take part",
        "Visit other schools",
        "Read the TES online",
    ]
    assert cell(draft, "NQT", "Nation") == ["Go to Rouen"]
    assert cell(draft, "RQT", "Nation") == ["Follow"]
    assert Edition.objects.get(pk=draft.pk).based_on.label == "2026"
    assert event.what == "took in"
    assert event.about.startswith("the 2026 edition of Thornshire")
    assert pending_update(draft.framework) is None


def test_hidden_stays_hidden_unless_it_is_shown(draft, editor):
    decide_all(draft, editor)
    choose(draft, editor, HIDDEN, "show-theirs")

    updates.apply(draft=draft, by=editor)

    (line,) = (row for row in read(draft).placements if row.key == key("NQT/School/2"))
    assert not line.hidden


def test_an_update_is_undone_as_a_whole_and_done_again(draft, editor):
    decide_all(draft, editor)
    updates.apply(draft=draft, by=editor)
    after = read(draft)

    editing.undo(edition=draft, by=editor)

    undone = Edition.objects.get(pk=draft.pk)
    assert read(draft).fingerprint == OURS.fingerprint
    assert undone.based_on.label == "2025"
    assert plan_of(draft).undecided == ()

    editing.redo(edition=draft, by=editor)

    assert read(draft).fingerprint == after.fingerprint
    assert Edition.objects.get(pk=draft.pk).based_on.label == "2026"


def test_an_update_applied_undone_and_applied_again_asks_nothing_twice(draft, editor):
    decide_all(draft, editor)
    updates.apply(draft=draft, by=editor)
    after = read(draft)
    editing.undo(edition=draft, by=editor)

    updates.apply(draft=draft, by=editor)

    assert read(draft).fingerprint == after.fingerprint


def test_edits_before_and_after_an_update_are_undone_one_by_one(draft, editor):
    reword(draft, editor, "Join in with Mr Oak")
    decide_all(draft, editor)
    updates.apply(draft=draft, by=editor)
    between = read(draft)
    reword(draft, editor, "And afterwards")

    editing.undo(edition=draft, by=editor)
    assert read(draft).fingerprint == between.fingerprint
    editing.undo(edition=draft, by=editor)
    editing.undo(edition=draft, by=editor)
    assert read(draft).fingerprint == OURS.fingerprint


def test_an_update_that_changes_no_line_is_undone_too(editor):
    other = copied(published(BASE, slug="wiltshire", label="2025"), slug="elsewhere")
    published(reworded(BASE), slug="wiltshire", label="2026")
    newest = other.framework.follows.editions.first()
    by = member(other.framework.organisation, Role.EDITOR)

    updates.apply(draft=other, by=by)
    assert Edition.objects.get(pk=other.pk).based_on == newest
    editing.undo(edition=other, by=by)

    assert Edition.objects.get(pk=other.pk).based_on.label == "2025"


def test_of_the_front_page_comes_in_what_was_left_alone_and_undo_takes_it_back():
    draft = copied(published(BASE, label="2025", subtitle="For staff", year=2025), OURS)
    editor = member(draft.framework.organisation, Role.EDITOR)
    editing.change_front_page(edition=draft, by=editor, seen=draft.front_page, year=2020)
    draft.refresh_from_db()
    ours = draft.front_page
    published(BASE, label="2026", subtitle="For all staff", year=2026, source="Printed anew.")

    updates.apply(draft=draft, by=editor)

    draft.refresh_from_db()
    came_in = {"subtitle": "For all staff", "source": "Printed anew."}
    assert draft.front_page == ours | came_in
    editing.undo(edition=draft, by=editor)
    draft.refresh_from_db()
    assert draft.front_page == ours
    editing.redo(edition=draft, by=editor)
    draft.refresh_from_db()
    assert draft.front_page == ours | came_in


def test_it_is_applied_once(draft, editor):
    decide_all(draft, editor)
    updates.apply(draft=draft, by=editor)

    with pytest.raises(NothingPending):
        updates.apply(draft=draft, by=editor)

    assert Event.objects.filter(what="took in").count() == 1


def test_a_further_publication_meanwhile_is_noticed_and_only_what_it_touched_is_asked(
    draft, editor
):
    decide_all(draft, editor)
    seen = plan_of(draft).fingerprint
    published(reworded(THEIRS, Join_in="Take part in everything"), label="2027")

    with pytest.raises(StaleUpdate):
        updates.apply(draft=draft, by=editor, seen=seen)

    assert [one.id for one in plan_of(draft).undecided] == [QUESTION]
    assert read(draft) == OURS


def test_a_colleagues_edit_meanwhile_is_noticed_and_only_what_it_touched_is_asked(draft, editor):
    decide_all(draft, editor)
    seen = plan_of(draft).fingerprint
    reword(draft, editor, "Join in with Mr Oak")

    with pytest.raises(StaleUpdate):
        updates.apply(draft=draft, by=editor, seen=seen)
    with pytest.raises(UpdateUndecided) as refused:
        updates.apply(draft=draft, by=editor)

    assert [one.id for one in refused.value.decisions] == [QUESTION]


def test_a_choice_on_what_needs_none_is_asked_again_too_when_it_changed(draft, editor):
    decide_all(draft, editor)
    choose(draft, editor, HIDDEN, "show-theirs")
    published(reworded(THEIRS, Read_the_TES="Read it on paper"), label="2027")

    assert [one.id for one in plan_of(draft).undecided] == [HIDDEN]


def test_a_role_taken_away_in_the_middle_stops_it_and_keeps_the_choices(draft, editor):
    decide_all(draft, editor)
    Membership.objects.filter(user=editor).update(role=Role.READER)

    with pytest.raises(rules.Refused):
        updates.apply(draft=draft, by=editor)

    assert Choice.objects.count() == 2
    assert read(draft) == OURS


def test_what_came_in_is_kept_with_the_event(draft, editor):
    choose(draft, editor, QUESTION, "own", "Take part, all", reason="Shorter")
    choose(draft, editor, WITHDRAWN, "let-go")

    report = updates.apply(draft=draft, by=editor).after["report"]

    told = {item["label"]: item for group in report["groups"] for item in group["items"]}
    assert [group["kind"] for group in report["groups"]] == [
        "needs-you",
        "withdrew",
        "hidden",
        "applies",
    ]
    first = report["groups"][0]["items"][0]
    assert (first["was"], first["now"]) == (["Join in with Ms Hill"], ["Take part, all"])
    assert (first["answer"], first["by"], first["reason"]) == (
        "Write our own words",
        "Edna Elm",
        "Shorter",
    )
    assert told["Withdrawn"]["now"] == []


def test_what_came_in_is_told_as_it_stands_there(editor):
    """They place a line once more that we had reworded everywhere: it comes in our words."""
    other = copied(published(BASE, slug="wiltshire", label="2025"), OURS, slug="elsewhere")
    again = replace(BASE.placements[-1], key=key("again"), stage=key("NQT"))
    theirs = replace(BASE, placements=(*BASE.placements, again))
    published(theirs, slug="wiltshire", label="2026")
    by = member(other.framework.organisation, Role.EDITOR)

    report = updates.apply(draft=other, by=by).after["report"]

    ((item,),) = (group["items"] for group in report["groups"])
    assert (item["label"], item["now"]) == ("Added", ["Follow"])
    assert cell(other, "NQT", "Nation") == ["Go to Rouen", "Follow"]


def test_two_stages_that_became_one_are_two_again_after_undo(editor):
    def added(grid, whose):
        stage = replace(grid.stages[0], key=key(whose), slug=whose, name="Mentors")
        line = replace(grid.placements[0], key=key(f"{whose} line"), stage=stage.key)
        return replace(grid, stages=(*grid.stages, stage), placements=(*grid.placements, line))

    ours = added(OURS, "ours")
    other = copied(published(BASE, slug="wiltshire", label="2025"), ours, slug="elsewhere")
    published(added(BASE, "theirs"), slug="wiltshire", label="2026")
    by = member(other.framework.organisation, Role.EDITOR)

    updates.apply(draft=other, by=by)
    assert [stage.name for stage in read(other).stages] == ["NQT", "RQT", "Mentors"]
    assert cell(other, "theirs", "School") == ["Join in with Ms Hill"]
    editing.undo(edition=other, by=by)

    assert read(other).fingerprint == ours.fingerprint


def test_beginning_starts_a_draft_where_there_is_none(draft, editor):
    assert updates.begin(framework=draft.framework, by=editor) == draft
    Edition.objects.filter(pk=draft.pk).delete()
    edition = published(OURS, slug="thornbeck", label="ours")
    super(type(Edition.objects.all()), Edition.objects.filter(pk=edition.pk)).update(
        based_on=draft.based_on
    )
    framework = Framework.objects.get(pk=draft.framework_id)

    made = updates.begin(framework=framework, by=editor)

    assert (made.status, made.based_on) == ("draft", draft.based_on)


def test_beginning_is_refused_where_nothing_waits(editor):
    other = copied(published(BASE, slug="wiltshire", label="2025"), slug="elsewhere")
    by = member(other.framework.organisation, Role.EDITOR)

    with pytest.raises(NothingPending):
        updates.begin(framework=other.framework, by=by)
