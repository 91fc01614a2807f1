"""A comment that was typed and not sent stays when another one is resolved."""

import re

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from frameworks.actions import comments
from frameworks.actions.comments import about_line
from frameworks.models import Comment
from tests.builders import key
from tests.frameworks.comments.conftest import GRID

URL = "/desk/thornshire/draft/comments/"
LINE = key("NQT/School/0")
BOX = f"{key('NQT')}/{key('School')}"


@pytest.fixture
def said(draft, editor):
    about = about_line(GRID, LINE)
    assert about
    return comments.add(edition=draft, by=editor, text="Who runs it?", about=about)


def resolve(editors, said, **typed):
    return editors.post(f"{URL}{said.pk}/resolve/", typed)


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        (URL, {"box": BOX}),
        (f"{URL}lines/{LINE}/", {}),
        (f"{URL}{{pk}}/answer/", {"answering": "1"}),
    ],
)
def test_it_stays_on_the_page_where_the_other_was_resolved(editors, said, page, sent):
    page = page.format(pk=said.pk)
    shown = editors.get(page).text
    assert re.search(r'form="comment" formnovalidate\s+formaction="[^"]*/resolve/"', shown)

    response = resolve(editors, said, text="Half a\nsentence", **sent)

    assertContains(response, "It is resolved.")
    assertContains(response, "Half a\nsentence</textarea>")
    assertContains(response, f'action="{page}"')
    if "box" in sent:
        assertContains(response, f'value="{BOX}" selected')
    assert Comment.objects.count() == 1
    assert Comment.objects.get().resolved_at


def test_where_nothing_was_typed_the_list_is_asked_for_anew(editors, said):
    assertRedirects(resolve(editors, said, text=" "), URL)


def test_it_stays_where_a_comment_is_removed_for_good(editors, said):
    resolve(editors, said)

    page = editors.post(f"{URL}{said.pk}/remove/", {"text": "Half a sentence", "box": ""})

    assertContains(page, "It is removed.")
    assertContains(page, "Half a sentence</textarea>")
