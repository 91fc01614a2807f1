"""What was typed in a question of an update stays when another of its buttons is pressed."""

import html

import pytest

from frameworks.models import Reason
from tests.frameworks.updates.copies import QUESTION
from tests.frameworks.updates.pages import URL, question, send

OWN = "Take part\nin the panel"


@pytest.fixture
def editor(editor, client):
    client.force_login(editor)
    return editor


def press(client, draft, what, *, htmx, **typed):
    """Post the form of the question as a browser does, with what is typed in it."""
    shown = question(draft, QUESTION)
    assert shown.form
    sent = {name: shown.form.initial.get(name) or "" for name in ("own", "reason", "seen")}
    sent |= {"version": shown.stored.version if shown.stored else 0, **typed}
    data = {shown.form.add_prefix(name): value for name, value in sent.items()}
    headers = {"HX-Request": "true"} if htmx else {}
    response = client.post(f"{URL}questions/{shown.id}/{what}", data, headers=headers)
    return response, html.unescape(response.content.decode())


@pytest.mark.parametrize("htmx", [True, False])
def test_asking_why_keeps_our_words_and_our_reason(client, draft, editor, htmx):
    typed = {"own": OWN.replace("\n", "\r\n"), "reason": "Clearer here"}

    _, page = press(client, draft, "why/", htmx=htmx, **typed)

    assert Reason.objects.count() == 1
    assert "You asked" in page
    for words in (typed["own"], "Clearer here"):
        assert words in page
    assert page.count('<details class="cpd-item__extra" open>') == 2
    assert "Error:" not in page


def test_undo_keeps_words_that_were_typed_since(client, draft, editor):
    send(client, draft, QUESTION, answer="ours")

    _, page = press(client, draft, "undo/", htmx=False, own=OWN)

    assert question(draft, QUESTION).state == "open"
    assert OWN in page


def test_another_answer_keeps_our_words(client, draft, editor):
    _, page = press(client, draft, "", htmx=True, own=OWN, answer="ours")

    assert question(draft, QUESTION).stored.answer["answer"] == "ours"
    assert OWN in page


@pytest.mark.parametrize(("what", "typed"), [("", {"answer": "ours"}), ("why/", {})])
def test_where_nothing_was_typed_the_page_is_asked_for_anew(client, draft, editor, what, typed):
    response, _ = press(client, draft, what, htmx=False, **typed)

    assert response.url == f"{URL}#{question(draft, QUESTION).id}"


def test_what_was_saved_is_no_longer_only_typed(client, draft, editor):
    response, _ = press(client, draft, "", htmx=False, answer="own", own=OWN, reason="Clearer")

    assert response.status_code == 302
