"""Asking to look after a school, and who answers it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cpd_site.accounts.actions import role_requests
from cpd_site.accounts.actions.role_requests import AlreadyAnswered, RequestRefused
from cpd_site.accounts.rules import Refused
from cpd_site.models import Membership, Organisation, OrganisationEvent, RoleRequest
from tests.factories import OrganisationFactory, UserFactory, member

pytestmark = pytest.mark.django_db

Role = Membership.Role


@pytest.fixture
def oak(trust, authority):
    return OrganisationFactory.create(
        kind="school",
        slug="oak",
        name="Oak School",
        short_name="Oak",
        parent=trust,
        authority=authority,
    )


@pytest.fixture
def bea():
    return UserFactory.create(name="Bea Bell", email="bea@oak.example")


@pytest.fixture
def staff():
    return UserFactory.create(is_staff=True)


@pytest.fixture
def asked(oak, bea):
    return role_requests.ask(organisation=oak, role=Role.MANAGER, why="I am its head.", by=bea)


def answer(client, asked, **data):
    return client.post(reverse("role_request", args=[asked.pk]), data)


def test_from_an_empty_desk_to_asking(client, oak, bea, django_assert_max_num_queries):
    client.force_login(bea)
    assertContains(client.get(reverse("desk")), reverse("school_list"))
    found = client.get(reverse("school_list"), {"q": "oak"})
    page = reverse("role_request_ask", args=["oak"])
    assertContains(found, page)

    response = client.post(page, {"role": "manager", "why": "I am its head."})

    assertRedirects(response, reverse("desk"))
    (asked,) = RoleRequest.objects.all()
    assert (asked.user, asked.organisation, asked.role) == (bea, oak, "manager")
    assertContains(client.get(reverse("desk")), "It waits for an answer")
    assertContains(client.get(page), "You have asked at Oak already.")


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, oak, bea):
    client.force_login(bea)
    page = reverse("role_request_ask", args=["oak"])

    assertContains(client.post(page, {"role": "editor", "why": " "}), "Write who you are there.")
    assertContains(client.post(page, {"role": "king", "why": "I teach."}), "I teach.")
    assertContains(client.post(page, {"role": "editor", "why": "x" * 501}), "500 characters")
    assert not RoleRequest.objects.exists()
    assert client.get(reverse("role_request_ask", args=["elm"])).status_code == 404


def test_site_staff_accept_in_the_administration(
    client, staff, asked, oak, bea, django_capture_on_commit_callbacks
):
    client.force_login(staff)
    changelist = reverse("admin:cpd_site_rolerequest_changelist")
    assertContains(client.get(changelist, {"answered_at__isempty": 1}), "Oak School")
    page = reverse("admin:cpd_site_rolerequest_change", args=[asked.pk])
    assertContains(client.get(page), "I am its head.")

    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"is_accepted": "on", "reply": ""})

    assert oak.memberships.get().role == Role.MANAGER
    (told,) = mail.outbox
    assert told.to == [bea.email]
    assert "and now you are" in told.body
    event = oak.events.get()
    assert (event.what, event.by, event.person) == ("accepted the request of", staff, bea)
    client.force_login(bea)
    assertContains(client.get(reverse("desk")), "you became that")


def test_site_staff_answer_only_once(client, staff, asked):
    role_requests.refuse(request=asked, by=staff, reply="No.")
    client.force_login(staff)
    page = reverse("admin:cpd_site_rolerequest_change", args=[asked.pk])

    assert client.post(page, {"is_accepted": "on", "reply": ""}).status_code == 403
    assert not Membership.objects.filter(user=asked.user).exists()


def test_a_manager_of_the_trust_refuses_with_a_sentence(
    client, trust, asked, oak, django_capture_on_commit_callbacks
):
    client.force_login(member(trust, Role.MANAGER))
    assertContains(client.get(reverse("desk")), reverse("role_request", args=[asked.pk]))
    assertContains(answer(client, asked), "Choose yes or no.")
    assertContains(answer(client, asked, answer="refuse"), "Write a sentence that says why.")

    with django_capture_on_commit_callbacks(execute=True):
        answer(client, asked, answer="refuse", reply="Mrs Holt is its head.")

    assert not oak.memberships.exists()
    assert "Mrs Holt is its head." in mail.outbox[0].body
    assert oak.events.get().what == "refused the request of"
    client.force_login(asked.user)
    assertContains(client.get(reverse("desk")), "Mrs Holt is its head.")


@pytest.mark.parametrize("allowed", [False, True])
def test_an_authority_answers_where_the_site_allows_it(
    client, settings, authority, asked, oak, allowed
):
    settings.AUTHORITIES_ANSWER = allowed
    client.force_login(member(authority, Role.MANAGER))

    on_desk = reverse("role_request", args=[asked.pk]) in client.get("/desk/").content.decode()
    response = answer(client, asked, answer="accept")

    assert on_desk is allowed
    assert response.status_code == (302 if allowed else 404)
    assert oak.memberships.exists() is allowed


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR, Role.PUBLISHER])
def test_only_managers_of_the_trust_answer(client, trust, asked, role):
    client.force_login(member(trust, role))

    assertNotContains(client.get(reverse("desk")), asked.user.name)
    assert answer(client, asked, answer="accept").status_code == 404
    with pytest.raises(Refused):
        role_requests.accept(request=asked, by=member(trust, role))


def test_a_school_that_somebody_manages_answers_itself(client, settings, trust, asked, oak):
    settings.AUTHORITIES_ANSWER = True
    head = member(oak, Role.MANAGER)
    client.force_login(member(trust, Role.MANAGER))
    assert answer(client, asked, answer="accept").status_code == 404
    assertNotContains(client.get(reverse("desk")), asked.user.name)

    client.force_login(head)
    assertContains(client.get(reverse("desk")), asked.user.name)
    assert answer(client, asked, answer="accept").status_code == 302
    assert oak.memberships.filter(role=Role.MANAGER).count() == 2


def test_nobody_answers_themselves(client, trust, oak):
    boss = member(trust, Role.MANAGER)
    asked = role_requests.ask(organisation=oak, role=Role.MANAGER, why="It is ours.", by=boss)

    with pytest.raises(RequestRefused):
        role_requests.accept(request=asked, by=boss)


def test_who_has_more_already_keeps_it(staff, oak, bea):
    Membership.objects.create(organisation=oak, user=bea, role=Role.PUBLISHER)
    asked = role_requests.ask(organisation=oak, role=Role.READER, why="To read.", by=bea)

    assert role_requests.accept(request=asked, by=staff).role == Role.PUBLISHER


def test_one_open_request_for_each_person_and_school(asked, oak, bea):
    with pytest.raises(RequestRefused, match="already"):
        role_requests.ask(organisation=oak, role=Role.READER, why="Again.", by=bea)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleRequest.objects.create(organisation=oak, user=bea, why="Past the action.")


def test_it_is_taken_back_and_nothing_is_kept(client, asked, bea):
    client.force_login(bea)

    response = client.post(reverse("role_request_take_back", args=[asked.pk]), follow=True)

    assertContains(response, "It is taken back.")
    assert not RoleRequest.objects.exists()
    assert not OrganisationEvent.objects.exists()


def test_an_answer_comes_first_or_the_taking_back(staff, asked, bea):
    role_requests.accept(request=asked, by=staff)

    with pytest.raises(AlreadyAnswered):
        role_requests.take_back(request=asked, by=bea)
    with pytest.raises(AlreadyAnswered):
        role_requests.refuse(request=asked, by=staff, reply="No.")


def test_limits(bea, oak, staff):
    for number in range(role_requests.BY_PERSON.most):
        school = OrganisationFactory.create(kind="school", slug=f"school-{number}")
        role_requests.ask(organisation=school, role=Role.MANAGER, why="Mine.", by=bea)
    with pytest.raises(RequestRefused, match="within a day"):
        role_requests.ask(organisation=oak, role=Role.MANAGER, why="Mine.", by=bea)

    for _ in range(role_requests.TO_SCHOOL.most):
        role_requests.ask(organisation=oak, role=Role.MANAGER, why="Mine.", by=UserFactory.create())
    with pytest.raises(RequestRefused, match="Too many"):
        role_requests.ask(organisation=oak, role=Role.MANAGER, why="Mine.", by=UserFactory.create())


def test_after_a_refusal_a_week_goes_by(staff, asked, oak, bea):
    role_requests.refuse(request=asked, by=staff, reply="No.")
    with pytest.raises(RequestRefused, match="within the last week"):
        role_requests.ask(organisation=oak, role=Role.MANAGER, why="Please.", by=bea)

    RoleRequest.objects.update(answered_at=timezone.now() - timedelta(days=8))
    role_requests.ask(organisation=oak, role=Role.MANAGER, why="Please.", by=bea)


@pytest.mark.parametrize(
    "change", [{"status": Organisation.Status.CLOSED}, {"kind": Organisation.Kind.AUTHORITY}]
)
def test_what_is_closed_or_no_school_is_not_asked(oak, bea, change):
    for name, value in change.items():
        setattr(oak, name, value)
    oak.save()

    with pytest.raises(RequestRefused):
        role_requests.ask(organisation=oak, role=Role.MANAGER, why="Mine.", by=bea)


def test_a_mail_server_that_is_down_stops_nothing(
    settings, staff, asked, oak, django_capture_on_commit_callbacks, caplog
):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 1},
        }
    }
    with django_capture_on_commit_callbacks(execute=True):
        role_requests.accept(request=asked, by=staff)

    assert oak.memberships.exists()
    assert "An answer was not sent" in caplog.text


def test_housekeeping_deletes_what_was_answered_long_ago(staff, asked, oak):
    waits = role_requests.ask(
        organisation=oak, role=Role.READER, why="I teach.", by=UserFactory.create()
    )
    role_requests.refuse(request=asked, by=staff, reply="No.")
    RoleRequest.objects.update(asked_at=timezone.now() - timedelta(days=200))
    RoleRequest.objects.filter(pk=asked.pk).update(answered_at=timezone.now() - timedelta(days=100))

    call_command("housekeeping", verbosity=0)

    assert list(RoleRequest.objects.all()) == [waits]
