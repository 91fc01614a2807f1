"""Publishers rename a framework; its address and its editions stay as they are."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cpd_site.models import Membership, SiteVersion
from frameworks.actions import drafts, editing
from frameworks.models import Event, Framework
from tests.builders import grid, published
from tests.factories import member

pytestmark = pytest.mark.django_db

Role = Membership.Role
URL = "/desk/thornshire/name/"


@pytest.fixture
def framework():
    return published(grid({("NQT", "School"): ["Join in"]}), slug="thornshire").framework


@pytest.fixture
def publisher(framework, client):
    person = member(framework.organisation, Role.PUBLISHER)
    client.force_login(person)
    return person


def send(client, title, seen=None, url=URL):
    """The form as a browser sends it: with what it showed."""
    seen = seen or Framework.objects.get(slug=url.split("/")[2]).title
    return client.post(url, {"initial-title": seen, "title": title})


def test_the_new_name_stands_in_lists_at_once(client, publisher, framework):
    before, version = framework.title, SiteVersion.objects.get().public

    assertRedirects(send(client, "  Growing\tin Thornshire "), URL)

    framework.refresh_from_db()
    assert (framework.title, framework.slug) == ("Growing in Thornshire", "thornshire")
    assert framework.current_edition.title == before
    assert SiteVersion.objects.get().public != version
    client.logout()
    assertContains(client.get("/frameworks/"), "Growing in Thornshire")
    event = Event.objects.first()
    assert (event.what, event.about) == ("gave the framework the name", "Growing in Thornshire")
    assert (event.before, event.by) == ({"title": before}, publisher)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("", "Write a name for the framework."),
        ("\u200b \u202e", "Write a name for the framework."),
        ("A" * 251, "use at most 250"),
    ],
)
def test_what_is_no_name_is_refused(client, publisher, framework, title, said):
    assertContains(send(client, title), said)

    assert Framework.objects.get(pk=framework.pk).title == framework.title


def test_what_a_colleague_called_it_meanwhile_is_told(client, publisher, framework):
    send(client, "Theirs")

    page = send(client, "Ours", seen=framework.title)

    assertContains(page, "Name of the framework is now “Theirs”")
    assertContains(page, 'value="Ours"')
    assert Framework.objects.get(pk=framework.pk).title == "Theirs"


def test_an_editor_is_told_who_may(client, framework):
    client.force_login(member(framework.organisation, Role.EDITOR))

    page = client.get(URL)

    assertContains(page, "rename a framework")
    assertNotContains(page, 'name="title"')


def test_before_the_first_edition_the_title_of_the_draft_follows(client, framework):
    editor = member(framework.organisation, Role.EDITOR)
    draft = drafts.start_framework(
        organisation=framework.organisation, by=editor, title="CPD Frmework"
    )
    client.force_login(editor)
    url = f"/desk/{draft.framework.slug}/name/"
    assertContains(client.get(f"/desk/{draft.framework.slug}/draft/front-page/"), f'href="{url}"')

    send(client, "CPD Framework", url=url)

    draft.refresh_from_db()
    assert (draft.title, draft.framework.title) == ("CPD Framework", "CPD Framework")
    send(client, "Once more", url=url)
    editing.undo(edition=draft, by=editor)
    draft.refresh_from_db()
    assert draft.title == "CPD Framework"


def test_after_it_the_draft_keeps_its_title(client, publisher, framework):
    draft = drafts.start(framework=framework, by=publisher)

    send(client, "Another")

    draft.refresh_from_db()
    assert draft.title == framework.title
