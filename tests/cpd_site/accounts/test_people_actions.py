"""What is done to the people of an organisation: what each action does, and what it refuses."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail, signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone
from django.utils.timezone import localdate

from cpd_site.accounts.actions import invitations, joining, people
from cpd_site.models import Invitation, Membership, OrganisationEvent, User
from tests.factories import OrganisationFactory, UserFactory, member

Role = Membership.Role

pytestmark = pytest.mark.django_db


HERE = OrganisationEvent.objects.all()


def role_of(user, organisation):
    return Membership.objects.values_list("role", flat=True).get(
        user=user, organisation=organisation
    )


def events():
    return list(HERE.order_by("pk").values_list("what", "about"))


def test_an_invitation_is_mailed_with_its_link(invite, head):
    invitation = invite("Ann@Example.org")

    (message,) = mail.outbox
    assert message.to == ["ann@example.org"]
    assert message.subject == "Join Thornbeck at CPD Frameworks"
    assert f"\n    http://127.0.0.1:8000/invitations/{invitation.token}/\n" in message.body
    assert "Hana Holt invites you to join Thornbeck School" in message.body
    assert "as an editor." in message.body
    invitation.refresh_from_db()
    assert invitation.sent_at
    assert timedelta(days=6) < invitation.expires_at - timezone.now() <= timedelta(days=7)
    assert events() == [("invited", "ann@example.org")]


def test_a_name_with_markup_is_only_words_in_the_mail(invite, head):
    User.objects.filter(pk=head.pk).update(name="<script>alert(1)</script> & Co")
    head.refresh_from_db()

    invite()

    assert "<script>alert(1)</script> & Co invites you" in mail.outbox[0].body
    assert mail.outbox[0].content_subtype == "plain"


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR, Role.PUBLISHER])
def test_only_a_manager_invites(invite, school, role):
    with pytest.raises(PermissionDenied, match="Only managers"):
        invite(by=member(school, role))

    assert not Invitation.objects.exists()
    assert events() == []
    assert mail.outbox == []


def test_a_member_is_not_invited_again(invite, head):
    with pytest.raises(invitations.AlreadyMember, match="already"):
        invite("HEAD@thornbeck.example")


def test_an_address_is_invited_once_at_a_time(invite, school):
    invitation = invite()

    with pytest.raises(invitations.AlreadyInvited):
        invite("ANN@example.org")
    with pytest.raises(IntegrityError):
        Invitation.objects.create(
            organisation=school, email="Ann@example.org", expires_at=invitation.expires_at
        )


def test_an_expired_invitation_makes_room_for_another(invite):
    first = invite()
    token = first.token
    expire(first)

    second = invite(role=Role.READER)

    assert second.pk == first.pk
    assert second.role == Role.READER
    assert not second.closed_because
    assert Invitation.objects.by_token(token) is None


def expire(invitation):
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now())


def test_sending_again_makes_the_former_link_void(invite, head, django_capture_on_commit_callbacks):
    invitation = invite()
    former = invitation.token
    expire(invitation)

    with django_capture_on_commit_callbacks(execute=True):
        invitations.send_again(invitation=invitation, by=head)

    invitation.refresh_from_db()
    assert Invitation.objects.by_token(former) is None
    assert Invitation.objects.by_token(invitation.token) == invitation
    assert not invitation.closed_because
    assert len(mail.outbox) == 2


def test_a_mail_that_fails_leaves_the_invitation_unsent(invite, settings, caplog):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 1},
        }
    }

    for _ in range(invitations.TO_ADDRESS.most + 1):  # none of them counts
        school = OrganisationFactory.create()
        invitation = invite(organisation=school, by=member(school, Role.MANAGER))

    invitation.refresh_from_db()
    assert invitation.sent_at is None
    assert "could not be sent" in caplog.text


@pytest.mark.parametrize(
    "token",
    ["", "x", "W10:1:2", signing.dumps([1, 1], salt="another")],
    ids=["empty", "short", "no signature", "of another kind"],
)
def test_a_token_that_we_did_not_sign_is_of_no_invitation(invite, token):
    invite()

    assert Invitation.objects.by_token(token) is None


def test_someone_with_an_account_joins_in_the_role(invite, school):
    invitation = invite()
    ann = UserFactory.create(email="Ann@example.org")

    invitations.join(invitation=invitation, by=ann)

    assert role_of(ann, school) == Role.EDITOR
    invitation.refresh_from_db()
    assert invitation.accepted_by == ann
    assert events()[-1] == ("joined", str(ann))


def test_an_invitation_works_once(invite):
    invitation = invite()
    ann = UserFactory.create(email="ann@example.org")
    invitations.join(invitation=invitation, by=ann)
    Membership.objects.filter(user=ann).delete()

    with pytest.raises(invitations.InvitationClosed, match="accepted already"):
        invitations.join(invitation=invitation, by=ann)


def test_an_expired_invitation_is_refused(invite):
    invitation = invite()
    expire(invitation)

    with pytest.raises(invitations.InvitationClosed, match="expired"):
        invitations.join(invitation=invitation, by=UserFactory.create(email="ann@example.org"))


def test_a_revoked_invitation_is_refused(invite, head):
    invitation = invite()
    invitations.revoke(invitation=invitation, by=head)

    with pytest.raises(invitations.InvitationClosed, match="taken back"):
        invitations.join(invitation=invitation, by=UserFactory.create(email="ann@example.org"))
    with pytest.raises(invitations.InvitationClosed):
        invitations.send_again(invitation=invitation, by=head)
    assert events()[-1] == ("took back the invitation of", "ann@example.org")


def test_another_address_is_told_so(invite, school):
    invitation = invite()
    bea = UserFactory.create(email="bea@example.org")

    with pytest.raises(invitations.WrongAddress, match=r"ann@example\.org.*bea@example\.org"):
        invitations.join(invitation=invitation, by=bea)

    assert not school.memberships.filter(user=bea).exists()


@pytest.mark.parametrize(
    ("has", "gets"),
    [(Role.READER, Role.EDITOR), (Role.EDITOR, Role.EDITOR), (Role.MANAGER, Role.MANAGER)],
)
def test_joining_never_takes_a_role_away(invite, school, has, gets):
    invitation = invite()
    ann = member(school, has, email="ann@example.org")

    invitations.join(invitation=invitation, by=ann)

    assert role_of(ann, school) == gets


@pytest.mark.parametrize("password", ["a long pass phrase", None])
def test_someone_new_gets_an_account_with_a_proved_address(invite, school, password):
    user = invitations.join_as_new(invitation=invite(), name="Ann Ant", password=password)

    assert (user.name, user.email) == ("Ann Ant", "ann@example.org")
    assert user.has_usable_password() == bool(password)
    assert EmailAddress.objects.get(user=user).verified
    assert role_of(user, school) == Role.EDITOR


def test_no_second_account_is_made_for_an_address(invite):
    invitation = invite()
    UserFactory.create(email="ANN@example.org")

    with pytest.raises(invitations.AccountExists):
        invitations.join_as_new(invitation=invitation, name="Ann", password=None)


def test_nothing_is_left_of_an_account_when_joining_is_refused(invite):
    invitation = invite()
    expire(invitation)

    with pytest.raises(invitations.InvitationClosed):
        invitations.join_as_new(invitation=invitation, name="Ann", password=None)

    assert not User.objects.filter(email="ann@example.org").exists()


def test_a_manager_changes_roles(school, head):
    bea = member(school, Role.READER)

    people.change_role(membership=bea.memberships.get(), role=Role.PUBLISHER, by=head)

    assert role_of(bea, school) == Role.PUBLISHER
    event = HERE.get()
    assert (event.before, event.after) == ({"role": "reader"}, {"role": "publisher"})
    assert event.organisation == school


def test_the_same_role_again_changes_nothing(school, head):
    people.change_role(membership=head.memberships.get(), role=Role.MANAGER, by=head)

    assert events() == []


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR, Role.PUBLISHER])
def test_nobody_else_changes_roles_or_removes(school, head, role):
    bea = member(school, role)

    with pytest.raises(PermissionDenied):
        people.change_role(membership=bea.memberships.get(), role=Role.MANAGER, by=bea)
    with pytest.raises(PermissionDenied):
        people.remove(membership=head.memberships.get(), by=bea)


def test_a_manager_of_another_organisation_does_nothing_here(school, head):
    other = member(OrganisationFactory.create(), Role.MANAGER)

    with pytest.raises(PermissionDenied):
        people.remove(membership=head.memberships.get(), by=other)
    with pytest.raises(PermissionDenied):
        people.change_role(membership=head.memberships.get(), role=Role.READER, by=other)


def test_anyone_may_leave(school, head):
    bea = member(school, Role.READER, name="Bea")

    people.remove(membership=bea.memberships.get(), by=bea)

    assert not bea.memberships.exists()
    assert events() == [("left", "Bea")]


@pytest.mark.parametrize("with_the_link", [False, True])
def test_who_is_removed_does_not_come_back_by_an_invitation_that_waited(
    school, head, invite, with_the_link
):
    invitation = invite()
    link = joining.make_link(
        organisation=school, name="Staff room", ends_on=localdate(), most=2, by=head
    )
    person = UserFactory.create(email=invitation.email)
    membership = joining.join_by_link(link=link, by=person)

    if with_the_link:
        joining.revoke_link(link=link, by=head, leaving=None)
    else:
        people.remove(membership=membership, by=head)

    with pytest.raises(invitations.InvitationClosed):
        invitations.join(invitation=invitation, by=person)
    assert events()[-2:] == [
        ("removed", str(person)),
        ("took back the invitation of", invitation.email),
    ]


def test_who_leaves_may_still_take_an_invitation(school, invite):
    invitation = invite()
    person = UserFactory.create(email=invitation.email)
    Membership.objects.create(user=person, organisation=school)

    people.remove(membership=person.memberships.get(), by=person)

    assert invitations.join(invitation=invitation, by=person).role == Role.EDITOR


def test_the_last_manager_cannot_leave_or_be_demoted(school, head):
    member(school, Role.MANAGER, is_active=False)  # who cannot sign in looks after nobody
    membership = head.memberships.get()

    with pytest.raises(people.LastManager, match="Hana Holt is the last manager"):
        people.remove(membership=membership, by=head)
    with pytest.raises(people.LastManager):
        people.change_role(membership=membership, role=Role.PUBLISHER, by=head)
    with pytest.raises(people.LastManager):
        people.appoint(
            organisation=school,
            user=head,
            role=Role.READER,
            by=UserFactory.create(is_staff=True),
        )

    member(school, Role.MANAGER)
    people.remove(membership=membership, by=head)
    assert not head.memberships.exists()


def test_who_was_removed_meanwhile_is_no_member(school, head):
    bea = member(school)
    membership = bea.memberships.get()
    people.remove(membership=membership, by=head)

    with pytest.raises(people.NoMember):
        people.change_role(membership=membership, role=Role.EDITOR, by=head)


def test_site_staff_appoint_the_first_manager(school):
    staff, bea = UserFactory.create(is_staff=True), UserFactory.create()

    people.appoint(organisation=school, user=bea, role=Role.MANAGER, by=staff)

    assert role_of(bea, school) == Role.MANAGER
    with pytest.raises(PermissionDenied):
        people.appoint(organisation=school, user=staff, role=Role.MANAGER, by=bea)
