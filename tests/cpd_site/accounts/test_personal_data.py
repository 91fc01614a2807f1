"""What is kept of people: told, handed out, and forgotten, in every table there is."""

import json
from importlib import import_module
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cpd_site.accounts import personal_data
from cpd_site.accounts.actions import people
from cpd_site.accounts.actions.forgetting import forget
from cpd_site.accounts.actions.people import LastManager, PeopleRefused
from cpd_site.accounts.rules import Refused
from cpd_site.models import Invitation, Letter, Membership, OrganisationEvent, User
from cpd_site.serving.retention import RETENTION_RULES
from frameworks.actions import plan_sharing, plans
from frameworks.models import (
    Event,
    Follower,
    Framework,
    Plan,
    PlanShare,
    Preview,
    ReasonAsked,
)
from frameworks.queries.plans import lines_to_choose
from tests.factories import OrganisationFactory, UserFactory, member

pytestmark = pytest.mark.django_db

NAME, EMAIL, SECOND = "Zebedee Quillfeather", "zebedee@quill.example", "zq@home.example"
SECRET = "quite-secret"


@pytest.fixture
def zebedee(world, client):
    """Somebody who is in as many tables as a person can be."""
    person = world.people["manager"]
    person.name, person.email, person.password = NAME, EMAIL, SECRET
    person.save()
    EmailAddress.objects.create(user=person, email=EMAIL, verified=True, primary=True)
    EmailAddress.objects.create(user=person, email=SECOND)
    other = OrganisationFactory.create()
    boss = member(other, Membership.Role.MANAGER)
    for address in (EMAIL.upper(), "new@example.org"):
        Invitation.objects.create(
            organisation=other, email=address, expires_at=timezone.now(), sent_by=person
        )
    OrganisationEvent.objects.create(
        organisation=other, what="invited", by=boss, about=EMAIL.capitalize()
    )
    another = member(world.organisation, Membership.Role.MANAGER)
    people.change_role(
        membership=person.memberships.get(), role=Membership.Role.PUBLISHER, by=another
    )
    Event.objects.update(by=person)
    world.draft.created_by = person
    world.draft.save()
    Preview.objects.update(created_by=person)
    Follower.objects.create(framework=world.framework, user=person)
    Follower.objects.create(framework=world.other, email=SECOND.title())
    Framework.objects.filter(pk=world.framework.pk).update(
        contact_name=NAME, contact_email=EMAIL, contact_phone="01234 567890"
    )
    plan = plans.create(by=person, title="Mine")
    plans.add_lines(plan=plan, by=person, lines=lines_to_choose(person, "thornshire", "nqt", []))
    plan_sharing.share(
        plan=world.plan, by=world.owner, email=EMAIL, may_comment=True, until=localdate()
    )
    LogEntry.objects.create(user=person, object_repr="x", action_flag=1)
    client.force_login(person)
    UserSession.objects.create(
        user=person, ip="192.0.2.7", user_agent="x", session_key=client.session.session_key
    )
    return person


def everything():
    """All that is in any table, as text by table."""
    for model in apps.get_models():
        fields = [field.attname for field in model._meta.concrete_fields]
        yield model._meta.label, repr(list(model._base_manager.values_list(*fields)))


def test_no_name_and_no_address_is_anywhere_after_forgetting(zebedee, mailoutbox):
    forget(person=zebedee, by=None)

    for table, said in everything():
        for word in (NAME, EMAIL, SECOND, SECRET, "192.0.2.7", "01234 567890"):
            assert word.lower() not in said.lower(), f"{word} is in {table}"
    assert not Session.objects.exists()


def test_what_they_did_stands_by_a_former_member(zebedee, world):
    by_them = Event.objects.filter(by=zebedee).count()

    forget(person=zebedee, by=None)

    former = User.objects.former_member()
    assert Event.objects.filter(by=former).count() == by_them > 0
    assert {str(event.by) for event in Event.objects.all()} == {"a former member"}
    assert not former.is_active
    assert not former.has_usable_password()
    share = PlanShare.objects.get(email=former.email)
    assert share.ended_at
    assert Invitation.objects.get(email="new@example.org").sent_by == former
    assert Plan.objects.get() == world.plan
    assert OrganisationEvent.objects.filter(what="left", about="a former member").exists()


@pytest.mark.parametrize("backend", ["db", "cached_db"])
def test_they_are_signed_out_wherever_sessions_are_read_from(backend, settings, client, world):
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{backend}"
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    }
    client.force_login(world.people["reader"])
    store = import_module(settings.SESSION_ENGINE).SessionStore
    key = client.session.session_key
    assert store(key).load()

    forget(person=world.people["reader"], by=None)

    assert not store(key).load()


def test_two_who_are_forgotten_are_one(world):
    for name in ("editor", "publisher"):
        forget(person=world.people[name], by=None)

    assert User.objects.filter(name="a former member").count() == 1
    with pytest.raises(PeopleRefused, match="it stays"):
        forget(person=User.objects.former_member(), by=None)


def test_whoever_is_told_goodbye_is_told_last(
    zebedee, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        forget(person=zebedee, by=None)

    (letter,) = mailoutbox
    assert letter.to == [EMAIL]
    assert f"Hello {NAME}," in letter.body


@pytest.mark.parametrize(("who", "may"), [("reader", False), ("manager", False), ("staff", True)])
def test_who_forgets_others(world, who, may):
    other = UserFactory.create()

    if may:
        forget(person=other, by=world.people[who])
        assert not User.objects.filter(pk=other.pk).exists()
    else:
        with pytest.raises(Refused):
            forget(person=other, by=world.people[who])


def test_the_last_manager_does_not_go_by_themselves(world):
    manager = world.people["manager"]

    with pytest.raises(LastManager, match="Make somebody else a manager first"):
        forget(person=manager, by=manager)

    assert forget(person=manager, by=None).without_manager == (world.organisation,)


def test_a_file_of_everything_holds_no_secret(zebedee):
    rows = personal_data.export(zebedee)

    said = json.dumps(rows, default=str)
    for word in (NAME, EMAIL, "192.0.2.7", "Join in"):
        assert word in said
    assert SECRET not in said
    assert {"user", "membership", "plan", "plan item", "event", "invitation"} <= set(rows)
    assert len(rows["follower"]) == 2


def test_a_file_holds_what_they_asked_but_no_mail_with_its_links(world):
    person = world.people["reader"]
    ReasonAsked.objects.update(by=person, words="Why was this reworded?")
    Letter.objects.write(EmailMessage("Join", "https://x.example/secret", to=[person.email]))

    rows = json.dumps(personal_data.export(person), default=str)

    assert "Why was this reworded?" in rows
    assert "Join" in rows
    assert "x.example/secret" not in rows


def test_a_file_names_nobody_else(zebedee, world):
    said = json.dumps(personal_data.export(zebedee), default=str)

    assert world.owner.name not in said
    assert world.owner.email not in said


def test_the_commands(zebedee):
    out = StringIO()
    call_command("export_person", EMAIL.upper(), stdout=out)
    assert NAME in out.getvalue()
    json.loads(out.getvalue())

    out = StringIO()
    call_command("forget_person", EMAIL, stdout=out)
    assert "Nothing is done yet" in out.getvalue()
    assert User.objects.filter(pk=zebedee.pk).exists()

    call_command("forget_person", EMAIL, "--yes", stdout=out)
    assert not User.objects.filter(email=EMAIL).exists()
    with pytest.raises(CommandError, match=f"No account has the address {EMAIL}"):
        call_command("forget_person", EMAIL, "--yes")


def test_ones_own_file(client, world):
    sign_in(client, world.people["editor"])

    response = client.get(reverse("account_data"))

    assert response["Content-Disposition"].startswith('attachment; filename="what-cpd-frameworks')
    assert "no-store" in response["Cache-Control"]
    assert json.loads(response.content)["user"][0]["e-mail address"] == world.people["editor"].email


def test_ones_own_account_is_closed(client, world):
    editor = world.people["editor"]
    sign_in(client, editor)
    assertContains(client.get(reverse("account")), reverse("close_account"))
    assertContains(client.get(reverse("close_account")), "This cannot be undone")
    assert User.objects.filter(pk=editor.pk).exists()

    response = client.post(reverse("close_account"))

    assertRedirects(response, "/")
    assert not User.objects.filter(pk=editor.pk).exists()
    assert "_auth_user_id" not in client.session


def test_the_last_manager_is_told_why_not(client, world):
    sign_in(client, world.people["manager"])
    page = client.get(reverse("close_account")).content.decode()
    assert "Make somebody else a manager</a> first" in page
    assert "Close my account for good" not in page

    response = client.post(reverse("close_account"))

    assertContains(response, "You are the last manager", status_code=409)


def test_site_staff_forget_in_the_admin(client, world):
    client.force_login(world.people["staff"])
    person = world.people["editor"]
    path = reverse("admin:cpd_site_user_delete", args=[person.pk])
    assertContains(client.get(path), f"{person.email}: the account")

    client.post(path, {"post": "yes"})

    assert not User.objects.filter(pk=person.pk).exists()
    assert person.email not in str(list(LogEntry.objects.values()))


@pytest.mark.parametrize("many", [False, True])
def test_the_admin_says_whom_it_cannot_forget(client, world, many):
    staff, former = world.people["staff"], User.objects.former_member()
    Membership.objects.create(
        user=staff, organisation=OrganisationFactory.create(), role=Membership.Role.MANAGER
    )
    client.force_login(staff)

    for person, why in ((staff, "You are the last manager"), (former, "it stays")):
        path = reverse("admin:cpd_site_user_delete", args=[person.pk])
        posted: dict[str, object] = {"post": "yes"}
        if many:
            path = reverse("admin:cpd_site_user_changelist")
            keys = [world.people["editor"].pk, person.pk]
            posted |= {"action": "delete_selected", "_selected_action": keys}
        page = client.post(path, posted, follow=True)

        assertContains(page, why)
        assert {staff, former, world.people["editor"]} <= {*User.objects.all()}
        assertNotContains(page, "Successfully deleted")


def test_every_table_that_holds_a_person_is_told():
    told = {label for row in RETENTION_RULES for label in row.models}
    holds = {field.model._meta.label for field in personal_data.email_fields()}
    holds |= {field.model._meta.label for field in personal_data.fields_to(User)}
    holds |= {
        model._meta.label
        for model in apps.get_models()
        if any(isinstance(each, models.GenericIPAddressField) for each in model._meta.fields)
    }
    # Django's permissions, which nobody here has.
    holds -= {"cpd_site.User_groups", "cpd_site.User_user_permissions"}

    assert holds - told == set(), "say in cpd_site/serving/retention.py what is kept there and why"
    assert told - holds == set(), "these hold nobody, or are gone"


def test_the_page_about_privacy_has_every_row(client):
    page = client.get(reverse("privacy")).content.decode()

    for row in RETENTION_RULES:
        assert f"{row.what}</dt>" in page
        assert f"How long: {row.how_long}." in page


def sign_in(client, person):
    """As somebody who has typed their password a moment ago."""
    client.force_login(person)
    session = client.session
    at = timezone.now().timestamp()
    session["account_authentication_methods"] = [
        {"method": "password", "at": at, "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
