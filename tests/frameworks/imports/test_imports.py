"""What is done with a file that is brought in: kept, answered, made a draft, deleted."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from cpd_site.models import Membership
from frameworks import rules
from frameworks.actions import editing, imports
from frameworks.models import Event, Import
from opportunities import store
from opportunities.exchange.reading import as_json
from opportunities.grid.snapshot import GridSnapshot
from tests.builders import grid
from tests.factories import member
from tests.frameworks.imports.conftest import CONTENTS

GRID = grid({("NQT", "School"): ["Join in"]})


def titled(title):
    return lambda answers: replace(answers, title=title)


def build(contents, answers):
    return answers.title or "Our offer", GRID


def answers_of(brought):
    return as_json.answers_from_json(Import.objects.get(pk=brought.pk).answers)


def test_what_a_file_prints_is_kept(brought, editor):
    stored = Import.objects.get()

    assert as_json.contents_from_json(stored.contents) == CONTENTS
    assert (stored.name, stored.started_by, stored.last_by) == ("offer.docx", editor, editor)


def test_nothing_tells_of_it_before_it_is_a_draft(brought, editor):
    assert not Event.objects.filter(by=editor).exists()
    assert not brought.organisation.frameworks.exists()


def test_an_answer_is_kept_with_who_gave_it(brought, organisation):
    colleague = member(organisation, Membership.Role.EDITOR)

    imports.answer(of=brought, by=colleague, change=titled("New"), seen=1)

    stored = Import.objects.get()
    assert answers_of(brought).title == "New"
    assert (stored.version, stored.last_by) == (2, colleague)


def test_an_answer_to_a_stale_page_is_refused_and_tells_what_is_stored(brought, editor):
    imports.answer(of=brought, by=editor, change=titled("New"), seen=1)

    with pytest.raises(imports.StaleImport) as refused:
        imports.answer(of=brought, by=editor, change=titled("Other"), seen=1)

    assert refused.value.theirs.answers["title"] == "New"
    assert answers_of(brought).title == "New"


def test_the_same_answer_twice_is_no_quarrel(brought, editor):
    for _ in range(2):
        imports.answer(of=brought, by=editor, change=titled("New"), seen=1)

    assert Import.objects.get().version == 2


def test_boxes_are_answered_side_by_side(brought, editor):
    imports.answer_box(of=brought, by=editor, box="a", said={"is_looked_at": True}, seen=None)
    imports.answer_box(of=brought, by=editor, box="b", said={"is_looked_at": True}, seen=None)

    assert set(answers_of(brought).cells) == {"a", "b"}


def test_a_box_that_a_colleague_answered_meanwhile_is_refused(brought, editor):
    imports.answer_box(of=brought, by=editor, box="a", said={"word": "PLUS"}, seen=None)

    with pytest.raises(imports.StaleImport):
        imports.answer_box(of=brought, by=editor, box="a", said={"word": ""}, seen=None)

    imports.answer_box(of=brought, by=editor, box="a", said={"word": ""}, seen={"word": "PLUS"})
    assert answers_of(brought).cells["a"] == {"word": ""}


def test_ticking_off_keeps_what_was_said(brought, editor):
    imports.answer_box(of=brought, by=editor, box="a", said={"word": "PLUS"}, seen=None)

    imports.tick_off(of=brought, by=editor, boxes=["a", "b"])

    assert answers_of(brought).cells == {
        "a": {"word": "PLUS", "is_looked_at": True},
        "b": {"is_looked_at": True},
    }


def test_it_becomes_the_draft_of_a_new_framework(brought, editor, organisation):
    draft = imports.make_draft(of=brought, by=editor, build=build)

    assert store.read(draft.grid).fingerprint == GRID.fingerprint
    assert (draft.title, draft.framework.organisation) == ("Our offer", organisation)
    assert draft.framework.current_edition is None
    assert [event.what for event in Event.objects.filter(by=editor)] == ["brought in"]
    assert Import.objects.get().draft == draft


def test_it_is_undone_in_one_step_and_done_again(brought, editor):
    draft = imports.make_draft(of=brought, by=editor, build=build)

    editing.undo(edition=draft, by=editor)
    assert store.read(draft.grid).fingerprint == GridSnapshot().fingerprint

    editing.redo(edition=draft, by=editor)
    assert store.read(draft.grid).fingerprint == GRID.fingerprint


def test_it_becomes_a_draft_once(brought, editor):
    imports.make_draft(of=brought, by=editor, build=build)

    with pytest.raises(imports.Gone, match="a draft already"):
        imports.make_draft(of=brought, by=editor, build=build)

    assert brought.organisation.frameworks.count() == 1


def test_what_cannot_be_built_writes_nothing(brought, editor):
    def missing(contents, answers):
        raise imports.ImportRefused("Say who provides it.")

    with pytest.raises(imports.ImportRefused):
        imports.make_draft(of=brought, by=editor, build=missing)

    assert not brought.organisation.frameworks.exists()


@pytest.mark.parametrize("role", ["reader", None])
def test_a_role_that_was_taken_away_is_refused_and_the_import_kept(brought, editor, role):
    if role is None:
        editor.memberships.all().delete()
    else:
        editor.memberships.update(role=role)

    for do in (
        lambda: imports.answer(of=brought, by=editor, change=titled("New"), seen=1),
        lambda: imports.answer_box(of=brought, by=editor, box="a", said={}, seen=None),
        lambda: imports.tick_off(of=brought, by=editor, boxes=["a"]),
        lambda: imports.make_draft(of=brought, by=editor, build=build),
        lambda: imports.delete(of=brought, by=editor),
    ):
        with pytest.raises(rules.Refused):
            do()

    assert Import.objects.get().version == 1


def test_it_is_deleted_at_once_if_asked(brought, editor):
    imports.delete(of=brought, by=editor)

    assert not Import.objects.exists()
    with pytest.raises(imports.Gone, match="not there any more"):
        imports.answer(of=brought, by=editor, change=titled("New"), seen=1)


def test_it_is_deleted_30_days_after_its_last_step(brought, editor, organisation):
    started = {"organisation": organisation, "by": editor, "contents": CONTENTS}
    imports.start(name="newer.docx", **started)
    Import.objects.filter(pk=brought.pk).update(last_at=timezone.now() - timedelta(days=30))

    with pytest.raises(imports.Gone):
        imports.answer(of=brought, by=editor, change=titled("New"), seen=1)
    call_command("clear_away")

    assert [each.name for each in Import.objects.all()] == ["newer.docx"]
