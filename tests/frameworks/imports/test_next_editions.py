"""A file that is brought into a framework that is here already: into its draft, in one change."""

from functools import partial

import pytest

from cpd_site.accounts.rules import Refused
from cpd_site.models import Membership
from frameworks.actions import copies, drafts, editing, imports, next_editions
from frameworks.models import Event, Import
from frameworks.queries.next_editions import news_of
from opportunities import merge, store
from opportunities.comparing.diff import diff
from opportunities.editing import lines
from opportunities.exchange.writing.document import short_reference
from opportunities.grid.snapshot import Wording
from tests.builders import grid, key, published
from tests.factories import OrganisationFactory, member
from tests.frameworks.imports.against import CELLS, EDITION, brought, changed

pytestmark = pytest.mark.django_db

MORE = changed(NQT_School=["Start well", "Meet your mentor", "Visit another school"])


@pytest.fixture
def edition():
    return published(EDITION)


@pytest.fixture
def framework(edition):
    return edition.framework


@pytest.fixture
def editor(framework):
    return member(framework.organisation, Membership.Role.EDITOR)


@pytest.fixture
def take_in(editor):
    """Brings the file in as it would be seen now."""

    def take_in(of, seen=None):
        seen = news_of(Import.objects.get(pk=of.pk)).fingerprint if seen is None else seen
        return next_editions.bring_in(of=of, by=editor, seen=seen)

    return take_in


def draft_of(framework):
    return framework.editions.drafts().get()


def told(framework):
    changes = diff(store.read(framework.current_edition.grid), store.read(draft_of(framework).grid))
    return [(change.kind.value, getattr(change.row, "text", "")) for change in changes]


def say(of, by, change):
    of.refresh_from_db()
    return imports.answer(of=of, by=by, change=change, seen=of.version)


def test_what_is_new_is_in_the_draft_in_one_change_and_undone_as_one(framework, editor, take_in):
    of = brought(framework, editor, MORE)

    event = take_in(of)

    draft = draft_of(framework)
    assert told(framework) == [("added", "Start well")]
    assert (event.what, event.about) == (Event.Verb.BROUGHT_IN, "“next.docx”")
    assert Import.objects.get().draft == draft
    editing.undo(edition=draft, by=editor)
    assert told(framework) == []
    editing.redo(edition=draft, by=editor)
    assert told(framework) == [("added", "Start well")]


def test_nothing_is_asked_where_only_the_file_changed_something(framework, editor):
    cells = changed(NQT_Nation=["Join a trade union"], Head_Nation=[])

    news = news_of(brought(framework, editor, cells))

    assert news.open == 0
    assert news.found.counts == {"same": 4, "reworded": 1, "gone": 1}


def test_an_unchanged_file_is_nothing_to_do(framework, editor, take_in):
    of = brought(framework, editor, CELLS)

    assert news_of(of).does_nothing
    with pytest.raises(next_editions.NothingNew):
        take_in(of)
    assert not framework.editions.drafts().exists()
    assert not Event.objects.filter(by=editor).exists()


def test_a_file_brought_in_twice_brings_its_lines_once(framework, editor, take_in):
    take_in(brought(framework, editor, MORE))

    again = brought(framework, editor, MORE)

    assert news_of(again).does_nothing


def edit(draft, do):
    draft.refresh_from_db()
    editor = member(draft.framework.organisation, Membership.Role.EDITOR)
    editing.change(edition=draft, by=editor, do=do)


def reword(draft, text, to):
    edit(draft, partial(lines.reword, key=key(text), wording=Wording(to)))


def test_what_a_colleague_changed_too_is_asked_and_nothing_else(framework, editor, take_in):
    of = brought(framework, editor, changed(NQT_Nation=["Join a trade union"]))
    draft = drafts.start(framework=framework, by=editor)
    reword(draft, "Join a union", "Join a union of your choice")
    reword(draft, "Read the news", "Read the paper")

    news = news_of(of)
    (asked,) = news.undecided
    assert asked.values == ("Join a union", "Join a union of your choice", "Join a trade union")
    with pytest.raises(next_editions.FileUndecided, match="1 question still needs you"):
        take_in(of)
    say(of, editor, next_editions.choose(asked, merge.Choice(merge.Answer.THEIRS)))
    take_in(of)

    said = {row.text for row in store.read(draft.grid).opportunities}
    assert {"Join a trade union", "Read the paper"} <= said


def test_an_answer_to_what_says_something_else_by_now_is_asked_again(framework, editor):
    of = brought(framework, editor, changed(NQT_Nation=["Join a trade union"]))
    draft = drafts.start(framework=framework, by=editor)
    reword(draft, "Join a union", "Join a union of your choice")
    (asked,) = news_of(of).undecided
    say(of, editor, next_editions.choose(asked, merge.Choice(merge.Answer.OURS)))
    assert news_of(Import.objects.get()).open == 0

    reword(draft, "Join a union", "Join the best union")

    assert news_of(Import.objects.get()).open == 1


def test_what_was_deleted_in_the_draft_and_changed_in_the_file_is_asked(framework, editor):
    of = brought(framework, editor, changed(NQT_Nation=["Join a trade union"]))
    draft = drafts.start(framework=framework, by=editor)
    edit(draft, partial(lines.remove_lines, keys=[key("NQT/Nation/0")]))

    (asked,) = news_of(of).undecided

    assert asked.answers == (merge.Answer.LEAVE, merge.Answer.SHOW_THEIRS)


def test_what_was_seen_must_still_be_so(framework, editor, take_in):
    of = brought(framework, editor, MORE)
    seen = news_of(of).fingerprint
    reword(drafts.start(framework=framework, by=editor), "Read the news", "Read the paper")

    with pytest.raises(next_editions.StaleComparison):
        take_in(of, seen)

    assert told(framework) == [("reworded", "Read the paper")]


def test_what_people_say_of_a_pair_is_kept(framework, editor):
    of = brought(framework, editor, changed(NQT_Nation=["Join a teaching union or association"]))
    (question,) = news_of(of).found.questions

    joined = news_of(say(of, editor, next_editions.join(question.pairs)))
    apart = news_of(say(of, editor, next_editions.separate(question.pairs)))

    assert joined.found.counts == {"same": 5, "reworded": 1}
    assert apart.found.counts == {"same": 5, "new": 1, "gone": 1}
    assert Import.objects.get().answers["against"]["joined"] == []


def test_the_edition_is_the_one_that_the_file_names_else_the_newest(framework, editor, edition):
    newer = published(grid(MORE), slug=framework.slug, label="2027")
    named = {"reference": short_reference(edition.grid.fingerprint)}

    of_older = brought(framework, editor, CELLS, **named)
    unnamed = brought(framework, editor, CELLS)

    assert (news_of(of_older).base.edition, news_of(of_older).base.is_named) == (edition, True)
    assert news_of(of_older).does_nothing
    assert news_of(unnamed).base.edition == newer
    chosen = say(unnamed, editor, next_editions.compare_with(edition.pk, is_part=False))
    assert news_of(chosen).does_nothing


def test_a_part_takes_nothing_away(framework, editor, take_in):
    part = {("NQT", "School"): ["Visit another school", "Start well"]}
    of = brought(framework, editor, part)
    assert news_of(of).found.loses_much

    say(of, editor, next_editions.compare_with(framework.current_edition.pk, is_part=True))
    take_in(Import.objects.get())

    assert told(framework) == [("added", "Start well")]


class TestCopy:
    @pytest.fixture
    def school(self):
        return OrganisationFactory.create(slug="hill", name="Hill School", kind="school")

    @pytest.fixture
    def editor(self, school):
        return member(school, Membership.Role.EDITOR)

    @pytest.fixture
    def copy(self, framework, school, editor):
        return copies.make(framework=framework, organisation=school, by=editor, title="Ours")

    def test_her_own_list_adds_lines_of_the_schools_own(self, copy, editor, take_in):
        of = brought(copy.framework, editor, {("NQT", "School"): ["Tea on Friday", "Join a union"]})

        take_in(of)

        after = store.read(copy.grid)
        box = after.cells[key("NQT"), key("School")]
        said = [after.opportunity_by_key[row.opportunity] for row in box]
        assert [line.text for line in said] == [
            *CELLS["NQT", "School"],
            "Tea on Friday",
            "Join a union",
        ]
        assert len(after.placements) == len(EDITION.placements) + 2
        assert said[3].key == key("Join a union")

    def test_what_her_own_export_leaves_out_is_hidden(self, copy, editor, take_in):
        reference = short_reference(store.read(copy.grid).fingerprint)
        of = brought(
            copy.framework,
            editor,
            changed(NQT_School=["Visit another school"]),
            reference=reference,
        )
        say(of, editor, next_editions.compare_with(copy.pk, is_part=False))

        take_in(Import.objects.get())

        first, *others = store.read(copy.grid).cells[key("NQT"), key("School")]
        assert (first.key, first.hidden) == (EDITION.placements[0].key, True)
        assert not any(row.hidden for row in others)


def test_somebody_elses_framework_is_refused(framework):
    other = OrganisationFactory.create(slug="elsewhere")
    stranger = member(other, Membership.Role.EDITOR)

    with pytest.raises(Refused):
        brought(framework, stranger, CELLS)


def test_a_role_taken_away_meanwhile_is_refused_and_the_import_kept(framework, editor, take_in):
    of = brought(framework, editor, MORE)
    seen = news_of(of).fingerprint
    editor.memberships.all().delete()

    with pytest.raises(Refused):
        take_in(of, seen)

    assert Import.objects.get().draft is None
