"""The Markdown of sections: CommonMark without HTML and without images.

HTML stays plain text and unsafe links are not links. Pages and files share this parser.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, link

LONGEST_LABEL = 1000
"""The longest text of a link, in characters. (CommonMark bounds reference labels alike.)"""

MOST_TRIED = 10_000
"""How often the parser searches one text for the end of a link; later brackets stay brackets."""


def _link(state: StateInline, silent: bool) -> bool:
    """Parse a link only if its label ends nearby.

    Otherwise a hundred thousand "[" would each be searched to the end of the text.
    """
    end = "]" if state.env.get("references") else "]("
    if state.src.find(end, state.pos, state.pos + LONGEST_LABEL) < 0:
        return False
    state.env["tried"] = state.env.get("tried", 0) + 1
    return state.env["tried"] <= MOST_TRIED and link(state, silent)


MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])
MARKDOWN.inline.ruler.at("link", _link)
