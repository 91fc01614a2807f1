"""A date set for publishing: who sees it, what ends it, who is told, and how it is kept."""

from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cpd_site.models import Membership
from frameworks import rules
from frameworks.actions import copies, drafts, editing, publishing, updates
from frameworks.actions.publishing import DraftChanged, NoDate, NotInTheFuture, TooFarOff
from frameworks.checks.due_times import fault_of
from frameworks.models import Edition
from frameworks.queries import changes
from opportunities.editing import lines
from tests.builders import draft_of, grid, key, published
from tests.factories import member
from tests.frameworks.suggestions import offers
from tests.frameworks.updates.answers import decide_all
from tests.frameworks.updates.copies import with_update
from tests.test_every_post import POSTS

pytestmark = pytest.mark.django_db

Role = Membership.Role
OLD = grid({("NQT", "School"): ["Join in"]}, sections=[("How", "So.")])
NEW = grid({("NQT", "School"): ["Join in", "Lead on"]}, sections=[("How", "So.")])
LINE = key("NQT/School/0")
PUBLISH = "/desk/thornshire/publish/"
DRAFT = "/desk/thornshire/draft/"
LAPSED = "The date set for publishing no longer holds"


@pytest.fixture
def publisher():
    organisation = published(OLD).framework.organisation
    return member(organisation, Role.PUBLISHER, name="Pia Publisher", email="pia@thorn.example")


@pytest.fixture
def editor(publisher):
    return member(publisher.memberships.get().organisation, Role.EDITOR, name="Ed Editor")


@pytest.fixture
def draft(publisher):
    return draft_of(published(OLD), NEW)


@pytest.fixture
def at():
    return (timezone.now() + timedelta(days=30)).replace(microsecond=0)


def set_for(draft, by, at):
    return publishing.schedule(edition=draft, by=by, at=at, label="2027", note="Hello")


@pytest.fixture
def scheduled(draft, publisher, at):
    return set_for(draft, publisher, at)


@pytest.fixture
def edited(scheduled, editor):
    reword(scheduled, editor)
    return scheduled


def reword(draft, by, text="Take part"):
    do = partial(lines.reword, key=key("Join in"), wording=lines.Wording(text))
    return editing.change(edition=draft, by=by, do=do)


def stored(draft):
    return Edition.objects.select_related("framework", "grid").get(pk=draft.pk)


def said(at):
    local = timezone.localtime(at)
    return f"{local:%-d %B %Y} at {local:%H:%M}"


# --- What ends it ---


def by_an_edit(draft, by):
    reword(draft, by)


def by_the_front_page(draft, by):
    editing.change_front_page(edition=draft, by=by, seen=draft.front_page, title="Another")


def by_undo(draft, by):
    editing.undo(edition=draft, by=by)


def by_redo(draft, by):
    editing.redo(edition=draft, by=by)


@pytest.mark.parametrize("change", [by_an_edit, by_the_front_page, by_undo, by_redo])
def test_every_kind_of_change_ends_it(draft, publisher, editor, at, change):
    reword(draft, editor, "Join up")
    reword(draft, editor, "Join on")
    editing.undo(edition=draft, by=editor)
    set_for(draft, publisher, at)

    change(draft, editor)

    now = stored(draft)
    assert not now.date_holds
    assert (now.due_at, now.due_by, now.due_lapsed_by) == (at, publisher, editor)
    assert publishing.publish_due(now=at)[0][1] == (
        "Ed Editor changed the draft after the date was set."
    )


def test_an_update_that_is_taken_in_ends_it(at):
    copy = with_update()
    by = member(copy.framework.organisation, Role.PUBLISHER)
    set_for(copy, by, at)
    decide_all(copy, by)
    assert stored(copy).date_holds  # nothing is written before it is applied

    updates.apply(draft=copy, by=by)

    assert not stored(copy).date_holds


def test_a_line_of_a_school_that_is_taken_ends_it(client, scheduled, publisher):
    leader = member(offers.school_called("elm"), Role.EDITOR)
    copy = copies.make(
        framework=scheduled.framework, organisation=leader.memberships.get().organisation, by=leader
    )
    offers.add(copy, leader, "Shadow the SENDCo")
    offered = offers.offer(copy, leader, "Shadow the SENDCo")
    client.force_login(publisher)

    response = client.post(f"/desk/thornshire/suggestions/{offered.pk}/take/", follow=True)

    assert not stored(scheduled).date_holds
    assertContains(response, LAPSED)


def test_what_changes_nothing_leaves_it(scheduled, editor):
    assert reword(scheduled, editor, "Join in") is None

    assert stored(scheduled).date_holds


def test_a_change_that_is_taken_back_does_not_bring_it_back(edited, editor, at):
    """What was said is said: the person who set it was told that it no longer holds."""
    editing.undo(edition=edited, by=editor)

    assert changes.fingerprint(stored(edited)) == stored(edited).due_seal
    ((_, reason),) = publishing.publish_due(now=at)
    assert reason == "Ed Editor changed the draft after the date was set."
    assert stored(edited).is_draft


def test_it_leaves_an_event(edited, editor, at):
    event = edited.events.get(what="cancelled, by a change, the publication of")

    assert (event.by, event.about) == (editor, "2027 edition")
    assert event.before == {"at": at.isoformat()}
    assert edited.events.first().what == "reworded"


def test_only_a_date_that_is_set_can_lapse(draft):
    with pytest.raises(IntegrityError, match="edition_date_lapses_where_one_is_set"):
        Edition.objects.filter(pk=draft.pk).update(due_lapsed_at=timezone.now())


# --- Who is told ---


def test_who_set_it_gets_a_mail_at_once_and_only_one(
    scheduled, editor, at, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        reword(scheduled, editor)
    with django_capture_on_commit_callbacks(execute=True):
        reword(scheduled, editor, "Take part gladly")

    (letter,) = mailoutbox
    assert letter.to == ["pia@thorn.example"]
    assert "The date no longer holds" in letter.subject
    assert f"was to be published on {said(at)}" in letter.body
    assert "Ed Editor has changed it since" in letter.body
    assert f"{PUBLISH}\n" in letter.body


def test_a_mail_that_cannot_be_sent_undoes_nothing(
    scheduled, editor, settings, caplog, django_capture_on_commit_callbacks
):
    settings.MAILERS = {"default": {"BACKEND": "tests.frameworks.updates.test_telling.Down"}}
    with django_capture_on_commit_callbacks(execute=True):
        reword(scheduled, editor)

    assert "Take part" in {one.text for one in scheduled.grid.opportunity_set.all()}
    assert "could not be told of the date" in caplog.text


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (drafts.discard, "Paul Other discarded the draft."),
        (publishing.unschedule, "Paul Other took the date away."),
    ],
)
def test_who_set_it_is_told_when_somebody_else_ends_it(
    scheduled, mailoutbox, django_capture_on_commit_callbacks, end, reason
):
    other = member(scheduled.framework.organisation, Role.PUBLISHER, name="Paul Other")

    with django_capture_on_commit_callbacks(execute=True):
        end(edition=scheduled, by=other)

    (letter,) = mailoutbox
    assert letter.to == ["pia@thorn.example"]
    assert reason in letter.body


def test_who_ends_it_themselves_is_not_written_to(
    scheduled, publisher, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        publishing.unschedule(edition=scheduled, by=publisher)

    assert mailoutbox == []


# --- Where it is shown ---


def test_the_desk_shows_it_and_that_it_no_longer_holds(client, scheduled, editor, at):
    client.force_login(editor)

    before = client.get("/desk/")
    reword(scheduled, editor)
    after = client.get("/desk/")

    assertContains(before, said(at))
    assertContains(after, f"Not on {timezone.localtime(at):%-d %B %Y}")
    assertContains(after, "Ed Editor changed the draft.")


@pytest.mark.parametrize("page", [DRAFT, f"{DRAFT}stages/", f"{DRAFT}lines/{LINE}/", PUBLISH])
def test_the_pages_of_the_draft_show_it(client, scheduled, editor, at, page):
    client.force_login(editor)

    html = client.get(page).content.decode()

    local = timezone.localtime(at)
    assert f"Due to be published on <strong>{local:%-d %B %Y} at {local:%H:%M}</strong>" in html
    assert "in the name of Pia Publisher, as “2027”" in html
    assert html.count('id="due"') == 1


@pytest.mark.parametrize("page", [DRAFT, f"{DRAFT}stages/", f"{DRAFT}lines/{LINE}/", PUBLISH])
def test_they_say_that_it_no_longer_holds(client, edited, editor, page):
    client.force_login(editor)

    response = client.get(page)

    assertContains(response, LAPSED)
    assertContains(response, "Ed Editor changed the draft on ")
    assertContains(response, "you are an editor there")
    assertNotContains(response, "ue to be published on")
    assertNotContains(response, "Keep the date, with the changes")


def test_where_no_date_is_set_nothing_is_said_of_one(client, draft, editor):
    client.force_login(editor)

    for page in ("/desk/", DRAFT, PUBLISH):
        assertNotContains(client.get(page), "ue to be published")


def spoil_by_another_way(draft):
    draft.grid.opportunity_set.filter(key=key("Join in")).update(text="Join up")


def spoil_by_the_role(draft):
    draft.due_by.memberships.update(role=Role.EDITOR)


def spoil_by_the_label(draft):
    published(OLD, label="2027")


def spoil_by_the_account(draft):
    draft.due_by.delete()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (spoil_by_another_way, "The draft has changed since the date was set."),
        (spoil_by_the_role, "Pia Publisher, who set it, may not publish here any more."),
        (spoil_by_the_label, "2027"),
        (spoil_by_the_account, "Whoever set it has no account any more."),
    ],
)
def test_the_page_tells_the_truth_whatever_came_between(client, scheduled, editor, spoil, why):
    spoil(scheduled)
    client.force_login(editor)

    response = client.get(PUBLISH)

    assertContains(response, LAPSED)
    assertContains(response, why)


# --- What is said at the first change ---


EDITS = {
    f"lines/{LINE}/": {
        "line-text": "Take part",
        "line-tier": "school",
        "line-version": 1,
        "line-placed": 1,
        "line-seen": key("Join in"),
    },
    "front-page/": {"title": "Another", "initial-title": "CPD Framework"},
    "sections/add/": {"heading": "Why", "body": "Because."},
    "lines/": {"do": "remove", "line": LINE},
    f"lines/{LINE}/down/": {},
    f"stages/{key('NQT')}/remove/": {},
}


@pytest.mark.parametrize("path", EDITS)
def test_the_first_change_is_answered_with_it_and_the_second_not(client, scheduled, editor, path):
    Edition.objects.filter(pk=scheduled.pk).update(source="")
    Edition.objects.filter(pk=scheduled.pk).update(due_seal=changes.fingerprint(stored(scheduled)))
    client.force_login(editor)

    first = client.post(f"{DRAFT}{path}", EDITS[path], follow=True)
    second = client.post(f"{DRAFT}sections/add/", {"heading": "More", "body": "x"}, follow=True)

    told = f"{LAPSED}. It can be kept with the changes"
    assertContains(first, told, count=1)
    assertNotContains(second, told)
    assert not stored(scheduled).date_holds


def test_a_script_gets_it_with_the_part_of_the_page(client, scheduled, publisher):
    client.force_login(publisher)
    path = f"lines/{LINE}/"

    part = client.post(f"{DRAFT}{path}", EDITS[path], headers={"HX-Request": "true"})

    html = part.content.decode()
    assert f"{LAPSED}. It can be kept" in html.split('id="said">')[1].split("</p>")[0]
    assert "Keep the date, with the changes" in html
    assert f'value="{changes.fingerprint(stored(scheduled))}"' in html


# --- Keeping it ---


@pytest.mark.parametrize("page", [DRAFT, PUBLISH])
def test_one_press_keeps_the_date_with_the_changes(client, edited, publisher, at, page):
    client.force_login(publisher)
    html = client.get(page).content.decode()
    seen = html.split('name="seen" value="')[1].split('"')[0]
    came_from = html.split('name="from" value="')[1].split('"')[0]

    response = client.post(f"{PUBLISH}keep-date/", {"seen": seen, "from": came_from}, follow=True)

    assertRedirects(response, page)
    assertContains(response, f"The date is kept: “2027” will be published on {said(at)}")
    assertNotContains(response, LAPSED)
    now = stored(edited)
    assert now.date_holds
    assert (now.due_at, now.label, now.note) == (at, "2027", "Hello")
    event = edited.events.first()
    assert (event.what, event.by) == ("kept the date to publish", publisher)
    assert [reason for _, reason in publishing.publish_due(now=at)] == [""]
    assert "Take part" in client.get("/frameworks/thornshire/").content.decode()


def test_whoever_keeps_it_publishes_it(edited):
    other = member(edited.framework.organisation, Role.PUBLISHER)

    publishing.keep_date(edition=edited, by=other)

    assert stored(edited).due_by == other


def test_an_editor_may_not_keep_it(edited, editor):
    with pytest.raises(rules.Refused):
        publishing.keep_date(edition=edited, by=editor)

    assert not stored(edited).date_holds
    assert edited.events.first().what == "was refused to keep the date to publish"


def test_what_changed_since_it_was_looked_at_is_not_kept_unseen(client, edited, publisher, editor):
    seen = changes.fingerprint(stored(edited))
    reword(edited, editor, "Once more")

    with pytest.raises(DraftChanged):
        publishing.keep_date(edition=edited, by=publisher, seen=seen)
    client.force_login(publisher)
    response = client.post(f"{PUBLISH}keep-date/", {"seen": seen}, follow=True)

    assertContains(response, "The draft has changed since you looked at it.")
    assert not stored(edited).date_holds


def test_a_date_that_was_taken_away_cannot_be_kept(edited, publisher):
    publishing.unschedule(edition=edited, by=publisher)

    with pytest.raises(NoDate):
        publishing.keep_date(edition=edited, by=publisher)


def test_a_date_that_has_passed_cannot_be_kept(client, edited, publisher):
    Edition.objects.filter(pk=edited.pk).update(due_at=timezone.now())
    client.force_login(publisher)

    with pytest.raises(NotInTheFuture):
        publishing.keep_date(edition=edited, by=publisher)
    response = client.get(PUBLISH)

    assertContains(response, "The date has passed.")
    assertNotContains(response, "Keep the date, with the changes")


def test_a_new_date_holds(edited, publisher, at):
    set_for(edited, publisher, at + timedelta(days=1))

    assert stored(edited).date_holds


def test_a_draft_that_is_gone_keeps_no_date(client, edited, publisher):
    drafts.discard(edition=edited, by=publisher)
    client.force_login(publisher)

    response = client.post(f"{PUBLISH}keep-date/")

    assertContains(response, "You discarded the draft on", status_code=404)
    assert stored(edited).due_lapsed_at is None


def test_it_is_among_the_addresses_that_everybody_is_tried_on():
    assert POSTS["draft_keep_date"].least == Role.PUBLISHER


# --- Times ---

NOW = datetime(2026, 11, 28, 18, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("day", "at", "says"),
    [
        (date(2027, 3, 28), time(1, 30), "There is no 01:30 on 28 March 2027: the clocks go "),
        (date(2027, 3, 28), time(1), "There is no 01:00 on 28 March 2027: the clocks go forward."),
        (date(2027, 10, 31), time(1, 30), "01:30 comes twice on 31 October 2027: the clocks go "),
        (date(2027, 10, 31), time(1), "01:00 comes twice on 31 October 2027: the clocks go back."),
        (date.max, time.max, "Choose a date within the next 2 years."),
        (date(2028, 11, 30), time(8), "Choose a date within the next 2 years."),
        (date.min, time.min, "Choose a date and time that are still to come."),
        (date(2026, 11, 28), time(18), "Choose a date and time that are still to come."),
    ],
)
def test_a_time_that_is_none_is_refused_with_a_sentence(day, at, says):
    assert fault_of(day, at, NOW).startswith(says)


@pytest.mark.parametrize(
    ("day", "at"),
    [
        (date(2027, 3, 28), time(0, 59)),
        (date(2027, 3, 28), time(2)),
        (date(2027, 10, 31), time(0, 59)),
        (date(2027, 10, 31), time(2)),
        (date(2026, 11, 28), time(18, 1)),
        (date(2028, 11, 29), time(8)),
    ],
)
def test_the_times_beside_it_are_taken(day, at):
    assert fault_of(day, at, NOW) == ""


def test_the_page_refuses_the_hour_that_the_clocks_skip(client, draft, publisher):
    """The next time they do: the last Sunday of March, which in one year or the next is to come."""
    today = timezone.localdate()
    year = today.year if today < date(today.year, 3, 24) else today.year + 1
    last = date(year, 3, 31)
    day = last - timedelta(days=(last.weekday() + 1) % 7)
    client.force_login(publisher)
    typed = {"label": "2027", "note": "Kept", "when": "later", "date": day, "time": "01:30"}

    for step in ("check", "publish"):
        response = client.post(PUBLISH, {**typed, "step": step, "seen": changes.fingerprint(draft)})
        assertContains(response, f"There is no 01:30 on {day:%-d %B %Y}")
        assertContains(response, "Kept</textarea>")
    assert stored(draft).due_at is None


def test_a_date_years_away_is_refused_however_it_is_set(draft, publisher):
    with pytest.raises(TooFarOff, match="within the next 2 years"):
        set_for(draft, publisher, timezone.now() + timedelta(days=800))

    assert stored(draft).due_at is None
