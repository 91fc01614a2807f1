"""Who answers hears by mail that somebody asks for a role in a school: once a day, and whatever
fails."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from cpd_site.accounts.actions import role_requests
from cpd_site.accounts.actions.notify_requests import mail_requests
from cpd_site.models import Membership, RoleRequest
from tests.factories import OrganisationFactory, UserFactory, member

pytestmark = pytest.mark.django_db

Role = Membership.Role

NO_SERVER = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 5},
    }
}


@pytest.fixture
def oak(trust, authority):
    return school("Oak", parent=trust, authority=authority)


@pytest.fixture
def staff():
    return UserFactory.create(is_staff=True)


def school(name, **more):
    return OrganisationFactory.create(
        kind="school", slug=name.lower(), name=f"{name} School", short_name=name, **more
    )


def ask(at, why="I am its head."):
    by = UserFactory.create(name="Bea Bell")
    return role_requests.ask(organisation=at, role=Role.MANAGER, why=why, by=by)


def told() -> set[str]:
    return {letter.to[0] for letter in mail.outbox}


def a_day_later():
    before = timezone.now() - timedelta(days=1, seconds=1)
    RoleRequest.objects.filter(told_at__isnull=False).update(told_at=before)


def test_the_managers_read_who_asks_and_why(oak, trust, staff):
    head, reader = member(oak, Role.MANAGER), member(oak, Role.READER)
    boss = member(trust, Role.MANAGER)
    asked = ask(oak, "<b>I teach</b>\r\nBcc: x@example.org")

    call_command("tell_followers", verbosity=0)

    assert told() == {head.email}
    (letter,) = mail.outbox
    assert letter.subject == "Somebody asks for a role in Oak"
    assert "Bea Bell asks to be a manager at Oak School:" in letter.body
    assert "    <b>I teach</b>\n    Bcc: x@example.org\n" in letter.body
    assert f"Their address: {asked.user.email}" in letter.body
    assert f"/desk/requests/{asked.pk}/" in letter.body
    assert not {reader.email, boss.email, staff.email} & told()


def test_where_nobody_manages_it_the_trust_is_told(oak, trust, authority, staff):
    boss = member(trust, Role.MANAGER)
    member(authority, Role.MANAGER)
    ask(oak)

    assert mail_requests() == 1
    assert told() == {boss.email}


def test_the_authority_is_told_where_the_setting_lets_it_answer(
    settings, oak, trust, authority, staff
):
    of_both = member(authority, Role.MANAGER)
    Membership.objects.create(organisation=trust, user=of_both, role=Role.MANAGER)
    settings.AUTHORITIES_ANSWER = True
    ask(oak)

    assert mail_requests() == 1
    assert told() == {of_both.email}


def test_site_staff_are_told_where_nobody_else_answers(oak, authority, staff):
    member(authority, Role.MANAGER)
    member(oak, Role.MANAGER, is_active=False)
    UserFactory.create(is_staff=True, is_active=False)
    ask(oak)

    assert mail_requests() == 1
    assert told() == {staff.email}


def test_each_hears_once_a_day_of_all_that_waits(oak, trust, staff):
    elm, ash = school("Elm"), school("Ash", parent=trust)
    boss = member(trust, Role.MANAGER)
    ask(elm)
    assert mail_requests() == 1
    ask(elm)
    ask(ash)
    ask(oak)
    assert mail_requests() == 1  # the trust, which was told of nothing yet
    assert [letter.to[0] for letter in mail.outbox] == [staff.email, boss.email]
    assert mail.outbox[1].subject == "Somebody asks for a role in Ash, Oak"
    assert mail_requests() == 0

    a_day_later()

    assert mail_requests() == 1
    assert mail.outbox[2].to == [staff.email]
    assert "People ask" not in mail.outbox[2].body


def test_what_was_answered_or_taken_back_is_told_to_nobody(oak, staff):
    first, second = ask(oak), ask(oak)
    role_requests.take_back(request=first, by=first.user)
    role_requests.refuse(request=second, by=staff, reply="")
    mail.outbox.clear()

    assert mail_requests() == 0
    assert told() == set()


def test_who_asks_hears_nothing_of_it_themselves(oak):
    bea = UserFactory.create(is_staff=True)
    role_requests.ask(organisation=oak, role=Role.MANAGER, why="Mine.", by=bea)

    assert mail_requests() == 0


def test_a_mail_server_that_is_down_is_asked_again(settings, oak, staff):
    asked = ask(oak)
    working = settings.MAILERS
    settings.MAILERS = NO_SERVER
    assert mail_requests() == 0
    asked.refresh_from_db()
    assert asked.told_at is None

    settings.MAILERS = working
    assert mail_requests() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_many_take_as_many_queries_as_few(oak, staff, count, django_assert_num_queries):
    for _ in range(count):
        ask(oak)

    with django_assert_num_queries(5):
        mail_requests()


def test_a_long_list_is_cut_short(oak, staff):
    for number in range(12):
        ask(oak, f"Reason {number}")

    assert mail_requests() == 1
    assert "And 2 more." in mail.outbox[0].body
    assert "People ask for a role" in mail.outbox[0].body
