"""Publishing a copy speaks to the school: who will see it, and what is wrong in its own lines."""

from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from cpd_site.models import Invitation, Membership
from frameworks.actions import copies, drafts, editing
from frameworks.models import Framework
from frameworks.queries import changes
from frameworks.queries.readers import readers_of
from opportunities.editing import lines
from tests.builders import grid, key, published
from tests.factories import OrganisationFactory, member
from tests.frameworks.copies.conftest import publish

Role = Membership.Role
HERE = ("NQT", "School")


@pytest.fixture
def edition(db):
    """What the authority published, with something to find in it."""
    return published(grid({HERE: ["Join the ZQX group", "Read"]}), label="2025")


@pytest.fixture
def at_publish(client, copy, leader):
    client.force_login(leader)
    return reverse("draft_publish", args=[copy.framework.slug])


def add(copy, leader, text):
    do = partial(lines.add_lines, place=(key("NQT"), key("School")), texts=[text])
    editing.change(edition=copy, by=leader, do=do)


def test_who_will_see_it_and_how_many_people_that_is_comes_first(
    client, at_publish, copy, school, leader
):
    member(school)
    member(school, is_active=False)
    below = OrganisationFactory.create(slug="ash", parent=school)
    member(below)
    Membership.objects.create(user=leader, organisation=below)
    Invitation.objects.create(
        organisation=school,
        email="ann@example.org",
        expires_at=timezone.now() + Invitation.LASTS,
    )

    page = client.get(at_publish).content.decode()

    main = page.split("<main")[1]
    assert main.index("Who will see it") < main.index("What is new") < main.index("Checks")
    assert "<strong>3 people</strong>: the members of Elm and of the organisation that" in page
    assert "1 more is invited and has not answered yet" in page
    assert f'href="{reverse("people", args=["elm"])}">Invite colleagues' in page
    assert readers_of(school).people == 3


def test_somebody_alone_is_told_so(client, at_publish):
    page = client.get(at_publish)

    assertContains(page, "<strong>One person</strong>: so far Elm has no other member")


def test_one_for_everybody_counts_nobody(client, at_publish, copy):
    Framework.objects.filter(pk=copy.framework_id).update(visibility="public")

    page = client.get(at_publish)

    assertContains(page, "<strong>Everyone</strong>")
    assertNotContains(page, "Invite colleagues")


def test_followers_are_not_spoken_of_where_there_are_none(client, at_publish, copy, leader):
    add(copy, leader, "Ours")
    form = {"label": "2026", "when": "now", "step": "check", "seen": changes.fingerprint(copy)}

    pages = client.get(at_publish), client.post(at_publish, form)

    for page in pages:
        main = page.content.decode().split("<main")[1].split("</main")[0]
        assert "Who will see it" in main
        assert "Who follows" not in main
        assert "Schools that follow" not in main
        assert "follow this framework" not in main
        assert "copy of it" not in main


def test_only_own_lines_are_found_fault_with(client, at_publish, copy, leader):
    before = client.get(at_publish)
    add(copy, leader, "Ask for the QXW list")

    after = client.get(at_publish)

    assertContains(before, "What Thornshire")
    assertContains(before, "Nothing was found.")
    assertNotContains(after, "“ZQX”")
    assertContains(after, "“QXW” is not in the glossary")


def test_after_publishing_it_is_said_how_many_can_read_it(client, at_publish, copy, school, leader):
    member(school)
    add(copy, leader, "Ours")
    form = {"label": "2026", "when": "now", "step": "publish", "seen": changes.fingerprint(copy)}

    page = client.post(at_publish, form, follow=True)

    assertContains(page, "“2026” is published. 2 people can read it now.")


def test_making_a_copy_says_how_many_can_read_it_and_leads_to_inviting(
    client, framework, school, leader
):
    member(school)
    client.force_login(leader)

    page = client.get(reverse("copy_make", args=[framework.slug, "elm"]))

    assertContains(page, "Members of Elm, when they are signed in: 2 people today")
    assertContains(page, f'href="{reverse("people", args=["elm"])}">invite them</a>')


def test_a_copy_of_a_copy_is_told_of_the_one_it_follows(client, copy, leader, school):
    followed = publish(copy, leader)
    below = OrganisationFactory.create(slug="ash", short_name="Ash", parent=school)
    editor = member(below, Role.PUBLISHER)
    made = copies.make(framework=followed, organisation=below, by=editor)
    client.force_login(editor)

    assertContains(
        client.get(reverse("draft_publish", args=[made.framework.slug])), "What Elm wrote"
    )


def test_whether_it_only_corrects_wording_is_asked_from_the_second_edition_on(
    client, at_publish, copy, leader
):
    sent = {"label": "2026", "when": "now", "time": "08:00", "corrects_only": "on"}
    sent["seen"] = changes.fingerprint(copy)

    assertNotContains(client.get(at_publish), "only corrects wording")
    assertNotContains(client.post(at_publish, sent | {"step": "check"}), "corrects")
    assertNotContains(client.post(at_publish, sent | {"step": "edit"}), "corrects")
    client.post(at_publish, sent | {"step": "publish"})

    published = Framework.objects.get(pk=copy.framework_id).current_edition
    assert published
    assert not published.corrects_only
    drafts.start(framework=published.framework, by=leader)
    assertContains(client.get(at_publish), "It only corrects wording")
