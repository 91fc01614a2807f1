"""What people change of their own account: their name and their address."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains, assertRedirects

from cpd_site.accounts.actions import invitations, people
from cpd_site.accounts.forms.signup import NameForm
from cpd_site.models import Invitation, Membership, OrganisationEvent
from frameworks.actions import plan_sharing, plans
from frameworks.models import Follower, PlanShare
from tests.builders import grid, published
from tests.factories import OrganisationFactory, UserFactory, member
from tests.mails import code_in

pytestmark = pytest.mark.django_db

OLD, NEW = "ann@old.example", "ann@new.example"


@pytest.fixture
def ann(client, school):
    person = member(school, Membership.Role.EDITOR, name="Ann Ant", email=OLD)
    person.set_password("a long pass phrase")
    person.save()
    EmailAddress.objects.create(user=person, email=OLD, primary=True, verified=True)
    credentials = {"login": OLD, "password": "a long pass phrase"}
    client.post(reverse("account_login"), credentials)
    client.post(reverse("account_reauthenticate"), {"password": "a long pass phrase"})
    return person


def change_address(client, to=NEW):
    client.post(reverse("account_email"), {"action_add": "", "email": to})
    code = code_in(mail.outbox[-1])
    client.post(reverse("account_email_verification_sent"), {"code": code})


def test_a_name_is_changed_from_the_page_of_ones_account(client, ann, school):
    assertContains(client.get(reverse("account")), f'href="{reverse("own_name")}"')

    response = client.post(reverse("own_name"), {"name": "  Ann\u200b \n Bee "})

    assertRedirects(response, reverse("account"))
    ann.refresh_from_db()
    assert ann.name == "Ann Bee"
    assertContains(client.get(reverse("people", args=[school.slug])), "Ann Bee")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter your name."),
        (" \u200b\u202e ", "Enter your name."),
        ("...", "Enter your name."),
        ("head@thornbeck.example", "without an @"),
        ("A" * 151, "at most 150 characters"),
    ],
)
def test_what_is_no_name_is_refused_and_kept(client, ann, typed, said):
    response = client.post(reverse("own_name"), {"name": typed})

    assertContains(response, said)
    ann.refresh_from_db()
    assert ann.name == "Ann Ant"


@pytest.mark.parametrize("name", ["Siân O’Brien-Łukasz", "محمد", "क्‍ष", "Ng"])
def test_names_of_all_scripts_are_names(name):
    assert NameForm({"name": name}).is_valid()


def test_the_old_address_counts_until_the_new_one_is_proved_and_is_told(client, ann):
    client.post(reverse("account_email"), {"action_add": "", "email": NEW})

    assert [each.to for each in mail.outbox] == [[NEW]]
    ann.refresh_from_db()
    assert ann.email == OLD
    code = code_in(mail.outbox[-1])
    client.post(reverse("account_email_verification_sent"), {"code": code})

    ann.refresh_from_db()
    assert ann.email == NEW
    (told,) = [each for each in mail.outbox if each.to == [OLD]]
    assert f"from {OLD} to {NEW}" in told.body.replace("\n", " ")


def test_what_waits_for_the_old_address_is_for_the_new_one(client, ann, head):
    fern = OrganisationFactory.create()
    boss = member(fern, Membership.Role.MANAGER)
    role = Membership.Role.READER
    invitation = invitations.invite(organisation=fern, email=OLD, role=role, by=boss)
    plan = plans.create(by=boss, title="Ours")
    until = localdate() + timedelta(days=1)
    shared = plan_sharing.share(plan=plan, by=boss, email=OLD, may_comment=True, until=until)
    framework = published(grid({("NQT", "School"): ["Join in"]})).framework
    Follower.objects.create(framework=framework, email=OLD)

    change_address(client)

    ann.refresh_from_db()
    invitation.refresh_from_db()
    assert invitations.join(invitation=invitation, by=ann).organisation == fern
    assert PlanShare.objects.with_person(ann).get() == shared
    assert Follower.objects.get().email == NEW
    assert not OrganisationEvent.objects.filter(about__iexact=OLD).exists()


def test_an_invitation_of_both_addresses_stands_in_no_ones_way(client, ann):
    fern = OrganisationFactory.create()
    for email in (OLD, NEW):
        Invitation.objects.create(
            organisation=fern, email=email, expires_at=timezone.now() + Invitation.LASTS
        )

    change_address(client)

    ann.refresh_from_db()
    assert ann.email == NEW
    assert {each.email for each in Invitation.objects.all()} == {OLD, NEW}


def test_the_address_of_another_account_is_not_told_apart_and_changes_nothing(client, ann):
    UserFactory.create(email=NEW)

    response = client.post(reverse("account_email"), {"action_add": "", "email": NEW})

    assert response.status_code in (200, 302)
    ann.refresh_from_db()
    assert ann.email == OLD


def test_who_left_is_known_by_the_address_they_have_now(client, ann, school):
    people.remove(membership=ann.memberships.get(), by=ann)

    change_address(client)

    assert school.events.departures_of(NEW).exists()
