"""A draft that is opened again shows what happened meanwhile, though its rows are kept."""

from functools import partial

import pytest

from frameworks.actions import comments, editing
from opportunities import store
from opportunities.editing import lines as edits
from tests.builders import key
from tests.frameworks.drafts.pages import BASE, JOIN

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opened(signed_in, draft):
    def page(query=""):
        return signed_in.get(f"{BASE}{query}").content.decode()

    page()
    return page


def test_the_rows_are_kept_with_what_was_read(opened, draft):
    kept = store.read_open(draft.grid).rendered
    assert len(kept) == 1

    opened()

    assert store.read_open(draft.grid).rendered is kept


def test_a_line_that_a_colleague_reworded(opened, draft, colleague):
    do = partial(edits.set_marks, place=(key("NQT"), key("School")), word=None, heading="Here")
    editing.change(edition=draft, by=colleague, do=do)

    assert "Headed “Here”" in opened()


def test_a_comment_that_came_and_was_resolved(opened, draft, colleague):
    about = comments.about_line(store.read(draft.grid), JOIN) or comments.WHOLE
    said = comments.add(edition=draft, by=colleague, text="Whom?", about=about)
    assert "1 comment<" in opened()

    comments.resolve(comment=said, by=colleague)

    assert "1 comment<" not in opened()


def test_one_stage_and_selecting_are_not_the_whole(opened):
    assert 'id="rqt"' not in opened("?stage=nqt")
    assert 'type="checkbox"' in opened("?select=1")
    assert 'type="checkbox"' not in opened()
