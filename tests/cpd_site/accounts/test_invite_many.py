"""Many addresses pasted at once: what becomes of each, and what stays in the box."""

import html
import re
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from cpd_site.accounts.actions import invitations, people
from cpd_site.models import Invitation, Membership, OrganisationEvent
from tests.factories import OrganisationFactory, UserFactory, member

Role = Membership.Role

pytestmark = pytest.mark.django_db

PEOPLE = "/desk/organisations/thornbeck/people/"

GOOD = [f"teacher{number}@thornbeck.example" for number in range(35)]
WRONG = ["bob.thornbeck.example", "bea@thornbeck", "cat@@thornbeck.example"]

NO_SERVER = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 1},
    }
}


def leave(school, email, by=None):
    """Somebody who was a member, and left or was removed."""
    person = member(school, email=email)
    people.remove(membership=person.memberships.get(), by=by or person)
    return person


def send(client, emails, role="reader", **more):
    form = {"emails": "\n".join(emails), "role": role} | more
    return client.post(f"{PEOPLE}invite/", form, follow=True)


def text(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def box(response) -> list[str]:
    """What stands in the box."""
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", response.content.decode(), re.DOTALL)
    return html.unescape(found[1] if found else "").split()


@pytest.mark.usefixtures("committed")
def test_forty_addresses_at_once_each_is_told(client, school, head):
    member(school, email="member@thornbeck.example")
    leave(school, "left@thornbeck.example")
    client.force_login(head)

    response = send(client, [*GOOD, *WRONG, "member@thornbeck.example", "left@thornbeck.example"])

    page = text(response)
    assert "35 people are invited" in page
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(GOOD)
    assert all("as a reader." in letter.body for letter in mail.outbox)
    assert "<strong>bob.thornbeck.example</strong>: There is no @ in it." in page
    assert "<strong>bea@thornbeck</strong>: What stands after the @ has no dot" in page
    assert "<strong>cat@@thornbeck.example</strong>: There is more than one @ in it." in page
    assert "member@thornbeck.example is a member of Thornbeck already." in page
    assert "left@thornbeck.example was a member and left on" in page
    assert box(response) == [*WRONG, "left@thornbeck.example"]


@pytest.mark.usefixtures("committed")
def test_all_that_are_right_are_invited_and_the_box_is_empty(client, head, settings):
    settings.SITE_ADDRESS = "https://cpd.example.org:8443"  # a proxy may not tell us the port
    client.force_login(head)

    response = send(client, ["Bea@example.org"], role="editor")

    assert response.redirect_chain == [(PEOPLE, 302)]
    assert "bea@example.org is invited." in text(response)
    assert box(response) == []
    assert "https://cpd.example.org:8443/invitations/" in mail.outbox[0].body
    assert Invitation.objects.get().role == Role.EDITOR


def test_who_left_is_invited_again_where_that_is_meant(client, school, head):
    leave(school, "left@thornbeck.example", by=head)
    client.force_login(head)

    first = send(client, ["left@thornbeck.example"])
    assert "left@thornbeck.example was a member and was removed on" in text(first)
    assert 'name="again"' in text(first)
    assert not Invitation.objects.exists()

    send(client, box(first), again="on")
    assert Invitation.objects.get().email == "left@thornbeck.example"


def test_who_left_before_events_knew_whose_they_were_is_known(invite, school):
    leave(school, "ann@example.org")
    OrganisationEvent.objects.update(person=None)

    with pytest.raises(invitations.FormerMember):
        invite("ann@example.org")


def test_who_left_another_organisation_or_came_back_is_not_held_back(invite, school, head):
    leave(OrganisationFactory.create(), "ann@example.org")
    assert invite("ann@example.org")


def test_who_is_invited_already_is_told_and_keeps_their_link(client, invite, head):
    invitation = invite("ann@example.org")
    client.force_login(head)

    response = send(client, ["ann@example.org", "ANN@example.org"])

    assert "ann@example.org is invited already." in text(response)
    assert "ann@example.org stood there more than once; it counts once." in text(response)
    assert box(response) == []
    assert Invitation.objects.by_token(invitation.token) == invitation


@pytest.mark.usefixtures("committed")
def test_with_the_mail_server_away_nothing_is_lost(client, head, settings):
    mailers = settings.MAILERS
    settings.MAILERS = NO_SERVER
    client.force_login(head)

    page = text(send(client, GOOD))

    assert "Our mail server does not answer, so no e-mail went out. Nothing is lost" in page
    assert "35 were not sent" in page
    assert Invitation.objects.filter(sent_at=None).count() == 35
    again = text(client.post(f"{PEOPLE}invitations/send/", follow=True))
    assert "Our mail server does not answer, so no e-mail went out." in again

    settings.MAILERS = mailers
    again = text(client.post(f"{PEOPLE}invitations/send/", follow=True))

    assert "35 people are invited." in again
    assert "not sent" not in again
    assert len(mail.outbox) == 35
    assert not Invitation.objects.filter(sent_at=None).exists()


class Refusing(EmailBackend):
    """A mail server that does not know one address."""

    def send_messages(self, messages):
        if messages[0].to == [GOOD[0]]:
            raise SMTPRecipientsRefused({GOOD[0]: (550, b"No such user")})
        return super().send_messages(messages)


@pytest.mark.usefixtures("committed")
def test_an_address_that_the_server_refuses_keeps_no_other_from_its_mail(client, head, settings):
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Refusing"}}
    client.force_login(head)

    page = text(send(client, GOOD[:3]))

    assert "2 people are invited" in page
    assert "Our mail server did not take 1 of the e-mails. Nothing is lost: 1 stands under" in page
    assert [letter.to for letter in mail.outbox] == [[GOOD[1]], [GOOD[2]]]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER])
def test_editors_and_publishers_invite_readers_and_nobody_else(client, school, head, role):
    by = member(school, role)
    client.force_login(by)

    page = text(client.get(PEOPLE))
    assert "Reader: sees what is for members only" in page
    assert "Editor: also" not in page
    assert "Change role" not in page
    send(client, ["bea@example.org"])
    send(client, ["cat@example.org"], role="manager")

    assert [each.role for each in Invitation.objects.all()] == [Role.READER]
    with pytest.raises(PermissionDenied, match="Only managers at Thornbeck can invite editors"):
        invitations.invite(organisation=school, email="x@example.org", role=Role.EDITOR, by=by)


def test_an_editor_has_nothing_to_do_with_an_invitation_to_more_than_reading(
    client, invite, school
):
    invitation = invite("ann@example.org", role=Role.PUBLISHER)
    invite("bea@example.org", role=Role.READER)
    client.force_login(member(school, Role.EDITOR))

    page = text(client.get(PEOPLE))

    assert "ann@example.org" not in page
    assert "bea@example.org" in page
    for act in ("send", "revoke"):
        url = f"{PEOPLE}invitations/{invitation.pk}/{act}/"
        assert client.post(url).status_code == 403
    assert Invitation.objects.by_token(invitation.token) == invitation


def test_too_much_at_once_is_refused_and_kept(client, head):
    client.force_login(head)

    response = send(client, ["a" * 60_000])

    assert "This is too much to take at once." in text(response)
    assert len(box(response)[0]) == 60_000


@pytest.mark.parametrize("members", [1, 500])
def test_the_page_takes_as_many_queries_for_a_large_school(
    client, school, head, members, django_assert_num_queries
):
    users = UserFactory.create_batch(members)
    Membership.objects.bulk_create(Membership(user=user, organisation=school) for user in users)
    Invitation.objects.bulk_create(
        Invitation(organisation=school, email=f"x{n}@example.org", expires_at=timezone.now())
        for n in range(members // 5)
    )
    client.force_login(head)

    with django_assert_num_queries(7):
        page = text(client.get(PEOPLE))

    assert f"{members + 1} members" in page
    assert page.count("Change role") <= 50
    if members > 50:
        assert "?page=2" in page
        assert client.get(f"{PEOPLE}?page=11").status_code == 200


def test_the_event_of_leaving_knows_who_it_was(school, head):
    person = leave(school, "ann@example.org", by=head)

    event = OrganisationEvent.objects.get()
    assert (event.person, event.by) == (person, head)
