"""A publisher tells the members by mail: once an edition, once a week, and not who wants none."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from cpd_site.accounts.actions.member_mails import choose
from cpd_site.models import Membership
from frameworks import rules
from frameworks.actions import drafts, editing, following, member_mails
from frameworks.actions.member_mails import APART, MemberMailRefused, tell
from frameworks.models import Event, MemberMail
from opportunities.editing import lines
from tests.builders import key
from tests.factories import OrganisationFactory, member
from tests.frameworks.copies.conftest import publish

Role = Membership.Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours(copy, leader):
    return publish(copy, leader)


@pytest.fixture
def teacher(school):
    return member(school, name="Tess Teal", email="tess@elm.example")


@pytest.fixture
def page(ours):
    return reverse("tell_members", args=[ours.slug])


def told(framework, by):
    return tell(edition=framework.current_edition, by=by)


def next_edition(framework, by, label):
    draft = drafts.start(framework=framework, by=by)
    place = key("NQT"), key("School")
    editing.change(
        edition=draft, by=by, do=lambda grid: lines.add_lines(grid, place, [f"New in {label}"])
    )
    return publish(draft, by, label)


def test_the_page_shows_the_mail_and_sends_nothing(client, page, leader, teacher):
    client.force_login(leader)

    found = client.get(page)

    assertContains(found, "This e-mail goes to <strong>1</strong> member of Elm")
    assertContains(found, "Send it to 1 member<")
    assertContains(found, "Elm Primary School has published")
    assertNotContains(found, "To get no such e-mails")
    assert mail.outbox == []


def test_a_trust_is_told_that_its_schools_get_none(client, ours, school, leader, teacher, page):
    OrganisationFactory.create(slug="ash", parent=school)
    client.force_login(leader)

    assertContains(client.get(page), "only to the organisation below Elm get none")


def test_while_the_next_draft_is_written_the_edition_that_is_read_can_be_told_of(
    client, ours, leader, page
):
    drafts.start(framework=ours, by=leader)
    client.force_login(leader)

    found = client.get(reverse("draft_publish", args=[ours.slug]))

    assertContains(found, "Tell your people of the 2026 edition")
    assertContains(found, f'href="{page}"')


def test_every_other_member_gets_one_mail(
    client, page, ours, leader, teacher, django_capture_on_commit_callbacks
):
    client.force_login(leader)

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(page, follow=True)

    assertContains(response, "One e-mail goes to your members within some minutes.")
    (letter,) = mail.outbox
    assert letter.to == ["tess@elm.example"]
    assert "http://testserver/frameworks/elm/" in letter.body or "/frameworks/elm/" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert MemberMail.objects.count() == 0
    event = Event.objects.get(what=Event.Verb.TOLD_MEMBERS)
    assert (event.by, event.after) == (leader, {"mails": 1})


def test_the_link_in_it_ends_such_mails_and_begins_them_again(client, ours, leader, teacher):
    membership = teacher.memberships.get()
    link = reverse("member_mails", args=[membership.mails_token])

    shown = client.get(link)
    membership.refresh_from_db()
    assertContains(shown, "Send me no such e-mails")
    assert membership.wants_mails

    client.post(link, {"List-Unsubscribe": "One-Click"})
    membership.refresh_from_db()
    assert not membership.wants_mails
    with pytest.raises(MemberMailRefused, match="no other member"):
        told(ours, leader)

    client.post(link, {"again": "yes"})
    assert told(ours, leader) == 1


@pytest.mark.parametrize("token", ["x", "1:abc", ""])
def test_a_forged_link_changes_nothing(client, teacher, token):
    response = client.post(f"/mails/{token or 'forged'}/")

    assert response.status_code == 404
    assert teacher.memberships.get().wants_mails


def test_of_an_edition_members_are_told_once(client, page, ours, leader, teacher):
    told(ours, leader)
    client.force_login(leader)

    with pytest.raises(MemberMailRefused, match="of this edition already"):
        told(ours, leader)
    again = client.post(page, follow=True)

    assertContains(again, "The members were told of this edition already.")
    assertNotContains(client.get(page), "Send it to")


def test_once_a_week_at_most_whatever_is_published(ours, leader, teacher):
    told(ours, leader)
    newer = next_edition(ours, leader, "2027")

    with pytest.raises(MemberMailRefused, match=r"had an e-mail on .* The next can go on"):
        told(newer, leader)
    Event.objects.filter(what=Event.Verb.TOLD_MEMBERS).update(at=timezone.now() - APART)
    assert told(newer, leader) == 1


def test_who_is_told_anyway_or_is_not_there_gets_none(ours, school, leader, teacher):
    member(school, is_active=False)
    member(OrganisationFactory.create(slug="ash", parent=school))
    following.follow(framework=ours, by=member(school))

    assert [one.user for one in member_mails.members_to_tell(ours, leader)] == [teacher]


def test_only_who_publishes_tells(ours, school, teacher):
    for role in (Role.READER, Role.EDITOR):
        with pytest.raises(rules.Refused):
            told(ours, member(school, role))
    assert MemberMail.objects.count() == 0


def test_an_edition_that_is_not_current_is_told_of_to_nobody(ours, leader, teacher):
    old = ours.current_edition
    next_edition(ours, leader, "2027")

    with pytest.raises(MemberMailRefused, match="Another edition is current"):
        tell(edition=old, by=leader)


def test_what_the_mail_server_did_not_take_is_sent_once_later(ours, leader, teacher, monkeypatch):
    def down(*args):
        raise ConnectionRefusedError

    told(ours, leader)
    asked_at = MemberMail.objects.get().asked_at
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", down)
        assert member_mails.catch_up() == 0
    assert MemberMail.objects.get().asked_at == asked_at

    call_command("publish_due")
    call_command("publish_due")

    assert [letter.to for letter in mail.outbox] == [["tess@elm.example"]]


def test_who_said_no_meanwhile_or_left_gets_none(ours, school, leader, teacher):
    leaver = member(school)
    told(ours, leader)
    choose(membership=teacher.memberships.get(), wants=False)
    leaver.memberships.get().delete()

    assert member_mails.catch_up() == 0
    assert (mail.outbox, MemberMail.objects.count()) == ([], 0)


def test_after_a_week_they_are_given_up(ours, leader, teacher):
    told(ours, leader)
    MemberMail.objects.update(asked_at=timezone.now() - timedelta(days=8))

    assert member_mails.catch_up() == 0
    assert MemberMail.objects.count() == 0


def test_many_wait_for_the_command(
    ours, school, leader, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(member_mails, "FEW", 1)
    member(school), member(school)

    with django_capture_on_commit_callbacks(execute=True):
        assert told(ours, leader) == 2

    assert mail.outbox == []
    assert member_mails.catch_up() == 2


def test_words_of_others_are_text_and_no_header(ours, school, leader, teacher):
    school.name = "Elm\nBcc: all@example.org"
    school.save()
    told(ours, leader)

    member_mails.catch_up()

    (letter,) = mail.outbox
    assert "\n" not in letter.subject
    assert letter.bcc == []
