"""What is done with a file that is brought in: kept, answered, made a draft, deleted."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from cpd_site.models import Membership
from frameworks import rules
from frameworks.actions import editing, imports
from frameworks.models import Event, Import
from opportunities import store
from opportunities.exchange.reading import as_json
from opportunities.exchange.reading.tables import FileContents
from opportunities.grid.snapshot import GridSnapshot
from tests.builders import grid, published
from tests.factories import member
from tests.frameworks.imports.files import CONTENTS, all_said, proposal_of


def titled(title):
    return lambda answers: replace(answers, title=title)


def answers_of(brought):
    return as_json.answers_from_json(Import.objects.get(pk=brought.pk).answers)


def test_what_a_file_prints_is_kept(brought, editor):
    stored = Import.objects.get()

    assert stored.printed == CONTENTS
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
    imports.answer_box(of=brought, by=editor, box="a", box_answer={"is_looked_at": True}, seen="")
    imports.answer_box(of=brought, by=editor, box="b", box_answer={"is_looked_at": True}, seen="")

    assert set(answers_of(brought).cells) == {"a", "b"}


def test_a_box_that_a_colleague_answered_meanwhile_is_refused(brought, editor):
    imports.answer_box(of=brought, by=editor, box="a", box_answer={"word": "PLUS"}, seen="")

    with pytest.raises(imports.StaleImport):
        imports.answer_box(of=brought, by=editor, box="a", box_answer={"word": ""}, seen="")

    theirs = imports.fingerprint_of({"word": "PLUS"})
    imports.answer_box(of=brought, by=editor, box="a", box_answer={"word": ""}, seen=theirs)
    assert answers_of(brought).cells["a"] == {"word": ""}


def test_ticking_off_keeps_what_was_said(brought, editor):
    imports.answer_box(of=brought, by=editor, box="a", box_answer={"word": "PLUS"}, seen="")

    imports.tick_off(of=brought, by=editor, boxes=["a", "b"])

    assert answers_of(brought).cells == {
        "a": {"word": "PLUS", "is_looked_at": True},
        "b": {"is_looked_at": True},
    }


def test_it_becomes_the_draft_of_a_new_framework(answered, editor, organisation):
    draft = imports.make_draft(of=answered, by=editor)

    made = store.read(draft.grid)
    assert [stage.name for stage in made.stages] == ["Newly qualified teachers", "Headteachers"]
    assert [(line.text, line.details) for line in made.opportunities] == [
        ("Meet a mentor", ("Weekly",)),
        ("Two-year programme", ()),
        ("Coach a colleague", ()),
    ]
    assert (draft.title, draft.year) == ("Our offer", 2026)
    assert draft.framework.organisation == organisation
    assert draft.framework.current_edition is None
    assert [event.what for event in Event.objects.filter(by=editor)] == ["brought in"]
    assert Import.objects.get().draft == draft


def test_a_new_framework_takes_no_keys_over(organisation, editor):
    key = uuid4()
    table = CONTENTS.tables[0]
    boxes = tuple(
        replace(box, paragraphs=tuple(replace(p, opportunity=key) for p in box.paragraphs[:1]))
        for box in table.boxes
    )
    contents = FileContents((replace(table, boxes=boxes),))
    brought = imports.start(organisation=organisation, by=editor, name="a.csv", contents=contents)
    said = imports.answer(
        of=brought, by=editor, change=lambda now: all_said(proposal_of(brought), now), seen=1
    )

    draft = imports.make_draft(of=said, by=editor)

    assert key not in [line.key for line in store.read(draft.grid).opportunities]


def test_it_is_undone_in_one_step_and_done_again(answered, editor):
    draft = imports.make_draft(of=answered, by=editor)
    made = store.read(draft.grid).fingerprint

    editing.undo(edition=draft, by=editor)
    assert store.read(draft.grid).fingerprint == GridSnapshot().fingerprint

    editing.redo(edition=draft, by=editor)
    assert store.read(draft.grid).fingerprint == made


def test_it_becomes_a_draft_once(answered, editor):
    imports.make_draft(of=answered, by=editor)

    with pytest.raises(imports.ImportGone, match="a draft already"):
        imports.make_draft(of=answered, by=editor)

    assert answered.organisation.frameworks.count() == 1


def test_while_something_must_be_said_nothing_is_written(brought, editor):
    with pytest.raises(imports.Incomplete):
        imports.make_draft(of=brought, by=editor)

    assert not brought.organisation.frameworks.exists()


def test_a_line_without_its_provider_is_asked_for_by_its_box(answered, editor):
    proposal = proposal_of(answered)
    mixed = {proposal.columns[0].id: {"is_mixed": True, "tier": ""}}
    imports.answer(
        of=answered,
        by=editor,
        change=lambda now: replace(now, columns={**now.columns, **mixed}),
        seen=2,
    )

    with pytest.raises(imports.Incomplete) as refused:
        imports.make_draft(of=answered, by=editor)

    assert refused.value.box == proposal.cells[0].id


@pytest.mark.parametrize("role", ["reader", None])
def test_a_role_that_was_taken_away_is_refused_and_the_import_kept(brought, editor, role):
    if role is None:
        editor.memberships.all().delete()
    else:
        editor.memberships.update(role=role)

    for do in (
        lambda: imports.answer(of=brought, by=editor, change=titled("New"), seen=1),
        lambda: imports.answer_box(of=brought, by=editor, box="a", box_answer={}, seen=""),
        lambda: imports.tick_off(of=brought, by=editor, boxes=["a"]),
        lambda: imports.make_draft(of=brought, by=editor),
        lambda: imports.delete(of=brought, by=editor),
    ):
        with pytest.raises(rules.Refused):
            do()

    assert Import.objects.get().version == 1


def test_it_is_deleted_at_once_if_asked(brought, editor):
    imports.delete(of=brought, by=editor)

    assert not Import.objects.exists()
    with pytest.raises(imports.ImportGone, match="not there any more"):
        imports.answer(of=brought, by=editor, change=titled("New"), seen=1)


def test_it_is_deleted_30_days_after_its_last_step(brought, editor, organisation):
    started = {"organisation": organisation, "by": editor, "contents": CONTENTS}
    imports.start(name="newer.docx", **started)
    Import.objects.filter(pk=brought.pk).update(last_at=timezone.now() - timedelta(days=30))

    with pytest.raises(imports.ImportGone):
        imports.answer(of=brought, by=editor, change=titled("New"), seen=1)
    call_command("housekeeping")

    assert [each.name for each in Import.objects.all()] == ["newer.docx"]


def test_what_was_answered_is_proposed_again_for_the_next_file(answered, editor, organisation):
    framework = imports.make_draft(of=answered, by=editor).framework

    again = imports.start(
        organisation=organisation, by=editor, name="b.docx", contents=CONTENTS, framework=framework
    )
    late = imports.start(
        organisation=organisation, by=editor, name="c.docx", contents=None, framework=framework
    )
    imports.finish_reading(of=late, found=CONTENTS)

    for begun in (again, late):
        proposal = proposal_of(begun)
        assert [stage.family for stage in proposal.stages] == ["early-career"] * 2
        assert [column.tier for column in proposal.columns] == ["school"] * 2
        assert answers_of(begun).cells == {}, "the words are read anew"


def test_a_file_of_somebody_elses_framework_begins_nowhere(brought, editor, organisation):
    theirs = published(grid({("NQT", "School"): ["Join in"]}), slug="theirs").framework

    with pytest.raises(rules.Refused):
        imports.start(
            organisation=organisation, by=editor, name="b.docx", contents=CONTENTS, framework=theirs
        )
