"""How many invitations an organisation sends in a day, and how many one address is sent."""

from dataclasses import replace

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cpd_site.accounts.actions import invitations
from cpd_site.models import Invitation, Membership, OrganisationEvent
from tests.factories import OrganisationFactory, UserFactory, member

Role = Membership.Role

pytestmark = pytest.mark.django_db


HERE = OrganisationEvent.objects.all()


def events():
    return list(HERE.order_by("pk").values_list("what", "about"))


def new_school():
    return OrganisationFactory.create()


def few(monkeypatch, name, most):
    monkeypatch.setattr(invitations, name, replace(getattr(invitations, name), most=most))


def test_an_organisation_sends_so_many_invitations_in_a_day(invite, head, monkeypatch):
    few(monkeypatch, "FROM_ORGANISATION", 2)
    invite("ann@example.org")
    bea = invite("bea@example.org")
    before = events()

    too_many = invitations.TooManyInvitations
    with pytest.raises(too_many, match="Thornbeck has sent 2 invitations within"):
        invite("cat@example.org")
    with pytest.raises(too_many, match="Try again tomorrow"):
        invitations.send_again(invitation=bea, by=head)

    assert [letter.to for letter in mail.outbox] == [["ann@example.org"], ["bea@example.org"]]
    assert Invitation.objects.count() == 2
    assert events() == before
    bea.refresh_from_db()
    assert Invitation.objects.by_token(bea.token) == bea  # the mail that was sent is good still


def test_what_is_pasted_beyond_the_limit_of_a_day_is_refused_at_once(school, head, monkeypatch):
    few(monkeypatch, "FROM_ORGANISATION", 1)

    def queries(first, count):
        emails = [f"person{first + each}@elm.example" for each in range(count)]
        with CaptureQueriesContext(connection) as seen:
            became = invitations.invite_many(
                organisation=school, emails=emails, role=Role.READER, by=head
            )
        assert len(became.invited) + len(became.refused) == count
        assert became.refused[-1][0] == emails[-1]
        assert "Thornbeck has sent 1 invitations" in str(became.refused[-1][1])
        return len(seen)

    queries(0, 2)  # sends one
    assert queries(10, 2) == queries(20, 30)


def test_one_organisation_does_not_use_up_what_another_may_send(invite, monkeypatch):
    few(monkeypatch, "FROM_ORGANISATION", 1)
    invite()
    other = new_school()

    invite("bea@example.org", organisation=other, by=member(other, Role.MANAGER))

    assert len(mail.outbox) == 2


def test_nobody_is_sent_more_than_so_many_invitations_in_a_day_by_all_together(invite, monkeypatch):
    few(monkeypatch, "TO_ADDRESS", 2)
    schools = [new_school() for _ in range(3)]
    heads = [member(school, Role.MANAGER) for school in schools]
    invite(organisation=schools[0], by=heads[0])
    invite("ANN@example.org", organisation=schools[1], by=heads[1])

    with pytest.raises(invitations.TooManyInvitations, match=r"ann@example\.org has been sent 2"):
        invite(organisation=schools[2], by=heads[2])

    invite("bea@example.org", organisation=schools[2], by=heads[2])
    assert len(mail.outbox) == 3


def test_a_refused_invitation_is_not_counted(invite, head, monkeypatch):
    few(monkeypatch, "FROM_ORGANISATION", 1)
    few(monkeypatch, "TO_ADDRESS", 1)
    for email, by, refusal in (
        (head.email, head, invitations.AlreadyMember),
        ("ann@example.org", UserFactory.create(), PermissionDenied),
    ):
        with pytest.raises(refusal):
            invite(email, by=by)

    invite()

    assert len(mail.outbox) == 1
