"""Whatever is sent to an address that takes a POST, the answer is a page, and so are those after.

Halves of characters cannot be sent: see `tests/cpd_site/serving/test_utf8.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.urls import reverse

from tests.posts import POSTS

pytestmark = pytest.mark.django_db

TEXTS = {
    "a null": "Visit\0 schools",
    "controls": "\x1b[31m Visit \x85\x07 schools \ufffe",
    "no address": "see https://[x, https://exa℀mple.com or [a](https://[insert link])",
    "backwards": "\u202eVisit\u2066 שלום\u0301\u0316",
    "a long word": "A" * 9_990,
    "much": "a-b [c](" * 1_200,
}

WRITTEN = (
    *("text", "details", "link", "note", "why", "reason", "title", "subtitle", "source", "label"),
    *("lines", "heading", "body", "name", "roles", "standards", "summary", "own", "year"),
    *("emails", "email", "code", "most", "ends_on", "leaving"),
)
"""Fields in which people write. They are sent to every address, whether it has them or not."""

PATHS = (
    *("/", "/frameworks/", "/opportunities/", "/opportunities.json", "/glossary/", "/desk/"),
    *("/stages/early-career/", "/desk/schools/", "/frameworks/feed.atom", "/sitemap.xml"),
    *(f"/frameworks/thornshire{rest}" for rest in ("/", ".csv", ".json", "/editions/", "/about/")),
    *(f"/desk/thornshire{rest}" for rest in ("/history/", "/history.csv", "/publish/")),
    *(f"/desk/thornshire/followers{rest}" for rest in ("/", ".csv", "/lines/")),
    *(f"/desk/thornshire/draft{rest}" for rest in ("/", "/changes/", "/changes.csv")),
)

ASKED = (
    *("q", "name", "page", "stage", "family", "group", "tier", "framework", "by", "open", "next"),
    *("before", "after", "who", "what", "kind", "when", "since", "columns", "about", "state"),
)
AFTERWARDS = ("draft", "draft_changes", "draft_publish", "framework_history", "desk_preview_detail")


@pytest.mark.parametrize("name", POSTS)
def test_any_text_is_taken_or_refused_with_a_page(client, world, name):
    post = POSTS[name]
    client.force_login(world.people["manager"])
    address = reverse(name, args=post.args(world))
    right = post.data(world)
    prefixes = {f"{field.rpartition('-')[0]}-" for field in right if "-" in field} | {""}

    with writing() as written_rows:
        for said in TEXTS.values():
            written = {prefix + field: said for prefix in prefixes for field in WRITTEN}
            for data in (dict.fromkeys([*right, *written], said), {**right, **written}):
                assert client.post(address, data).status_code < 500

    pages = AFTERWARDS if written_rows else AFTERWARDS[:1]  # the first shows what was answered
    for framework in (world.framework, world.copy.framework):
        for page in pages:
            shown = client.get(reverse(page, args=[framework.slug]))
            assert shown.status_code in (200, 302, 404)


@contextmanager
def writing() -> Iterator[list[str]]:
    """Collect the statements that may write."""
    statements: list[str] = []

    def collect(execute, sql, params, many, context):
        if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(collect):
        yield statements


@pytest.mark.parametrize("path", PATHS)
def test_any_text_can_be_asked_for(client, world, path):
    client.force_login(world.people["manager"])
    assert client.get(path).status_code == 200

    for said in TEXTS.values():
        for asked in (dict.fromkeys(ASKED, said[:400]), {"q": said[:150]}):
            assert client.get(path, asked).status_code < 500
