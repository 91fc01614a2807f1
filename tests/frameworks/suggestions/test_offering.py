"""A line is offered, taken back, taken and declined; what cannot be is said."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from cpd_site.models import Membership
from frameworks.actions import copies, drafts, editing, suggestions
from frameworks.actions.suggestions import OfferedAlready, SuggestionRefused
from frameworks.models import Event, Framework, Suggestion
from frameworks.queries.suggestions import fingerprint_of
from frameworks.rules import Refused
from opportunities import store
from opportunities.editing import copies as copy_edits
from opportunities.editing import lines, rows_and_columns
from opportunities.editing.lines import CannotEdit
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import ProviderTier
from tests.builders import key
from tests.factories import member
from tests.frameworks.suggestions import offers

Role = Membership.Role
Status = Suggestion.Status


def test_a_line_is_offered_with_its_words_and_an_event(offered, framework, leader):
    assert (offered.kind, offered.text) == ("line", "Shadow the SENDCo")
    assert offered.why == "Ours liked it."
    assert (offered.stage_name, offered.column_name) == ("NQT", "School")
    assert offered.to == framework
    event = Event.objects.get(framework=offered.copy, what="offered")
    assert (event.by, event.about) == (
        leader,
        f"“Shadow the SENDCo”, to {framework.organisation.short_name}",
    )


def test_a_rewording_is_offered_with_their_words_at_the_time(draft, leader):
    offers.reword(draft, leader, "Take part")

    made = offers.offer(draft, leader, "Take part")

    assert (made.kind, made.opportunity, made.before.text) == (
        "rewording",
        key("Join in"),
        "Join in",
    )
    assert made.everywhere


def test_offering_twice_is_refused(offered, draft, leader):
    with pytest.raises(OfferedAlready, match="waits for an answer"):
        offers.offer(draft, leader, "Shadow the SENDCo")


def test_the_database_holds_a_line_to_one_open_offer(offered):
    offered.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        offered.save(force_insert=True)


def test_it_is_offered_again_after_it_was_declined(offered, draft, leader, editor):
    suggestions.decline(suggestion=offered, by=editor, reason="Too local.")

    assert offers.offer(draft, leader, "Shadow the SENDCo", why="It is not").is_open


def test_words_that_were_taken_are_not_offered_again(offered, draft, leader, editor):
    suggestions.take(suggestion=offered, by=editor)

    with pytest.raises(OfferedAlready, match="has taken this line already"):
        offers.offer(draft, leader, "Shadow the SENDCo")


def test_what_is_theirs_is_not_offered(draft, leader):
    with pytest.raises(CannotEdit, match="nothing to offer"):
        offers.offer(draft, leader, "Visit")


def test_a_hidden_line_is_not_offered(draft, leader):
    own = offers.placed(draft, "Shadow the SENDCo").key
    editing.change(edition=draft, by=leader, do=lambda grid: copy_edits.hide_lines(grid, [own]))

    with pytest.raises(CannotEdit, match="Show it first"):
        offers.offer(draft, leader, "Shadow the SENDCo")


def test_what_follows_nobody_offers_nothing(draft, leader):
    copies.stop_following(framework=draft.framework, by=leader)

    with pytest.raises(SuggestionRefused, match="follows nobody now"):
        offers.offer(draft, leader, "Shadow the SENDCo")


def test_what_a_colleague_changed_meanwhile_is_not_offered_unseen(draft, leader):
    own = offers.placed(draft, "Shadow the SENDCo").key

    with pytest.raises(SuggestionRefused, match="A colleague changed this line"):
        suggestions.offer(
            draft=draft, by=leader, key=own, why="So", seen=fingerprint_of(Wording("Older"))
        )


@pytest.mark.parametrize("why", ["", "  ", "x" * 1001])
def test_a_reason_is_asked_for_and_has_an_end(draft, leader, why):
    with pytest.raises(SuggestionRefused):
        offers.offer(draft, leader, "Shadow the SENDCo", why=why)


def test_a_reader_of_the_school_offers_nothing(draft, school):
    with pytest.raises(Refused):
        offers.offer(draft, member(school, Role.READER), "Shadow the SENDCo")


def test_it_is_taken_back_while_nobody_answered(offered, leader, editor):
    kept = suggestions.take_back(suggestion=offered, by=leader)

    assert kept.status == Status.TAKEN_BACK
    with pytest.raises(SuggestionRefused, match="Elm took it back on"):
        suggestions.take(suggestion=offered, by=editor)


def test_taking_it_starts_a_draft_and_is_one_change_of_it(offered, framework, editor):
    kept = suggestions.take(suggestion=offered, by=editor)

    draft = offers.draft_at(framework)
    line = offers.placed(draft, "Shadow the SENDCo")
    assert (line.opportunity, line.key) == (offered.line, offered.placement)
    assert (kept.status, kept.answered_by) == (Status.TAKEN, editor)
    assert kept.change.about == "“Shadow the SENDCo” to NQT, School, as Elm suggested"
    assert editing.History.of(draft).done == [kept.change]


def test_it_is_taken_changed_and_elsewhere(offered, framework, editor):
    suggestions.take(
        suggestion=offered,
        by=editor,
        words=Wording("Shadow a SENDCo", ("For a day",), "https://example.org/"),
        place=(key("RQT"), key("Network")),
        tier=ProviderTier.LOCAL_NETWORK,
    )

    line = offers.placed(offers.draft_at(framework), "Shadow a SENDCo")
    assert (line.opportunity, line.tier) == (offered.line, ProviderTier.LOCAL_NETWORK)
    assert line.key != offered.placement
    assert line.place == (key("RQT"), key("Network"))


def test_a_line_in_a_stage_of_the_schools_own_needs_a_cell(draft, leader, framework, editor):
    stage = draft_stage(draft, leader)
    offers.add(draft, leader, "Lead us", place=(stage, key("School")))
    made = offers.offer(draft, leader, "Lead us")

    with pytest.raises(CannotEdit, match="Choose another one"):
        suggestions.take(suggestion=made, by=editor)
    assert not framework.editions.drafts().exists()
    assert made.stage_name == "Ours alone"
    suggestions.take(suggestion=made, by=editor, place=offers.HOME)
    assert offers.placed(offers.draft_at(framework), "Lead us").place == offers.HOME


def draft_stage(draft, leader):
    """A stage of the school's own, in its draft: its key."""
    like = store.read(draft.grid).stages[0]

    def do(grid):
        return rows_and_columns.add_stage(
            grid, name="Ours alone", group=like.group, family=like.family, after=None
        )

    editing.change(edition=draft, by=leader, do=do)
    return next(one.key for one in store.read(draft.grid).stages if one.name == "Ours alone")


def test_a_rewording_is_taken_where_the_school_made_it(draft, leader, framework, editor):
    offers.reword_here(draft, leader, "Take part")
    made = offers.offer(draft, leader, "Take part")

    suggestions.take(suggestion=made, by=editor)

    grid = store.read(offers.draft_at(framework).grid)
    said = [grid.opportunity_by_key[one.opportunity].text for one in grid.placements]
    assert (said.count("Take part"), said.count("Join in")) == (1, 1)


def test_a_rewording_of_one_cell_can_be_taken_everywhere(draft, leader, framework, editor):
    offers.reword_here(draft, leader, "Take part")
    made = offers.offer(draft, leader, "Take part")

    suggestions.take(suggestion=made, by=editor, everywhere=True)

    grid = store.read(offers.draft_at(framework).grid)
    assert grid.opportunity_by_key[key("Join in")].text == "Take part"


def test_taking_a_rewording_unseen_is_refused(draft, leader, framework, editor):
    offers.reword(draft, leader, "Take part")
    made = offers.offer(draft, leader, "Take part")
    seen = fingerprint_of(Wording("Join in"))
    offers.reword(drafts.start(framework=framework, by=editor), editor, "Join us")

    with pytest.raises(SuggestionRefused, match="says something else now"):
        suggestions.take(suggestion=made, by=editor, seen=seen)


def test_a_rewording_of_what_is_gone_is_refused(draft, leader, framework, editor):
    offers.reword(draft, leader, "Go and see", of="Visit")
    made = offers.offer(draft, leader, "Go and see")
    gone = [key("NQT/Network/0")]
    ours = drafts.start(framework=framework, by=editor)
    editing.change(edition=ours, by=editor, do=lambda grid: lines.remove_lines(grid, gone))

    with pytest.raises(CannotEdit, match="not in your draft any more"):
        suggestions.take(suggestion=made, by=editor)


def test_taking_it_twice_is_refused_with_who_took_it(offered, editor):
    suggestions.take(suggestion=offered, by=editor)

    with pytest.raises(SuggestionRefused, match="answered already: Ann took it on"):
        suggestions.take(suggestion=offered, by=editor)
    with pytest.raises(SuggestionRefused, match="answered already"):
        suggestions.decline(suggestion=offered, by=editor, reason="No")


def test_who_follows_no_more_is_not_taken_from(offered, draft, leader, editor):
    copies.stop_following(framework=draft.framework, by=leader)

    with pytest.raises(SuggestionRefused, match="Elm does not follow this framework any more"):
        suggestions.take(suggestion=offered, by=editor)


def test_whoever_lost_their_role_meanwhile_is_refused(offered, editor, leader):
    Membership.objects.all().delete()

    with pytest.raises(Refused):
        suggestions.take(suggestion=offered, by=editor)
    with pytest.raises(Refused):
        suggestions.decline(suggestion=offered, by=editor, reason="No")
    with pytest.raises(Refused):
        suggestions.take_back(suggestion=offered, by=leader)
    assert Suggestion.objects.get().is_open


def test_the_school_does_not_answer_itself(offered, leader):
    with pytest.raises(Refused):
        suggestions.take(suggestion=offered, by=leader)


def test_it_is_declined_with_a_reason(offered, editor):
    kept = suggestions.decline(suggestion=offered, by=editor, reason="Too local.\n")

    assert (kept.status, kept.answer) == (Status.DECLINED, "Too local.")
    assert Event.objects.filter(framework=offered.to, what="declined", by=editor).exists()
    with pytest.raises(SuggestionRefused, match="answered already: Ann declined it"):
        suggestions.take(suggestion=offered, by=editor)


@pytest.mark.parametrize("reason", [" ", "\N{ZERO WIDTH SPACE}"])
def test_it_is_not_declined_without_a_reason(offered, editor, reason):
    with pytest.raises(SuggestionRefused, match="Say why you decline it"):
        suggestions.decline(suggestion=offered, by=editor, reason=reason)


def test_an_undo_opens_it_again_and_a_redo_takes_it(offered, framework, editor):
    suggestions.take(suggestion=offered, by=editor)
    draft = offers.draft_at(framework)

    editing.undo(edition=draft, by=editor)
    assert Suggestion.objects.get().is_open

    editing.redo(edition=draft, by=editor)
    assert Suggestion.objects.get().status == Status.TAKEN


def test_undoing_something_else_leaves_it_taken(offered, framework, editor):
    suggestions.take(suggestion=offered, by=editor)
    draft = offers.draft_at(framework)
    offers.add(draft, editor, "Something else")

    editing.undo(edition=draft, by=editor)

    assert Suggestion.objects.get().status == Status.TAKEN


def test_a_discarded_draft_gives_it_up_and_a_restored_one_holds_it(offered, framework, editor):
    suggestions.take(suggestion=offered, by=editor)
    draft = offers.draft_at(framework)

    drafts.discard(edition=draft, by=editor)
    assert Suggestion.objects.get().is_open

    drafts.restore(edition=draft, by=editor)
    assert Suggestion.objects.get().status == Status.TAKEN


def test_what_was_offered_anew_meanwhile_is_open_once(offered, draft, leader, framework, editor):
    suggestions.take(suggestion=offered, by=editor)
    editing.change(
        edition=draft,
        by=leader,
        do=lambda grid: lines.reword(grid, offered.line, Wording("Shadow two SENDCos")),
    )
    offers.offer(draft, leader, "Shadow two SENDCos")

    editing.undo(edition=offers.draft_at(framework), by=editor)

    assert Suggestion.objects.open().get().text == "Shadow two SENDCos"
    offered.refresh_from_db()
    assert offered.status == Status.TAKEN_BACK


def test_a_published_line_stays_taken_when_the_next_draft_goes(offered, framework, editor):
    suggestions.take(suggestion=offered, by=editor)
    offers.publish(offers.draft_at(framework), editor, "2026")

    next_one = drafts.start(framework=Framework.objects.get(pk=framework.pk), by=editor)
    drafts.discard(edition=next_one, by=editor)

    assert Suggestion.objects.get().status == Status.TAKEN


def test_people_are_told_by_mail(draft, leader, editor, school, django_capture_on_commit_callbacks):
    member(school, Role.EDITOR, email="other@elm.example")
    member(school, Role.READER, email="reader@elm.example")

    with django_capture_on_commit_callbacks(execute=True):
        made = offers.offer(draft, leader, "Shadow the SENDCo", why="Ours\nliked it.")
    (letter,) = mail.outbox
    assert letter.to == ["ann@thorn.example"]
    for said in ("Elm Primary School", "    Shadow the SENDCo", "    liked it.", "/suggestions/"):
        assert said in letter.body
    assert "Cal Cove" not in letter.body

    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        suggestions.decline(suggestion=made, by=editor, reason="Too local.")
    assert [letter.to for letter in mail.outbox] == [["cal@elm.example"], ["other@elm.example"]]
    assert "    Too local." in mail.outbox[0].body
    assert "/desk/elm/suggestions/" in mail.outbox[0].body


def test_the_school_is_told_that_it_is_taken(offered, editor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        suggestions.take(suggestion=offered, by=editor)

    (letter,) = mail.outbox
    assert "has taken your line into its draft: Shadow the SENDCo" in letter.subject
    assert "your line and theirs become one" in letter.body


def test_a_mail_that_fails_undoes_nothing(
    draft, leader, editor, settings, django_capture_on_commit_callbacks
):
    settings.MAILERS = {"default": {"BACKEND": "tests.frameworks.updates.test_telling.Down"}}

    with django_capture_on_commit_callbacks(execute=True):
        offers.offer(draft, leader, "Shadow the SENDCo")

    assert Suggestion.objects.open().count() == 1


def test_words_in_a_mail_make_no_header(draft, leader, editor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made = offers.offer(draft, leader, "Shadow the SENDCo", why="So\r\nBcc: all@example.org")

    (letter,) = mail.outbox
    assert letter.recipients() == ["ann@thorn.example"]
    assert "Bcc" not in letter.extra_headers
    assert made.why == "So\nBcc: all@example.org"
