"""The pages of an update as tests read and answer them."""

import html
import re

import html5lib

from frameworks.desk.updates import UpdatePage
from tests.frameworks.updates.copies import (
    plan_of,
)

URL = "/desk/thornbeck/update/"


def page_of(draft):
    return UpdatePage(plan_of(draft))


def question(draft, decision):
    return next(
        one for group in page_of(draft).groups for one in group.cards if one.item.id == decision
    )


def text(response) -> str:
    """Return the page without its tags; it has to be well-formed HTML."""
    content = response.content.decode()
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(content)
    assert parser.errors == []
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", content)).split())


def send(client, draft, decision, **answers):
    shown = question(draft, decision)
    data = {
        "seen": shown.item.decision.fingerprint,
        "version": shown.stored.version if shown.stored else 0,
    }
    htmx = answers.pop("htmx", False)
    extra = {name: answers.pop(name) for name in ("go",) if name in answers}
    data = {shown.form.add_prefix(name): value for name, value in (data | answers).items()}
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(f"{URL}questions/{shown.id}/", data | extra, headers=headers)
