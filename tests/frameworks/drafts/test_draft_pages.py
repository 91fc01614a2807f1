"""The pages of a draft: read, filled in, refused, by plain requests and by htmx."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cpd_site.models import Membership
from frameworks.actions import drafts, editing
from frameworks.models import Edition, Event
from frameworks.views.drafts.drafting import sentence
from opportunities.editing import lines as edits
from opportunities.editing import rows_and_columns
from opportunities.grid.snapshot import Wording
from tests.builders import grid, key, published
from tests.factories import member
from tests.frameworks.drafts.conftest import GRID
from tests.frameworks.drafts.pages import BASE, CELL, JOIN, content, line, lines

POSTS = {
    "start": {},
    "undo/": {},
    "redo/": {},
    "here/": {},
    "discard/": {},
    "front-page/": {"title": "New"},
    "lines/": {"do": "remove", "line": JOIN},
    "lines/place/": {"do": "copy", "line": JOIN, "cell": f"{key('RQT')}/{key('Network')}"},
    f"lines/{JOIN}/": line("Other words"),
    f"lines/{JOIN}/up/": {},
    f"lines/{JOIN}/down/": {},
    f"cells/{CELL}/add/": {"lines": "New"},
    f"cells/{CELL}/": {"word": "PLUS", "heading": ""},
    "stages/add/": {"name": "Head", "group": "leaders", "family": "new-headteacher"},
    f"stages/{key('NQT')}/": {"name": "ECT", "group": "teachers", "family": "early-career"},
    f"stages/{key('NQT')}/up/": {},
    f"stages/{key('NQT')}/down/": {},
    f"stages/{key('NQT')}/remove/": {},
    "columns/add/": {"heading": "Nation", "tier": "national"},
    f"columns/{key('School')}/": {"heading": "In school", "tier": "school"},
    f"columns/{key('School')}/remove/": {},
    "sections/add/": {"heading": "Why", "body": "Because."},
    f"sections/{key('How to use it')}/": {"heading": "How", "body": "So."},
    f"sections/{key('How to use it')}/remove/": {},
}

TOLD = {"start": ["was refused to start a draft"], "here/": []}
"""What is noted of somebody who may not: that they tried, but for a page that says it is open."""


def address(path):
    return f"{BASE}start/" if path == "start" else f"{BASE}{path}"


@pytest.mark.parametrize("path", POSTS)
def test_nobody_changes_a_draft_without_signing_in(client, draft, path):
    response = client.post(address(path), POSTS[path])

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    assert content(draft) == GRID


@pytest.mark.parametrize("path", POSTS)
def test_readers_and_outsiders_change_nothing(client, draft, framework, outsider, path):
    for person in (outsider, member(framework.organisation, Membership.Role.READER)):
        client.force_login(person)
        response = client.post(address(path), POSTS[path])
        assert response.status_code == 403
        told = Event.objects.filter(by=person).values_list("what", flat=True)
        assert [*told] == TOLD.get(path, ["was refused to change the draft"])
    assert content(draft) == GRID


@pytest.mark.parametrize("path", [path for path in POSTS if "up/" not in path])
def test_an_editor_may(signed_in, draft, path):
    response = signed_in.post(address(path), POSTS[path])

    assert response.status_code in (200, 302)
    assert response.get("Location", "").startswith(("/desk/", ""))


def test_the_existence_of_a_draft_that_nobody_may_see_is_not_told(
    client, framework, outsider, editor
):
    organisation = member(published(GRID).framework.organisation).memberships.get().organisation
    hidden = drafts.start_framework(
        organisation=organisation, by=editor_of(organisation), title="X"
    )
    client.force_login(outsider)

    assert client.get(f"/desk/{hidden.framework.slug}/draft/").status_code == 404


def editor_of(organisation):
    return member(organisation, Membership.Role.EDITOR)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "?stage=nqt",
        "?stage=nonsense",
        "?select=1",
        "stages/",
        "columns/",
        "sections/",
        "front-page/",
        "discard/",
        "stages/add/",
        f"lines/{JOIN}/",
        f"lines/place/?line={JOIN}",
        f"cells/{CELL}/add/",
        f"cells/{CELL}/",
        f"stages/{key('NQT')}/",
        f"stages/{key('NQT')}/remove/",
    ],
)
def test_every_page_of_a_draft_shows_words_as_text(signed_in, draft, editor, path):
    hostile = "<script>alert(1)</script>"
    editing.change(
        edition=draft,
        by=editor,
        do=lambda before: edits.reword(before, key("Join in"), Wording(hostile, (hostile,))),
    )

    response = signed_in.get(BASE + path)

    assert response.status_code == 200
    assertNotContains(response, hostile)


@pytest.mark.parametrize("path", [f"lines/{key('x')}/", f"stages/{key('x')}/", "place/", "x/"])
def test_what_is_not_in_the_draft_is_404(signed_in, draft, path):
    assert signed_in.get(BASE + path).status_code == 404


def test_undo_and_redo_are_one_press_each(signed_in, draft):
    signed_in.post(f"{BASE}lines/{JOIN}/", line("Take part"))

    assertContains(signed_in.post(f"{BASE}undo/", follow=True), "Undone: reworded")
    assert content(draft).fingerprint == GRID.fingerprint
    assertContains(signed_in.post(f"{BASE}redo/", follow=True), "Done again: reworded")
    assert "Take part" in lines(draft)


def test_a_heading_that_ends_with_dots_ends_the_sentence():
    assert sentence("Undone", "moved “Read” to NQT, At a school...").endswith("At a school.")


def test_undo_of_nothing_is_said_and_not_an_error(signed_in, draft):
    response = signed_in.post(f"{BASE}undo/", follow=True)

    assertContains(response, "There is nothing to undo.")


def test_a_stage_that_is_removed_says_what_goes_with_it(signed_in, draft):
    response = signed_in.get(f"{BASE}stages/{key('NQT')}/remove/")
    assertContains(response, "3 lines stand in it")
    assertContains(response, "Visit")

    signed_in.post(f"{BASE}stages/{key('NQT')}/remove/")
    assert [stage.name for stage in content(draft).stages] == ["RQT"]


def test_a_stale_stage_shows_what_stands_there_now(signed_in, draft, colleague):
    editing.change(
        edition=draft,
        by=colleague,
        do=lambda before: rows_and_columns.change_stage(before, key("NQT"), name="Their name"),
    )
    ours = {"name": "Our name", "group": "teachers", "family": "early-career", "version": "1"}

    response = signed_in.post(f"{BASE}stages/{key('NQT')}/", ours)
    assertContains(response, "Their name")
    assertContains(response, "Our name")

    signed_in.post(f"{BASE}stages/{key('NQT')}/", ours | {"version": "2"})
    assert content(draft).stages[0].name == "Our name"


def test_a_version_that_is_no_number_that_was_sent_saves_nothing(signed_in, draft):
    name = content(draft).stages[0].name
    sent = {"name": name, "group": "teachers", "family": "early-career", "version": "9" * 5000}

    assert signed_in.post(f"{BASE}stages/{key('NQT')}/", sent).status_code < 500


def front_page(**changed):
    was = {"title": "CPD Framework", "subtitle": "", "source": "Made up for a test.", "year": ""}
    return {f"initial-{name}": value for name, value in was.items()} | was | changed


def test_the_front_page_is_saved(signed_in, draft):
    signed_in.post(f"{BASE}front-page/", front_page(title="Our framework", year="2027"))

    draft.refresh_from_db()
    assert (draft.title, draft.year) == ("Our framework", 2027)


def test_a_title_that_nobody_sees_is_asked_for_again(signed_in, draft):
    response = signed_in.post(f"{BASE}front-page/", front_page(title="\u200b"))

    assertContains(response, "Write a title.")
    draft.refresh_from_db()
    assert draft.title == "CPD Framework"


def test_a_stale_front_page_says_what_stands_there_now(signed_in, draft, colleague):
    editing.change_front_page(
        edition=draft, by=colleague, seen=draft.front_page, title="Their title"
    )

    response = signed_in.post(f"{BASE}front-page/", front_page(title="Our title"))

    assertContains(response, "Title is now “Their title”")
    assertContains(response, 'value="Our title"')
    draft.refresh_from_db()
    assert draft.title == "Their title"


def test_who_else_is_here_is_said(client, draft, editor, colleague):
    client.force_login(colleague)
    client.post(f"{BASE}here/")
    client.force_login(editor)

    assertContains(client.post(f"{BASE}here/"), "Ben Colleague is here too")
    assertContains(client.get(BASE), "Ben Colleague is here too")


def test_a_draft_is_started_from_the_edition_chosen(client, edition, framework, editor):
    published(grid({("Head", "School"): ["Lead"]}), label="2027")
    client.force_login(editor)

    assertContains(client.get(f"{BASE}start/"), "2027 edition")
    response = client.post(f"{BASE}start/", {"edition": edition.pk})

    assertRedirects(response, BASE)
    assert content(framework.editions.drafts().get()) == GRID


def test_a_draft_does_not_start_from_an_edition_of_another_framework(client, framework, editor):
    other = published(GRID, slug="elsewhere")
    client.force_login(editor)

    response = client.post(f"{BASE}start/", {"edition": other.pk})

    assert response.status_code == 200
    assert not framework.editions.drafts().exists()


def test_a_discarded_draft_is_offered_to_be_restored(signed_in, draft):
    response = signed_in.post(f"{BASE}discard/", follow=True)
    assertContains(response, "You can restore it for 30 days")
    assertContains(response, "Restore")

    response = signed_in.post(reverse("draft_restore", args=["thornshire", draft.number]))

    assertRedirects(response, BASE)
    assert Edition.objects.get(pk=draft.pk).status == "draft"


def test_a_new_framework_begins_with_the_stages_of_another(client, framework, editor):
    client.force_login(editor)
    url = reverse("framework_new", args=[framework.organisation.slug])

    response = client.post(url, {"title": "Leaders", "like": framework.pk})

    assert response["Location"] == "/desk/thornshire-leaders/draft/"
    assertContains(client.get(response["Location"]), "RQT")


def test_an_empty_draft_says_how_to_begin(client, framework, editor):
    made = drafts.start_framework(organisation=framework.organisation, by=editor, title="New")
    client.force_login(editor)

    assertContains(client.get(f"/desk/{made.framework.slug}/draft/"), "Add a stage")


def test_the_page_of_a_draft_takes_as_many_queries_for_a_large_one(
    client, draft, django_assert_max_num_queries
):
    lancashire = Edition.objects.get(framework__slug="lancashire", status="published").framework
    by = editor_of(lancashire.organisation)
    drafts.start(framework=lancashire, by=by)
    small = editor_of(draft.framework.organisation)

    for slug, person in (("thornshire", small), ("lancashire", by)):
        client.force_login(person)
        client.get(f"/desk/{slug}/draft/")  # grids of published editions are remembered
        with django_assert_max_num_queries(18):
            client.get(f"/desk/{slug}/draft/")


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"group": "teachers"}, "Choose the career stage that the stage belongs to."),
        ({"family": "early-career"}, "Choose the kind of staff that the stage is for."),
    ],
)
def test_a_new_stage_has_no_family_and_no_kind_of_staff_by_itself(signed_in, draft, chosen, said):
    page = signed_in.get(f"{BASE}stages/add/").content.decode()
    response = signed_in.post(f"{BASE}stages/add/", {"name": "Practitioners", **chosen})

    assert '<option value="" selected>Choose a career stage</option>' in page
    assert '<option value="" selected>Choose a kind of staff</option>' in page
    assertContains(response, said)
    assert content(draft) == GRID
