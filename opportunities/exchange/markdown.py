"""The Markdown that sections are written in: CommonMark without HTML and without pictures.

HTML in the text stays text, and unsafe links are no links. Pages and files read it alike.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, link

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


MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])
MARKDOWN.inline.ruler.at("link", _link)
