"""Markdown to HTML for sections."""

import logging
from html import escape

from opportunities.exchange.markdown import MARKDOWN

log = logging.getLogger(__name__)


def to_html(text: str) -> str:
    """HTML that may be shown as it is. A text that fails is shown bare, and the log says why."""
    try:
        return render(text)
    except Exception:
        log.exception("This section is drawn as its bare text: %.200r", text)
        return f"<p>{escape(text)}</p>"


def render(text: str) -> str:
    """What `to_html` gives, for who wants to know whether a text can be drawn: raises if not."""
    return str(MARKDOWN.render(text))
