"""A draft that a colleague discarded or published while somebody was writing."""

from urllib.parse import urljoin

import pytest
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse
from pytest_django.asserts import assertContains, assertNotContains

from cpd_site.models import Membership
from frameworks.actions import drafts, editing, publishing
from frameworks.models import Presence
from frameworks.views.drafts.drafting import of_draft
from opportunities.editing import lines
from tests.builders import key
from tests.factories import member
from tests.frameworks.drafts.pages import BASE, CELL, JOIN, line

WORDS = "Words <b>of mine</b> that took a while"

POSTS = {
    "front-page/": {"title": WORDS},
    f"lines/{JOIN}/": line(WORDS),
    f"cells/{CELL}/add/": {"lines": WORDS},
    f"cells/{CELL}/": {"word": "PLUS", "heading": WORDS},
    "stages/add/": {"name": WORDS, "group": "leaders", "family": "new-headteacher"},
    f"stages/{key('NQT')}/": {"name": WORDS, "group": "teachers", "family": "early-career"},
    "columns/add/": {"heading": WORDS, "tier": "national"},
    f"columns/{key('School')}/": {"heading": WORDS, "tier": "school"},
    "sections/add/": {"heading": "Why", "body": WORDS},
    f"sections/{key('How to use it')}/": {"heading": "How", "body": WORDS},
    "../preview/links/": {"note": WORDS},
    "../publish/": {"label": "2027", "note": WORDS, "when": "now", "step": "publish"},
}
"""Every address of a draft to which words are sent."""


def discarded(draft, by):
    drafts.discard(edition=draft, by=by)


def published_by(draft, by):
    editing.change_front_page(edition=draft, by=by, seen=draft.front_page, title="Another")
    publishing.publish(edition=draft, by=by, label="2027")


ENDS = {
    "discarded": (discarded, "Pia Publisher discarded the draft on "),
    "published": (published_by, "Pia Publisher published the draft on "),
}


@pytest.fixture
def publisher(framework):
    return member(framework.organisation, Membership.Role.PUBLISHER, name="Pia Publisher")


@pytest.fixture
def writer(client, framework):
    client.force_login(member(framework.organisation, Membership.Role.PUBLISHER, name="Wes Writer"))
    return client


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("path", POSTS)
def test_words_for_a_draft_that_is_gone_come_back(writer, draft, publisher, path, end):
    put_away, said = ENDS[end]
    put_away(draft, publisher)

    page = writer.post(urljoin(BASE, path), POSTS[path])

    assert page.status_code in (404, 409)
    html = page.content.decode()
    assert "Nothing is lost" in html
    assert said in html
    assert "Words &lt;b&gt;of mine&lt;/b&gt; that took a while</p>" in html
    assert 'href="/desk/thornshire/draft/start/" target="_blank"' in html


@pytest.mark.parametrize("path", POSTS)
def test_sent_again_to_the_draft_restored_they_are_taken(writer, draft, publisher, path):
    drafts.discard(edition=draft, by=publisher)
    page = writer.post(urljoin(BASE, path), POSTS[path])
    drafts.restore(edition=draft, by=publisher)

    response = writer.post(page.context["address"], dict(page.context["typed"]))

    assert response.status_code in (200, 302)
    assert "Nothing is lost" not in response.content.decode()


@pytest.mark.parametrize("path", POSTS)
def test_a_script_gets_the_bare_status_and_sends_it_the_plain_way(writer, draft, publisher, path):
    drafts.discard(edition=draft, by=publisher)

    response = writer.post(urljoin(BASE, path), POSTS[path], headers={"HX-Request": "true"})

    assert response.status_code in (404, 409)
    assert WORDS not in response.content.decode()


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("undo/", {}),
        ("lines/", {"do": "remove", "line": JOIN}),
        ("lines/place/", {"do": "move", "line": JOIN, "cell": CELL, "before": JOIN}),
        (f"lines/{JOIN}/up/", {}),
    ],
)
def test_where_nothing_was_written_it_is_said_what_became_of_it(
    writer, draft, publisher, path, data
):
    drafts.discard(edition=draft, by=publisher)

    response = writer.post(BASE + path, data)

    assertContains(response, "Pia Publisher discarded the draft on ", status_code=404)
    assertNotContains(response, "Nothing is lost", status_code=404)


def test_who_put_it_away_is_told_so(signed_in, draft, editor):
    drafts.discard(edition=draft, by=editor)

    assertContains(signed_in.get(BASE), "You discarded the draft on ", status_code=404)


def test_a_framework_that_never_had_a_draft_says_that(signed_in, framework):
    assertContains(signed_in.get(BASE), "has no draft.", status_code=404)


def test_words_for_a_line_that_is_gone_come_back(signed_in, draft, colleague):
    def removed(before):
        return lines.remove_lines(before, [JOIN])

    editing.change(edition=draft, by=colleague, do=removed)

    response = signed_in.post(f"{BASE}lines/{JOIN}/", line(WORDS))

    assertContains(response, "somebody removed it", status_code=404)
    assertContains(response, "of mine&lt;/b&gt; that took a while</p>", status_code=404)
    assertContains(response, f'href="{BASE}" target="_blank"', status_code=404)


@of_draft
def discards_in_the_middle(request, drafting):
    """Between looking for the draft and writing to it a colleague discards it."""
    drafts.discard(edition=drafting.edition, by=request.user)
    editing.undo(edition=drafting.edition, by=request.user)


def test_words_come_back_that_a_colleague_was_a_moment_ahead_of(rf, draft, editor):
    request = rf.post("/desk/thornshire/draft/somewhere/", {"text": WORDS})
    request.user = editor
    for middleware in (SessionMiddleware, MessageMiddleware):
        middleware(lambda request: HttpResponse()).process_request(request)

    response = discards_in_the_middle(request, slug="thornshire")

    assert response.status_code == 409
    assert "of mine&lt;/b&gt; that took a while</p>" in response.content.decode()
    assert "You discarded the draft on " in response.content.decode()


def test_keys_and_what_the_page_put_there_are_no_words_of_theirs(signed_in, draft, editor):
    drafts.discard(edition=draft, by=editor)

    page = signed_in.post(
        f"{BASE}front-page/",
        {"title": WORDS, "initial-title": "CPD Framework", "line": str(JOIN), "seen": "a" * 64},
    )

    assert page.context["words"] == [WORDS]
    of_a_line = signed_in.post(f"{BASE}lines/{JOIN}/", line(WORDS))
    assert of_a_line.context["words"] == [WORDS]  # not "everywhere", nor who provides it
    assert ("initial-title", "CPD Framework") in page.context["typed"]


# --- An open page ---


def test_an_open_page_hears_who_put_the_draft_away(signed_in, draft, publisher):
    drafts.discard(edition=draft, by=publisher)

    heard = signed_in.post(f"{BASE}here/", {"draft": draft.number}).content.decode()

    assert "This draft is gone." in heard
    assert "Pia Publisher discarded the draft on " in heard
    assert "Restore the draft, or start a new one" in heard
    assert not Presence.objects.exists()


def test_an_open_page_of_another_draft_hears_that_too(signed_in, draft, publisher, framework):
    drafts.discard(edition=draft, by=publisher)
    drafts.start(framework=framework, by=publisher)

    heard = signed_in.post(f"{BASE}here/", {"draft": draft.number}).content.decode()

    assert "Pia Publisher discarded the draft on " in heard
    assert "Open the draft that is there now" in heard


def test_an_open_page_of_the_draft_hears_who_is_here(signed_in, draft, colleague):
    editing.note_presence(edition=draft, by=colleague)

    heard = signed_in.post(f"{BASE}here/", {"draft": draft.number}).content.decode()

    assert "Ben Colleague is here too" in heard
    assert "data-gone" not in heard


@pytest.mark.parametrize("number", ["x", "-1", "9" * 40, "²", ""])
def test_a_number_that_is_none_breaks_nothing(signed_in, draft, number):
    assert signed_in.post(f"{BASE}here/", {"draft": number}).status_code == 200


@pytest.mark.parametrize(
    "path", ["", *(path for path in POSTS if path.endswith("/")), "stages/", "discard/"]
)
def test_every_page_of_a_draft_asks_whether_it_is_still_there(writer, draft, path):
    html = writer.get(urljoin(BASE, path)).content.decode()

    assert f'data-here="{BASE}here/" data-draft="{draft.number}"' in html
    assert html.count('id="others"') == 1
    assert "js/draft_here" in html


def test_what_is_published_asks_nothing(writer, edition):
    assertNotContains(writer.get("/desk/thornshire/publish/"), "data-here")
