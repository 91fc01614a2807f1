"""Markdown to HTML for sections."""

import logging
from html import escape

from opportunities.exchange.markdown import MARKDOWN

log = logging.getLogger(__name__)


def to_html(text: str) -> str:
    """Return safe HTML. If a text cannot be rendered, return it escaped, and log the failure."""
    try:
        return render(text)
    except Exception:
        log.exception("This section is drawn as its bare text: %.200r", text)
        return f"<p>{escape(text)}</p>"


def render(text: str) -> str:
    """Return what `to_html` returns, or raise: for checks whether a text can be drawn."""
    return str(MARKDOWN.render(text))
