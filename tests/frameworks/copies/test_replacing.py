"""Replacing words in the draft of a copy."""

from functools import partial

import pytest

from frameworks.actions import editing
from opportunities import store
from opportunities.editing import copies as copy_edits
from opportunities.editing import lines
from opportunities.grid.snapshot import Wording
from tests.builders import key
from tests.frameworks.drafts.test_draft_changes import words
from tests.frameworks.drafts.test_replacing import fields

URL = "/desk/elm/draft/replace/"
JOIN = key("NQT/School/0")


@pytest.fixture
def school_client(client, copy, leader):
    client.force_login(leader)
    return client


def change(copy, by, do):
    editing.change(edition=copy, by=by, do=do)


def test_what_is_in_their_words_is_told_before_it_becomes_ours(school_client, copy, leader):
    theirs = words(school_client.get(URL, {"find": "i", "put": "y"}))
    assert "2 lines are in the words of Thornshire" in theirs
    assert "becomes a wording of your own, and an update may ask about it." in theirs

    change(copy, leader, partial(lines.reword, key=key("Join in"), wording=Wording("Be in")))

    assert "1 line is in the words of" in words(school_client.get(URL, {"find": "i", "put": "y"}))


def test_a_line_that_the_school_hides_is_not_ticked_and_its_note_is_found(
    school_client, copy, leader
):
    change(copy, leader, partial(copy_edits.hide_lines, keys=[key("NQT/Network/0")]))
    change(copy, leader, partial(copy_edits.note_lines, keys=[JOIN], note="Visit the office"))

    page = school_client.get(URL, {"find": "Visit", "put": "See"})

    assert "Readers do not see it: it is hidden." in words(page)
    assert "Note: removed: Visit inserted: See the office" in words(page)
    school_client.post(URL, fields(page))
    grid = store.read(copy.grid)
    assert {placement.note for placement in grid.placements} == {"See the office", ""}
    assert "Visit" in {line.text for line in grid.opportunities}


def test_a_replacement_in_a_copy_is_one_undo(school_client, copy):
    before = store.read(copy.grid).fingerprint

    school_client.post(URL, fields(school_client.get(URL, {"find": "Join", "put": "Be"})))
    assert store.read(copy.grid).opportunity_by_key[key("Join in")].text == "Be in"

    school_client.post("/desk/elm/draft/undo/")
    assert store.read(copy.grid).fingerprint == before
