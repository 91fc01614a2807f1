"""The desk: whose frameworks lie on it, what it says of them, and what to do next."""

import html
import re
from functools import partial
from types import ModuleType

import html5lib
import pytest
from django.http import HttpResponse
from django.urls import path
from pytest_django.asserts import assertContains, assertNotContains

from cpd_site import urls
from cpd_site.models import Membership
from frameworks.actions import copies, drafts, editing, publishing
from frameworks.models import Framework
from opportunities.editing import lines
from tests.builders import grid, key, published
from tests.factories import OrganisationFactory, UserFactory, member

Role = Membership.Role

pytestmark = pytest.mark.django_db

GRID = grid({("NQT", "School"): ["Join in"]})


@pytest.fixture
def framework():
    framework: Framework = published(GRID, slug="thornshire").framework
    return framework


@pytest.fixture
def draft_page(settings):
    """An address for the draft, as the page of the draft has it."""

    def draft(request, slug):
        return HttpResponse()

    addresses = ModuleType("addresses")
    vars(addresses).update(vars(urls))
    page = path("desk/<slug:slug>/draft/", draft, name="draft")
    vars(addresses)["urlpatterns"] = [page, *urls.urlpatterns]
    settings.ROOT_URLCONF = addresses


def text(client) -> str:
    page = client.get("/desk/").content.decode()
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(page)
    assert parser.errors == []
    return " ".join(html.unescape(page).split())


def test_a_desk_is_for_people_who_are_signed_in(client):
    response = client.get("/desk/")

    assert response.url == "/accounts/login/?next=/desk/"


def test_an_empty_desk_says_what_to_do(client):
    client.force_login(UserFactory.create(email="ann@example.org"))

    page = text(client)

    assert "You do not belong to an organisation yet" in page
    assert "invite <strong>ann@example.org</strong>" in page


def test_site_staff_find_the_administration(client):
    client.force_login(UserFactory.create(is_staff=True))

    assert '<a href="/admin/">' in text(client)


def test_a_framework_lies_there_with_its_state(client, framework):
    editor = member(framework.organisation, Role.EDITOR, name="Edna Elm")
    client.force_login(editor)

    assert "<dt>Draft</dt><dd>None</dd>" in text(client)
    drafts.start(framework=framework, by=editor)
    page = text(client)

    assert "2026 edition</a>" in page
    assert "<dt>Draft</dt><dd>Started" in page
    assert "Started a draft from the 2026 edition, by Edna Elm, now" in page
    assert "You are an editor." in page


def test_what_belongs_to_others_does_not_lie_there(client, framework):
    published(GRID, slug="elsewhere", title="Another title")
    client.force_login(member(framework.organisation))

    page = text(client)

    assert 'href="/frameworks/thornshire/"' in page
    assert "elsewhere" not in page


def test_who_may_not_change_it_reads_it(client, framework, draft_page):
    client.force_login(member(framework.organisation, Role.READER))

    page = text(client)

    assert 'href="/frameworks/thornshire/">Read it' in page
    assert "/desk/thornshire/draft/" not in page


def test_who_may_not_change_it_is_not_shown_what_cannot_be_read(client, framework, draft_page):
    Framework.objects.update(current_edition=None)
    client.force_login(member(framework.organisation, Role.READER))

    page = text(client)

    assert "has nothing to read here now." in page
    assert "/desk/thornshire/" not in page


def test_the_next_thing_is_to_start_a_draft_or_to_go_on(client, framework, draft_page):
    editor = member(framework.organisation, Role.EDITOR)
    client.force_login(editor)
    assert "Start a draft" in text(client)

    drafts.start(framework=framework, by=editor)

    page = text(client)
    assert "Go on with the draft" in page
    assert 'href="/desk/thornshire/draft/"' in page


@pytest.mark.parametrize("page", ["followers/", "publish/", "sharing/", "history/"])
def test_without_a_draft_the_pages_about_it_are_one_click_away(client, framework, page):
    client.force_login(member(framework.organisation, Role.EDITOR))
    address = f"/desk/thornshire/{page}"

    assert f'href="{address}"' in text(client)
    assert client.get(address).status_code == 200


def test_who_may_not_change_it_is_led_to_no_page_about_it(client, framework):
    client.force_login(member(framework.organisation, Role.READER))

    assert "/desk/thornshire/" not in text(client)


def test_where_an_update_waits_a_draft_can_be_started_without_it(client, framework):
    school = OrganisationFactory.create(kind="school", slug="elm")
    leader = member(school, Role.PUBLISHER)
    copy = copies.make(framework=framework, organisation=school, by=leader)
    publishing.publish(edition=copy, by=leader, label="Ours")
    authority = member(framework.organisation, Role.PUBLISHER)
    draft = drafts.start(framework=framework, by=authority)
    do = partial(lines.add_lines, place=(key("NQT"), key("School")), texts=["Read"])
    editing.change(edition=draft, by=authority, do=do)
    publishing.publish(edition=draft, by=authority, label="2027")
    client.force_login(leader)

    page = text(client)

    assert "Update to the 2027 edition" in page
    assert 'href="/desk/elm/draft/start/"' in page
    assert 'href="/desk/elm/followers/"' not in page


def test_the_bar_leads_to_a_draft_or_to_the_start_of_one(client, framework):
    editor = member(framework.organisation, Role.EDITOR)
    client.force_login(editor)
    without = client.get("/desk/thornshire/history/").content.decode()

    drafts.start(framework=framework, by=editor)

    assert 'href="/desk/thornshire/draft/start/"' in without
    page = client.get("/desk/thornshire/history/").content.decode()
    assert 'href="/desk/thornshire/draft/"' in page


def test_a_title_with_markup_is_shown_as_written(client, framework):
    Framework.objects.filter(pk=framework.pk).update(title="<script>alert(1)</script>")
    client.force_login(member(framework.organisation))

    assert b"<script>alert(1)" not in client.get("/desk/").content


@pytest.mark.parametrize("count", [1, 3])
def test_a_desk_takes_as_many_queries_for_much(client, count, django_assert_num_queries):
    user = UserFactory.create()
    for number in range(count):
        framework = published(GRID, slug=f"framework-{number}").framework
        Membership.objects.create(user=user, organisation=framework.organisation, role=Role.EDITOR)
        drafts.start(framework=framework, by=user)
    client.force_login(user)

    with django_assert_num_queries(10):  # the session, the person, seven of the desk, one of plans
        client.get("/desk/")


def test_what_there_is_where_somebody_works_comes_first_the_nearest_before_all(client, framework):
    authority = framework.organisation
    trust, school = OrganisationFactory.create_batch(2)
    for child, parent in ((trust, authority), (school, trust)):
        child.parent = parent
        child.save()
    ours = copies.make(
        framework=framework,
        organisation=school,
        by=(leader := member(school, Role.PUBLISHER)),
        title="Ours",
    )
    publishing.publish(edition=ours, by=leader, label="2026")
    client.force_login(member(school, Role.READER))

    for page in ("/", "/frameworks/"):
        said = client.get(page).content.decode()
        yours = said[said.index('id="yours"') : said.index("</section>", said.index('id="yours"'))]
        assert re.findall("<a [^>]*>(.*?)</a>", yours) == ["Ours", framework.title]


def test_whoever_belongs_nowhere_sees_nothing_of_that(client, framework):
    client.force_login(UserFactory.create())

    assert b"Where you work" not in client.get("/").content


def test_who_only_reads_is_shown_what_is_published_alone(client, framework):
    editor = member(framework.organisation, Role.EDITOR)
    drafts.start_framework(organisation=framework.organisation, by=editor, title="Half an idea")

    client.force_login(member(framework.organisation, Role.READER))
    page = client.get("/desk/")
    assertNotContains(page, "Half an idea")
    assertContains(page, framework.title)

    client.force_login(editor)
    assertContains(client.get("/desk/"), "Half an idea")


def test_the_last_change_is_a_whole_sentence(client, framework):
    editor = member(framework.organisation, Role.EDITOR, name="Edna Elm")
    draft = drafts.start(framework=framework, by=editor)
    client.force_login(editor)
    assert "Started a draft from the 2026 edition, by Edna Elm, " in text(client)

    do = partial(lines.remove_lines, keys=[key("NQT/School/0")])
    editing.change(edition=draft, by=editor, do=do)
    editing.undo(edition=draft, by=editor)

    assert "Undid: removed “Join in” at NQT, by Edna Elm, " in text(client)
