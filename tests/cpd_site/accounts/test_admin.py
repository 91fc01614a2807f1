"""The admin: who gets in, what it shows, and that it is no back door."""

import html
from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cpd_site.models import CommandRun, Membership, Organisation, OrganisationEvent, User
from frameworks.models import Edition, Event, Framework
from tests.builders import grid, published
from tests.factories import OrganisationFactory, UserFactory, member

Role = Membership.Role

pytestmark = pytest.mark.django_db

OURS = [
    model for model in admin.site._registry if model._meta.app_label in ("cpd_site", "frameworks")
]


@pytest.fixture
def staff(client):
    staff = UserFactory.create(is_staff=True, name="Sam Sand")
    client.force_login(staff)
    return staff


@pytest.fixture
def edition():
    return published(grid({("NQT", "School"): ["Join in"]}), slug="thornshire")


def address(model, page="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def text(response) -> str:
    return html.unescape(response.content.decode())


def test_one_signs_in_to_it_as_everywhere_else(client):
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0].startswith("/accounts/login/?next=%2Fadmin%2F")


def test_a_manager_is_no_site_staff(client):
    client.force_login(member(OrganisationFactory.create(), Role.MANAGER))

    assert client.get("/admin/login/?next=/admin/").status_code == 403
    assert client.get(address(Organisation)).status_code == 302


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_site_staff_see_each_list_and_row(client, staff, edition, model):
    member(edition.framework.organisation)
    row = model.objects.first()

    page = text(client.get(address(model)))

    assert "CPD Frameworks: administration" in page
    if row is not None:
        assert client.get(address(model, "change", row.pk)).status_code == 200


def test_it_opens_on_the_domain_alone(client, staff):
    page = text(client.get("/admin/"))

    for name in ("Organisations", "Memberships", "Editions", "Events", "Users"):
        assert name in page
    for name in ("Groups", "Social application tokens", "Placements"):
        assert name not in page


@pytest.mark.parametrize("model", [Edition, Framework, Event], ids=lambda model: model.__name__)
@pytest.mark.parametrize("who", ["staff", "superuser"])
def test_what_is_published_cannot_be_changed_or_deleted(client, edition, model, who):
    client.force_login(UserFactory.create(is_staff=True, is_superuser=who == "superuser"))
    row = model.objects.first()
    before = list(model.objects.values())

    assert client.get(address(model, "change", row.pk)).status_code == 200
    for page in ("change", "delete"):
        response = client.post(address(model, page, row.pk), {"title": "Changed", "post": "yes"})
        assert response.status_code == 403
    selected = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(address(model), selected)
    assert client.post(address(model, "add"), {}).status_code == 403

    assert list(model.objects.values()) == before


def organisation_form(**more):
    return {
        "kind": "school",
        "slug": "thornbeck",
        "name": "Thornbeck Primary School",
        "short_name": "Thornbeck",
        "parent": "",
        "accent": "navy",
    } | more


def test_site_staff_create_an_organisation_and_its_first_manager(client, staff):
    client.post(address(Organisation, "add"), organisation_form())
    school = Organisation.objects.get(slug="thornbeck")
    client.post(address(User, "add"), {"email": "head@thornbeck.example", "is_active": "on"})
    head = User.objects.get(email="head@thornbeck.example")
    client.post(
        address(Membership, "add"),
        {"user": head.pk, "organisation": school.pk, "role": "manager"},
    )

    assert not head.has_usable_password()
    assert head.memberships.get().role == Role.MANAGER
    events = OrganisationEvent.objects.filter(organisation=school, by=staff).order_by("pk")
    assert [event.what for event in events] == ["created", "appointed"]


def test_a_new_name_is_what_readers_see_and_find(client, staff, edition):
    organisation = edition.framework.organisation
    form = organisation_form(kind="authority", short_name="New Thornshire", name="New Council")

    client.post(address(Organisation, "change", organisation.pk), form)

    organisation.refresh_from_db()
    assert (organisation.slug, organisation.short_name) == ("thornshire", "New Thornshire")
    event = OrganisationEvent.objects.get(organisation=organisation)
    assert event.after["short_name"] == "New Thornshire"


def test_an_organisation_cannot_belong_to_itself_through_another(client, staff):
    above = OrganisationFactory.create(slug="above")
    below = OrganisationFactory.create(slug="below", parent=above)

    form = organisation_form(parent=below.pk)
    page = text(client.post(address(Organisation, "change", above.pk), form))

    assert "belongs to" in page
    above.refresh_from_db()
    assert above.parent is None


def test_the_last_manager_stays_in_the_admin_too(client, staff):
    school = OrganisationFactory.create()
    head = member(school, Role.MANAGER, name="Hana Holt").memberships.get()

    changed = client.post(address(Membership, "change", head.pk), {"role": "reader"}, follow=True)
    deleted = client.post(address(Membership, "delete", head.pk), {"post": "yes"}, follow=True)
    selected = {"action": "delete_selected", "_selected_action": [head.pk], "post": "yes"}
    several = client.post(address(Membership), selected, follow=True)

    for response in (changed, deleted, several):
        assert "Hana Holt is the last manager" in text(response)
    assert school.memberships.get().role == Role.MANAGER


def test_a_membership_goes_with_its_event(client, staff):
    school = OrganisationFactory.create()
    bea = member(school, name="Bea").memberships.get()

    client.post(address(Membership, "delete", bea.pk), {"post": "yes"})

    assert not school.memberships.exists()
    assert OrganisationEvent.objects.get(organisation=school).what == "removed"


def test_site_staff_do_not_change_who_has_every_right(client, staff):
    root = User.objects.create_superuser("root@example.org")

    response = client.post(address(User, "change", root.pk), {"name": "Mine now"})

    assert response.status_code == 403


def test_nobody_deletes_organisations_or_who_has_every_right(client, staff, edition):
    root = User.objects.create_superuser("root@example.org")

    for row in (root, edition.framework.organisation):
        response = client.post(address(type(row), "delete", row.pk), {"post": "yes"})
        assert response.status_code == 403


@pytest.mark.parametrize("model", [User, Membership, Organisation, Framework, Edition, Event])
def test_a_list_takes_as_many_queries_for_many(client, staff, edition, model):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(model, "changelist")).status_code == 200
        return len(queries)

    member(edition.framework.organisation)
    few = asked()
    for slug in ("oak", "ash"):
        other = published(grid({("NQT", "School"): ["Read"]}), slug=slug)
        member(other.framework.organisation)

    assert asked() == few


def test_it_stands_where_the_settings_say(client, settings):
    assert settings.ADMIN_PATH == "admin/"
    assert reverse("admin:index") == "/admin/"


def test_a_row_says_its_time_by_the_clock_of_its_readers():
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

    assert str(OrganisationEvent(at=late, what="joined", about="x")).startswith(
        "02 July 2026 00:30"
    )
    assert str(Event(at=late, what="published", about="x")).startswith("02 July 2026 00:30")
    assert str(CommandRun(command="backup", started_at=late)) == "backup, 2 July 2026 00:30"
