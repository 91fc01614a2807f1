"""Editors remove a framework of which nothing was ever published, with all that belongs to it."""

from datetime import timedelta
from functools import partial

import pytest
from django.apps import apps
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cpd_site.models import Membership, OrganisationEvent
from frameworks import rules
from frameworks.actions import (
    comments,
    copies,
    drafts,
    editing,
    previews,
    removing,
    suggestions,
    withdrawing,
)
from frameworks.actions.locks import NoDraft, lock_draft
from frameworks.models import Edition, Framework, Import, Suggestion
from opportunities import store
from opportunities.editing import lines
from opportunities.models import Opportunity
from tests.builders import grid, key, published
from tests.factories import OrganisationFactory, member
from tests.world import imported

pytestmark = pytest.mark.django_db

Role = Membership.Role
GRID = grid({("NQT", "School"): ["Join in", "Read"]})


@pytest.fixture
def organisation():
    return OrganisationFactory.create(slug="elm", name="Elm Council", kind="authority")


@pytest.fixture
def editor(organisation, client):
    person = member(organisation, Role.EDITOR)
    client.force_login(person)
    return person


@pytest.fixture
def framework(organisation, editor):
    begun = drafts.start_framework(organisation=organisation, by=editor, title="A mistake")
    return begun.framework


def counted() -> dict[str, int]:
    """How many rows there are of each model that holds what people write in frameworks."""
    models = [*apps.get_app_config("frameworks").get_models()]
    models += apps.get_app_config("opportunities").get_models()
    return {model.__name__: model._base_manager.count() for model in models}


def test_it_goes_with_its_drafts_comments_previews_files_and_history(client, editor, organisation):
    published(GRID, slug="elm-like")  # what it is made like stays
    before = counted()
    begun = drafts.start_framework(organisation=organisation, by=editor, title="A mistake")
    framework = begun.framework
    drafts.discard(edition=begun, by=editor)
    drafts.start(framework=framework, by=editor)
    draft = framework.editions.drafts().get()
    comments.add(edition=draft, by=editor, text="Is this still so?")
    previews.share(edition=draft, by=editor)
    stored = imported(organisation, editor, framework)
    Import.objects.filter(pk=imported(organisation, editor).pk).update(draft=draft)
    url = f"/desk/{framework.slug}/remove/"

    asked = client.get(url)
    assertContains(asked, "its 2 drafts, including those that were discarded")
    assertContains(asked, "1 comment<")
    assertContains(asked, "1 preview link: nobody can read the draft through it any more")
    assertContains(asked, "what was read in 2 files")
    response = client.post(url, follow=True)

    assertRedirects(response, "/desk/")
    assertContains(response, "“A mistake” is removed.")
    assertNotContains(response, stored.name)
    assert counted() == before
    event = OrganisationEvent.objects.get(what="removed, unpublished, the framework")
    assert (event.organisation, event.by, event.about) == (organisation, editor, "A mistake")
    assert event.before["slug"] == framework.slug


def test_its_lines_go_and_no_others(organisation, editor):
    other = published(GRID, slug="other").framework
    copy = copies.make(framework=other, organisation=organisation, by=editor)

    removing.remove(framework=copy.framework, by=editor)

    assert not Opportunity.objects.filter(grid=copy.grid_id).exists()
    assert store.read(Framework.objects.get(pk=other.pk).current_edition.grid) == GRID


@pytest.mark.parametrize("withdrawn", [False, True])
def test_what_was_published_stays(client, withdrawn):
    edition = published(GRID, slug="oak")
    publisher = member(edition.framework.organisation, Role.PUBLISHER)
    client.force_login(publisher)
    if withdrawn:
        withdrawing.withdraw(edition=edition, by=publisher, reason="Wrong")

    assertContains(client.get("/desk/oak/remove/"), "An edition of it was published")
    assert client.post("/desk/oak/remove/").status_code == 403
    assert Framework.objects.filter(slug="oak").exists()
    assertNotContains(client.get("/desk/oak/history/"), "/desk/oak/remove/")
    assertNotContains(client.get("/desk/"), "/desk/oak/remove/")


def test_what_is_published_a_moment_before_stays(framework, editor):
    assert rules.may_remove(editor, framework)
    framework.editions.all().delete()
    published(GRID, slug=framework.slug)

    with pytest.raises(rules.Refused):
        removing.remove(framework=framework, by=editor)


def test_what_is_to_be_published_is_called_off_first(framework, editor, organisation):
    at = timezone.now() + timedelta(days=2)
    Edition.objects.filter(framework=framework).update(due_at=at, label="2027", due_by=editor)

    with pytest.raises(rules.Refused, match="Call that off first"):
        removing.remove(framework=framework, by=editor)


def test_a_copy_goes_once_its_offers_are_taken_back(editor, organisation):
    followed = published(GRID, slug="followed").framework
    copy = copies.make(framework=followed, organisation=organisation, by=editor)
    cell = key("NQT"), key("School")
    do = partial(lines.add_lines, place=cell, texts=["Shadow the SENDCo"])
    editing.change(edition=copy, by=editor, do=do)
    line = store.read(copy.grid).cells[cell][-1]
    offered = suggestions.offer(draft=copy, by=editor, key=line.key, why="Ours liked it.")

    with pytest.raises(rules.Refused, match="was offered"):
        removing.remove(framework=copy.framework, by=editor)
    suggestions.take_back(suggestion=offered, by=editor)
    removing.remove(framework=copy.framework, by=editor)

    assert not Suggestion.objects.exists()
    assert copies.make(framework=followed, organisation=organisation, by=editor)


def test_whoever_presses_twice_is_told(client, framework):
    client.post(f"/desk/{framework.slug}/remove/")

    assertContains(
        client.post(f"/desk/{framework.slug}/remove/"), "There is no framework", status_code=404
    )


def test_what_a_colleague_wrote_meanwhile_comes_back(client, framework, editor):
    url = f"/desk/{framework.slug}/draft/front-page/"
    removing.remove(framework=framework, by=editor)

    response = client.post(url, {"title": "What I wrote meanwhile"})

    assertContains(response, "What I wrote meanwhile", status_code=404)
    assertContains(response, "There is no framework called", status_code=404)


def test_a_draft_that_goes_while_it_is_changed_is_told(framework, editor):
    draft = framework.editions.get()
    removing.remove(framework=framework, by=editor)

    with pytest.raises(NoDraft, match="no draft any more"):
        lock_draft(draft)


def test_the_desk_and_its_pages_lead_there(client, framework):
    url = f"/desk/{framework.slug}/remove/"

    assertContains(client.get("/desk/"), url)
    assertContains(client.get(f"/desk/{framework.slug}/draft/"), url)
