"""The grid of a draft, filtered by the words that its lines hold."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from tests.builders import key
from tests.frameworks.drafts.pages import BASE, CELL, JOIN, line, lines

pytestmark = pytest.mark.usefixtures("draft")


@pytest.mark.parametrize("words", ["join", "JOIN", " Join in "])
def test_only_lines_that_hold_the_words_are_shown_and_counted(signed_in, words):
    page = signed_in.get(BASE, {"words": words})

    assertContains(page, f'id="l-{JOIN}"')
    assertContains(page, f'id="l-{key("RQT/School/0")}"')
    assertNotContains(page, "Visit")
    assertContains(page, f"“{words.strip()}” is in 2 of 4 lines.")
    assertContains(page, "1 of 3 opportunities")
    assertContains(page, 'href="/desk/thornshire/draft/replace/?find=')


def test_sub_points_are_looked_through_and_stages_without_a_hit_are_left_out(signed_in):
    page = signed_in.get(BASE, {"words": "a book"})

    assertContains(page, "Read")
    assertNotContains(page, 'id="rqt"')


def test_words_that_stand_nowhere(signed_in):
    page = signed_in.get(BASE, {"words": "<Nothing> & more"})

    assertContains(page, "“&lt;Nothing&gt; &amp; more” is in no line.")
    assertContains(page, "Try fewer letters.")


def test_a_stage_and_words_together(signed_in):
    page = signed_in.get(BASE, {"words": "Join", "stage": "rqt"})

    assertContains(page, "is in 1 of 4 lines")
    assertContains(page, 'href="/desk/thornshire/draft/?stage=rqt">Show all lines')


@pytest.mark.parametrize("words", ["x" * 5000, "\0", "%", "(", "\u200d", "  "])
def test_any_words_are_looked_for(signed_in, words):
    assert signed_in.get(BASE, {"words": words}).status_code == 200


def test_several_can_be_selected_of_what_is_found(signed_in):
    page = signed_in.get(BASE, {"words": "Visit", "select": "1"})

    assertContains(page, 'name="line"', count=1)
    assertContains(page, 'name="select" value="1"')


def test_without_javascript_a_save_leads_back_to_what_was_looked_for(signed_in, draft):
    form = signed_in.get(f"{BASE}lines/{JOIN}/?stage=nqt&words=Join")
    assertContains(form, f'action="{BASE}lines/{JOIN}/?stage=nqt&amp;words=Join"')

    saved = signed_in.post(f"{BASE}lines/{JOIN}/?stage=nqt&words=Join", line("Join us"))

    back = f"{BASE}?stage=nqt&words=Join#l-{JOIN}"
    assertRedirects(saved, back, fetch_redirect_response=False)
    assert "Join us" in lines(draft)


def test_a_line_that_no_longer_holds_the_words_stays_in_sight_marked(signed_in):
    page = f"http://testserver{BASE}?words=Join"
    how = {"HX-Request": "true", "HX-Current-URL": page}
    data = {**line("Take part"), "shown": 0}

    saved = signed_in.post(f"{BASE}lines/{JOIN}/", data, headers=how)

    assertContains(saved, "Take part", count=2)
    assertContains(saved, "is-saved", count=2)
    assertContains(saved, "is in no line")
    assertNotContains(saved, "Visit")


def test_a_line_added_to_what_is_filtered_is_in_sight(signed_in):
    how = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{BASE}?words=Join"}
    added = {"lines": "Lead", "shown": 0}

    saved = signed_in.post(f"{BASE}cells/{CELL}/add/", added, headers=how)

    assertContains(saved, ">Lead")


def test_the_next_line_is_the_next_that_is_looked_at(signed_in):
    address = f"{BASE}lines/{JOIN}/?words=Join"
    saved = signed_in.post(address, {**line("Take part"), "next": "1"})

    behind = f"{BASE}lines/{key('RQT/School/0')}/?words=Join"
    assertRedirects(saved, behind, fetch_redirect_response=False)


def test_behind_the_last_line_comes_the_draft(signed_in):
    last = key("RQT/School/0")
    saved = signed_in.post(f"{BASE}lines/{last}/", {**line("Take part"), "next": "1"}, follow=True)

    assertContains(saved, "That was the last line.")
    assertContains(saved, 'id="grid"')
