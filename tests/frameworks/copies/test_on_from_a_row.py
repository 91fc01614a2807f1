"""From the form of a stage, a column or a box to what else is done there: what was typed stays."""

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from opportunities import store
from tests.frameworks.copies.test_copy_drafts import NQT, SCHOOL, grid_of, url

CHANGE = url("draft_row", "stages", NQT)
HIDE = url("draft_row_hide", "stages", NQT)


@pytest.fixture
def editing_client(client, copy, leader):
    client.force_login(leader)
    return client


def typed(copy, **values):
    """Return the form of the stage NQT as a browser sends it."""
    stage = grid_of(copy).stage_by_key[NQT]
    return {
        "name": "Early career",
        "group": stage.group.value,
        "family": stage.family.value,
        "version": store.versions(copy.grid)[NQT],
        **values,
    }


def stage_of(copy):
    return grid_of(copy).stage_by_key[NQT]


def test_a_name_typed_before_hiding_is_saved(editing_client, copy):
    assertContains(editing_client.get(CHANGE), f'form="row" formaction="{HIDE}"')

    page = editing_client.post(HIDE, typed(copy), follow=True)

    assert (stage_of(copy).name, stage_of(copy).hidden) == ("Early career", True)
    assertContains(page, "Saved: hid stage Early career.")


def test_a_name_that_is_refused_comes_back_and_nothing_is_hidden(editing_client, copy):
    page = editing_client.post(HIDE, typed(copy, name="", summary="Typed words"))

    assertContains(page, "Typed words")
    assertContains(page, "govuk-error-summary")
    assert not stage_of(copy).hidden


def test_a_stage_that_a_colleague_changed_is_not_hidden(editing_client, copy):
    stale = typed(copy)
    editing_client.post(CHANGE, typed(copy, name="ECT"))

    page = editing_client.post(HIDE, stale)

    assertContains(page, "What stands there now")
    assertContains(page, "Early career")
    assert (stage_of(copy).name, stage_of(copy).hidden) == ("ECT", False)


@pytest.mark.parametrize("then", ["before", "after"])
def test_a_name_is_saved_on_the_way_to_a_new_stage(editing_client, copy, then):
    response = editing_client.post(CHANGE, typed(copy, then=then))

    assertRedirects(response, f"{url('draft_row_add', 'stages')}?{then}={NQT}")
    assert stage_of(copy).name == "Early career"


def test_where_nothing_was_typed_nothing_is_said(editing_client, copy):
    sent = typed(copy, name=stage_of(copy).name, then="after")

    page = editing_client.post(CHANGE, sent, follow=True)

    assert not page.context["messages"]


@pytest.mark.parametrize("heading", ["In our school", ""])
def test_a_heading_is_saved_on_the_way_to_the_comments_on_a_box(editing_client, copy, heading):
    box = url("draft_marks", NQT, SCHOOL)
    assertContains(editing_client.get(box), 'form="box" name="then" value="comment"')

    response = editing_client.post(box, {"word": "", "heading": heading, "then": "comment"})

    assertRedirects(response, url("draft_comments_box", NQT, SCHOOL))
    headings = [one.text for one in grid_of(copy).headings]
    assert headings == ([heading] if heading else [])
