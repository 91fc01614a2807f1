"""The answer to a change, for htmx: only what of the page is another."""

import json
from functools import partial

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from cpd_site.models import Membership
from frameworks.actions import drafts, editing
from frameworks.models import Framework
from opportunities import store
from opportunities.editing import lines as edits
from tests.builders import key
from tests.factories import member
from tests.frameworks.drafts.pages import BASE, CELL, JOIN, line

FOCUS = "HX-Trigger-After-Settle"
READ = key("NQT/School/1")


@pytest.fixture
def post(signed_in, draft):
    """Post as the page does that shows the draft in this revision."""

    def answered(path, data=(), shown=0):
        return signed_in.post(
            f"{BASE}{path}", {**dict(data), "shown": shown}, headers={"HX-Request": "true"}
        )

    return answered


def focus(response):
    return json.loads(response[FOCUS])["cpd:focus"]["id"]


def test_a_line_reworded_comes_back_at_each_of_its_places_and_no_box_does(post):
    response = post(f"lines/{JOIN}/", line("Take part"))

    assert response["HX-Reswap"] == "none"
    assertContains(response, "Take part", count=2)
    assertContains(response, f'<li id="l-{JOIN}"')
    assertContains(response, f'<li id="l-{key("RQT/School/0")}"')
    assertContains(response, 'data-hx-swap-oob="true"', count=3)
    assertContains(response, 'id="shown" value="1"')
    assertNotContains(response, "Visit")
    assertNotContains(response, 'id="draft"')
    assert focus(response) == f"l-{JOIN}"


def test_what_is_undone_and_done_again_comes_back_with_the_focus_on_it(post):
    post(f"lines/{JOIN}/", line("Take part"))

    undone = post("undo/", shown=1)
    again = post("redo/", shown=2)

    assertContains(undone, "Join in")
    assertContains(again, "Take part")
    assert focus(undone) == focus(again) == f"l-{JOIN}"


def test_a_line_that_goes_leaves_its_box_and_the_count_of_its_stage(post):
    response = post("lines/", {"do": "remove", "line": READ})

    assertContains(response, f"innerHTML:#c-{key('NQT')}-{key('School')}")
    assertContains(response, f"innerHTML:#n-{key('NQT')}")
    assertContains(response, "2 opportunities")
    assert focus(response) == f"c-{key('NQT')}-{key('School')}"


def test_a_line_that_is_added_has_the_focus_and_is_marked(post, draft):
    response = post(f"cells/{CELL}/add/", {"lines": "Lead"})

    added = store.read(draft.grid).cells[key("NQT"), key("School")][-1]
    assertContains(response, "is-saved", count=1)
    assert focus(response) == f"l-{added.key}"


def test_a_page_that_shows_an_older_draft_gets_all_of_it(post, draft, colleague):
    do = partial(edits.remove_lines, keys=[READ])
    editing.change(edition=draft, by=colleague, do=do)

    assertContains(post(f"lines/{JOIN}/", line("Take part")), 'id="draft"')


@pytest.mark.parametrize("shown", ["", "x", "-1", "9" * 5_000])
def test_a_page_that_does_not_say_what_it_shows_gets_all_of_it(post, shown):
    assertContains(post(f"lines/{JOIN}/", line("Take part"), shown), 'id="draft"')


def test_a_page_of_one_stage_gets_nothing_of_another(signed_in, draft):
    response = signed_in.post(
        f"{BASE}lines/{JOIN}/",
        line("Take part") | {"shown": 0},
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{BASE}?stage=nqt"},
    )

    assertContains(response, f'<li id="l-{JOIN}"')
    assertNotContains(response, f'<li id="l-{key("RQT/School/0")}"')


def test_any_line_of_lancashire_is_answered_in_at_most_15_kilobytes(client, db):
    framework = Framework.objects.get(slug="lancashire")
    editor = member(framework.organisation, Membership.Role.EDITOR)
    draft = drafts.start(framework=framework, by=editor)
    grid = store.read(draft.grid)
    most = max(grid.opportunities, key=lambda one: len(edits.places_of(grid, one.key)))
    at = edits.places_of(grid, most.key)[0]
    client.force_login(editor)
    values = line("Other words", seen=most.key, tier=at.tier) | {"shown": 0}

    response = client.post(
        f"/desk/lancashire/draft/lines/{at.key}/", values, headers={"HX-Request": "true"}
    )

    assertContains(response, "Other words", count=len(edits.places_of(grid, most.key)))
    assert len(response.content) <= 15_000
