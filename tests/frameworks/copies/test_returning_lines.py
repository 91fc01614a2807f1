"""A line of a copy returns to the authority's words; what was typed beside its words is kept."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from frameworks.actions import copies, editing
from opportunities import store
from opportunities.editing import lines as edits
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import ProviderTier
from tests.builders import grid, key, published
from tests.frameworks.copies.test_copy_drafts import JOIN, grid_of, placement, saved, url
from tests.frameworks.drafts.conftest import GRID


@pytest.fixture
def editing_client(client, copy, leader):
    def reword(grid):
        return edits.reword(grid, key("Join in"), Wording("Take part"))

    editing.change(edition=copy, by=leader, do=reword)
    client.force_login(leader)
    return client


def test_a_note_and_a_provider_typed_meanwhile_are_saved(editing_client, copy):
    sent = saved(copy, text="Words that go", scope="", note="Ask Jo", tier="national")
    page = editing_client.post(url("draft_line_return", JOIN), sent, follow=True)

    line = placement(copy, JOIN)
    assert grid_of(copy).opportunities == GRID.opportunities
    assert (line.note, line.tier) == ("Ask Jo", ProviderTier.NATIONAL)
    assertContains(page, "returned “Take part” to the words of")


@pytest.mark.parametrize("text", ["", "x" * 5_000])
def test_words_that_could_not_be_saved_do_not_keep_it(editing_client, copy, text):
    editing_client.post(url("draft_line_return", JOIN), saved(copy, text=text, note="Ask Jo"))

    assert grid_of(copy).opportunities == GRID.opportunities
    assert placement(copy, JOIN).note == "Ask Jo"


def test_a_note_that_is_refused_comes_back_with_all_that_was_typed(editing_client, copy):
    sent = saved(copy, text="Typed words", note="n" * 1_001)
    page = editing_client.post(url("draft_line_return", JOIN), sent)

    assertContains(page, "This note is too long")
    assertContains(page, "Typed words")
    assert "disabled" not in page.text
    assert store.read(copy.grid).opportunity_by_key[key("Join in")].text == "Take part"


def test_a_heading_that_ends_with_dots_gets_no_further_one(db, client, leader, school):
    here = ("NQT", "At a school level...")
    framework = published(grid({here: ["Join in"]})).framework
    made = copies.make(framework=framework, organisation=school, by=leader)
    client.force_login(leader)

    page = client.get(f"{made.framework.get_draft_url()}lines/{key('NQT/At a school level.../0')}/")

    assertContains(page, "Our note is at NQT, At a school level... and nowhere else.")
    assertNotContains(page, "....")
