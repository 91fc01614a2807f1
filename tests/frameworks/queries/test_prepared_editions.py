"""Prepared editions: what is remembered of a page, and what never is."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory

from cpd_site.accounts.actions import organisations
from cpd_site.models import Membership, Organisation
from cpd_site.serving import site_version
from cpd_site.serving.errors import NotHere
from cpd_site.serving.fragments import FRAGMENTS
from frameworks.actions import copies, publishing
from frameworks.models import Framework
from frameworks.pages.matrix import PAGE, context
from frameworks.queries.prepared_editions import Prepared, prepared
from frameworks.queries.reading import edition_version, find
from tests.builders import grid, published
from tests.factories import OrganisationFactory, UserFactory, member

pytestmark = pytest.mark.django_db

NQT = {("NQT", "School"): ["Join in", "Read"], ("Head", "School"): ["Lead"]}


@pytest.fixture
def edition():
    return published(grid(NQT))


def get(client, query="", **headers):
    response = client.get(f"/frameworks/thornshire/{query}", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("query", ["", "?group=leaders", "?q=join", "?by=tier&open=all"])
def test_a_prepared_edition_takes_one_query(client, edition, django_assert_num_queries, query):
    get(client)

    with django_assert_num_queries(1):
        get(client, query)


def test_a_page_is_the_same_when_its_parts_are_recalled(client, edition):
    assert get(client, "?tier=school") == get(client, "?tier=school")


def test_what_was_typed_is_in_its_readers_page_alone(client, edition):
    assert 'value="   "' in get(client, "?q=+++")
    assert 'value=""' in get(client)
    assert "Clear all" in get(client, "?stage=king")
    assert "Clear all" not in get(client)


def test_an_organisation_is_called_by_its_new_name_at_once(client, edition):
    get(client)
    organisation = edition.framework.organisation
    organisation.name = organisation.short_name = "Rosenshire"
    organisations.save_organisation(organisation=organisation, by=UserFactory.create(is_staff=True))

    assert "Rosenshire" in get(client)


def test_a_new_edition_is_read_at_once_and_the_former_one_says_that_it_is(client, edition):
    get(client)
    client.get("/frameworks/thornshire/editions/2026/")
    published(grid({("NQT", "School"): ["Join up"]}), label="2027")

    assert "Join up" in get(client)
    former = client.get("/frameworks/thornshire/editions/2026/").content.decode()
    assert "This is an earlier edition" in former
    assert "2027 edition" in former


def test_what_is_shut_is_shut_at_once(client, edition):
    get(client)
    Framework.objects.filter(slug="thornshire").update(visibility=Framework.Visibility.MEMBERS)

    assert client.get("/frameworks/thornshire/").status_code == 404


@pytest.mark.parametrize("label", [None, "2026"])
def test_a_glance_sees_what_find_finds(edition, label):
    assert edition_version("thornshire", label)
    assert find("thornshire", label)


@pytest.mark.parametrize(("slug", "label"), [("atlantis", None), ("thornshire", "1066")])
def test_a_glance_sees_nothing_where_find_finds_nothing(edition, slug, label):
    assert edition_version(slug, label) is None
    with pytest.raises(NotHere):
        prepared(slug, label)


def test_an_edition_is_prepared_once(edition):
    assert prepared("thornshire") is prepared("thornshire")
    assert prepared("thornshire") is not prepared("thornshire", "2026")


def test_each_host_gets_its_own_address(client, settings, edition):
    settings.ALLOWED_HOSTS = ["a.example", "b.example"]

    for host in ("a.example", "b.example"):
        page = get(client, host=host)
        assert f"http://{host}/frameworks/" in page
        assert f"from {host}/frameworks/thornshire/" in page


def test_the_address_on_a_printed_page_is_text(client, edition):
    page = get(client, "?x=<script>&y='\"")

    assert "<script>" not in page
    assert "/frameworks/thornshire/?x=" in page


def ask(messages=()):
    """A request of somebody who is not signed in."""
    request = RequestFactory().get("/frameworks/thornshire/")
    request.user = AnonymousUser()
    request._messages = list(messages)  # type: ignore[attr-defined]
    return request


def page_of(request, edition):
    return render_to_string(PAGE, context(request, edition, edition.filters(request.GET)), request)


def test_a_message_is_shown_to_its_reader_alone(client, edition):
    ready = prepared("thornshire")

    own = page_of(ask(messages=[Message(constants.INFO, "Well done, Ada")]), ready)

    assert "Well done, Ada" in own
    assert "Ada" not in get(client)
    assert "Ada" not in page_of(ask(), ready)


def test_a_grid_that_may_change_is_drawn_by_the_same_templates_and_not_remembered(client, edition):
    remembered = get(client)
    draft, kept = Prepared(find("thornshire")), FRAGMENTS.size

    assert page_of(ask(), draft).count("<li>") == remembered.count("<li>")
    assert FRAGMENTS.size == kept


def test_what_changes_for_members_alone_leaves_what_others_read(edition):
    public = prepared("thornshire")
    site_version.bump(public=False)
    assert prepared("thornshire") is public

    Framework.objects.filter(slug="thornshire").update(visibility=Framework.Visibility.MEMBERS)
    before = edition_version("thornshire")
    site_version.bump(public=False)
    assert edition_version("thornshire") != before


def test_a_grid_is_kept_by_its_own_fingerprint_whatever_else_changes(edition):
    before = prepared("thornshire")
    index = before.grid_index
    Framework.objects.filter(slug="thornshire").update(title="Rosenshire’s framework")
    site_version.bump(public=True)

    after = prepared("thornshire")

    assert after is not before
    assert after.reading.framework.title == "Rosenshire’s framework"
    assert after.grid_index is index


def test_another_edition_has_a_grid_of_its_own(edition):
    before = prepared("thornshire")
    published(grid({("NQT", "School"): ["Join up"]}), label="2027")

    assert prepared("thornshire").grid_index is not before.grid_index


def test_a_copy_is_read_afresh_where_a_backup_was_restored_beneath_the_worker(client, edition):
    """The edition it was based on is gone, and what was kept had not asked for it yet."""
    school = OrganisationFactory.create(kind=Organisation.Kind.SCHOOL, slug="elm")
    leader = member(school, Membership.Role.PUBLISHER)
    draft = copies.make(framework=edition.framework, organisation=school, by=leader)
    ours = publishing.publish(edition=draft, by=leader, label="2026").framework
    Framework.objects.filter(pk=ours.pk).update(visibility=Framework.Visibility.PUBLIC)
    assert prepared(ours.slug)
    restored = published(grid(NQT), label="2027")
    with connection.cursor() as cursor:
        put = "UPDATE frameworks_edition SET based_on_id = %s WHERE based_on_id = %s"
        cursor.execute(put, [restored.pk, edition.pk])
        cursor.execute("UPDATE frameworks_event SET edition_id = NULL")
        cursor.execute("DELETE FROM frameworks_edition WHERE id = %s", [edition.pk])
    site_version.bump(public=True)

    assert client.get(f"/frameworks/{ours.slug}/").status_code == 200
