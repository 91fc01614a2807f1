"""Changes to a draft, their way back, and two people at once."""

from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import connection

from cpd_site.models import Membership
from frameworks.actions import drafts, editing
from frameworks.actions.drafts import DraftRefused
from frameworks.actions.editing import History, Stale
from frameworks.models import Edition, Event
from frameworks.rules import Refused
from opportunities import store
from opportunities.editing import lines as edits
from opportunities.editing import rows_and_columns
from opportunities.editing.lines import CannotEdit
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import Group, StageFamily
from tests.builders import key, published
from tests.factories import member
from tests.frameworks.drafts.conftest import GRID


def reword(text, line="Join in"):
    return partial(edits.reword, key=key(line), wording=Wording(text))


def change(draft, by, do, **rest):
    return editing.change(edition=draft, by=by, do=do, **rest)


def lines(draft):
    return {line.text for line in store.read(draft.grid).opportunities}


ADD_STAGE = partial(
    rows_and_columns.add_stage, name="Head", group=Group.LEADERS, family=StageFamily.NEW_HEADTEACHER
)


def test_a_change_is_written_and_said_in_an_event(draft, editor):
    event = change(draft, editor, reword("Take part"))

    assert "Take part" in lines(draft)
    assert (event.by, event.what, event.about) == (editor, "reworded", "“Join in” in 2 places")
    assert event.before["rows"]["opportunities"][str(key("Join in"))]["text"] == "Join in"
    assert event.after["rows"]["opportunities"][str(key("Join in"))]["text"] == "Take part"


def test_what_changes_nothing_leaves_no_event(draft, editor):
    assert change(draft, editor, reword("Join in")) is None
    assert not Event.objects.filter(what="reworded").exists()


def test_undo_and_redo_go_through_the_changes_in_the_order_made(draft, editor, colleague):
    states = [store.read(draft.grid).fingerprint]
    for do in (reword("Take part"), ADD_STAGE, reword("See", "Visit")):
        change(draft, editor, do)
        states.append(store.read(draft.grid).fingerprint)

    for state in reversed(states[:-1]):
        editing.undo(edition=draft, by=colleague)
        assert store.read(draft.grid).fingerprint == state
    for state in states[1:]:
        editing.redo(edition=draft, by=colleague)
        assert store.read(draft.grid).fingerprint == state


def test_a_new_change_ends_what_could_be_redone(draft, editor):
    change(draft, editor, reword("Take part"))
    editing.undo(edition=draft, by=editor)
    change(draft, editor, reword("Join"))

    with pytest.raises(DraftRefused, match="nothing to do again"):
        editing.redo(edition=draft, by=editor)
    assert [event.about for event in History.of(draft).done] == ["“Join in” in 2 places"]


def test_there_is_nothing_to_undo_in_a_new_draft(draft, editor):
    with pytest.raises(DraftRefused, match="nothing to undo"):
        editing.undo(edition=draft, by=editor)


def test_the_front_page_is_changed_and_undone(draft, editor):
    seen = draft.front_page
    editing.change_front_page(edition=draft, by=editor, seen=seen, title="New title", year=2027)
    editing.undo(edition=draft, by=editor)
    draft.refresh_from_db()
    assert draft.front_page == seen

    editing.redo(edition=draft, by=editor)
    draft.refresh_from_db()
    assert (draft.title, draft.year) == ("New title", 2027)


def test_a_stale_save_is_refused_and_writes_nothing(draft, editor, colleague):
    seen = {key("Join in"): 1}
    change(draft, colleague, reword("Theirs"), seen=seen)

    with pytest.raises(Stale) as stale:
        change(draft, editor, reword("Ours"), seen=seen)

    assert stale.value.key == key("Join in")
    assert "Theirs" in lines(draft)
    assert "Ours" not in lines(draft)


def test_what_stands_there_already_is_saved_twice_without_a_word(draft, editor):
    seen = {key("Join in"): 1}
    change(draft, editor, reword("Ours"), seen=seen)

    assert change(draft, editor, reword("Ours"), seen=seen) is None
    assert "Ours" in lines(draft)


def test_a_stale_front_page_is_refused(draft, editor, colleague):
    seen = draft.front_page
    editing.change_front_page(edition=draft, by=colleague, seen=seen, title="Theirs")

    with pytest.raises(Stale):
        editing.change_front_page(edition=draft, by=editor, seen=seen, title="Ours")


def test_two_people_who_change_different_lines_are_not_in_each_other_s_way(
    draft, editor, colleague
):
    seen = {key("Join in"): 1, key("Read"): 1}
    change(draft, colleague, reword("Theirs"), seen={key("Join in"): 1})
    change(draft, editor, reword("Ours", "Read"), seen={key("Read"): seen[key("Read")]})

    assert {"Theirs", "Ours"} <= lines(draft)


def test_what_a_colleague_removed_cannot_be_reworded(draft, editor, colleague):
    change(draft, colleague, partial(edits.remove_lines, keys=[key("NQT/School/1")]))

    with pytest.raises(CannotEdit, match="somebody removed it"):
        change(draft, editor, reword("Ours", "Read"))


@pytest.mark.parametrize("status", ["discarded", "published"])
def test_only_a_draft_is_changed(draft, editor, edition, status):
    if status == "discarded":
        drafts.discard(edition=draft, by=editor)

    target = draft if status == "discarded" else edition
    with pytest.raises(DraftRefused):
        change(target, editor, reword("Ours"))
    assert store.read(target.grid) == GRID


def test_who_is_no_editor_there_changes_nothing(draft, outsider, framework):
    reader = member(framework.organisation)
    for person in (outsider, reader):
        for do in (
            lambda by: change(draft, by, reword("Ours")),
            lambda by: editing.undo(edition=draft, by=by),
            lambda by: editing.redo(edition=draft, by=by),
            lambda by: editing.change_front_page(edition=draft, by=by, seen={}, title="x"),
        ):
            with pytest.raises(Refused):
                do(person)
    assert store.read(draft.grid) == GRID


def test_a_change_takes_as_many_queries_in_a_large_draft(
    draft, editor, django_assert_max_num_queries
):
    lancashire = Edition.objects.get(framework__slug="lancashire", status="published")
    by = member(lancashire.framework.organisation, Membership.Role.EDITOR)
    large = drafts.start(framework=lancashire.framework, by=by)
    line = store.read(large.grid).opportunities[0]

    for one, person, what in ((draft, editor, key("Join in")), (large, by, line.key)):
        with django_assert_max_num_queries(26):
            change(one, person, partial(edits.reword, key=what, wording=Wording("Other words")))


def test_two_people_who_save_the_same_line_at_once_are_one_after_the_other(committed):
    """For real: two connections, one line, the same version seen by both."""
    edition = published(GRID, slug="busy")
    people = [member(edition.framework.organisation, Membership.Role.EDITOR) for _ in range(2)]
    draft = drafts.start(framework=edition.framework, by=people[0])
    ready = Barrier(2)
    outcomes = []

    def save(person, text):
        ready.wait()
        try:
            change(draft, person, reword(text), seen={key("Join in"): 1})
            outcomes.append(text)
        except Stale:
            outcomes.append("stale")
        finally:
            connection.close()

    threads = [
        Thread(target=save, args=(person, f"By {number}")) for number, person in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes)[1] == "stale"
    assert sorted(outcomes)[0] in lines(draft)
    assert Event.objects.filter(edition=draft, what="reworded").count() == 1
