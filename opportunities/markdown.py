"""Markdown to HTML for sections. HTML in the text stays text, and unsafe links are no links."""

from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(
    ["image", "html_block", "html_inline"]
)


def to_html(text: str) -> str:
    """HTML that may be shown as it is."""
    return str(_MARKDOWN.render(text))
