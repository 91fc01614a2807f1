"""Markdown to HTML for sections. HTML in the text stays text, and unsafe links are no links."""

import logging
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, link

log = logging.getLogger(__name__)

LONGEST_LABEL = 1000
"""The text of a link, in characters. (CommonMark has this bound for the names of references.)"""

MOST_TRIED = 10_000
"""So many times a text is looked through for the end of a link; later brackets are brackets."""


def _link(state: StateInline, silent: bool) -> bool:
    """A link, where what may end its text is in sight.

    Otherwise each of a hundred thousand "[" would be tried again and again.
    """
    end = "]" if state.env.get("references") else "]("
    if state.src.find(end, state.pos, state.pos + LONGEST_LABEL) < 0:
        return False
    state.env["tried"] = state.env.get("tried", 0) + 1
    return state.env["tried"] <= MOST_TRIED and link(state, silent)


_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(
    ["image", "html_block", "html_inline"]
)
_MARKDOWN.inline.ruler.at("link", _link)


def to_html(text: str) -> str:
    """HTML that may be shown as it is. A text that fails is shown bare, and the log says why."""
    try:
        return render(text)
    except Exception:
        log.exception("This section is drawn as its bare text: %.200r", text)
        return f"<p>{escape(text)}</p>"


def render(text: str) -> str:
    """What `to_html` gives, for who wants to know whether a text can be drawn: raises if not."""
    return str(_MARKDOWN.render(text))
