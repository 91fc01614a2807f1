"""The comments on a line, in the panel beside the draft."""

import pytest

from cpd_site.models import Membership
from frameworks.actions import comments, drafts
from frameworks.actions.comments import about_line
from frameworks.models import Comment
from opportunities import store
from tests.builders import key
from tests.factories import member

LINE = key("NQT/School/0")
URL = f"/desk/thornshire/draft/comments/lines/{LINE}/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def said(draft, framework):
    colleague = member(framework.organisation, Membership.Role.EDITOR, name="Ben Ash")
    about = about_line(store.read(draft.grid), LINE) or comments.WHOLE
    return comments.add(edition=draft, by=colleague, text="<b>Who?</b>", about=about)


def test_it_shows_what_is_open_with_a_form(editors, said):
    panel = editors.get(URL, headers=HTMX).text

    assert "<html" not in panel
    assert "&lt;b&gt;Who?&lt;/b&gt;" in panel
    assert "Ben Ash" in panel
    assert f"/{said.pk}/resolve/" in panel
    assert 'name="text"' in panel


def test_what_is_said_comes_back_with_the_count_in_the_grid(editors, said):
    panel = editors.post(URL, {"text": "The LA does"}, headers=HTMX).text

    assert "Your comment is there." in panel
    assert "The LA does" in panel
    assert "2 comments<" in panel
    assert f'<li id="l-{LINE}"' in panel
    assert Comment.objects.count() == 2
    assert "Your comment is there." not in editors.get("/desk/").text


def test_what_is_wrong_is_said_in_the_panel(editors, draft):
    panel = editors.post(URL, {"text": ""}, headers=HTMX).text

    assert "Write your comment." in panel
    assert "<html" not in panel
    assert not Comment.objects.exists()


def test_words_for_a_draft_that_is_gone_come_back(editors, editor, draft):
    drafts.discard(edition=draft, by=editor)

    gone = editors.post(URL, {"text": "Not to be lost"}, headers=HTMX)
    assert gone.status_code == 404  # the script then sends it as a page would

    assert "Not to be lost" in editors.post(URL, {"text": "Not to be lost"}).text


def test_without_javascript_it_is_a_page(editors, said):
    assert "<html" in editors.get(URL).text


def test_a_box_is_commented_on_in_the_panel_with_the_count_beside_it(editors, draft):
    box = f"/desk/thornshire/draft/comments/boxes/{key('NQT')}/{key('School')}/"
    asked = editors.get(box, headers=HTMX).text
    assert "<html" not in asked
    assert "The whole box" in asked

    panel = editors.post(box, {"text": "Too much"}, headers=HTMX).text

    assert "Your comment is there." in panel
    assert "1 comment on this box<" in panel
    assert f'hx-swap-oob="innerHTML:#c-{key("NQT")}-{key("School")}"' in panel
    assert Comment.objects.get().place == (key("NQT"), key("School"))
    assert f'href="{box}" data-hx-get="{box}"' in editors.get("/desk/thornshire/draft/").text


def test_who_resolves_a_comment_in_the_panel_stays_there_with_what_they_typed(editors, said):
    resolve = f"/desk/thornshire/draft/comments/{said.pk}/resolve/"

    panel = editors.post(resolve, {"text": "Half a sent"}, headers=HTMX).text

    assert "<html" not in panel
    assert "It is resolved." in panel
    assert "No comment is open here." in panel
    assert "Half a sent</textarea>" in panel
    assert f'<li id="l-{LINE}"' in panel
    assert "1 comment<" not in panel
    assert not Comment.objects.open().exists()
    assert "It is resolved." not in editors.get("/desk/").text
