"""HTML as paragraphs: list entries with levels, headings, links; a line break starts a new line.

Some programs export it into boxes, and web pages consist of it.
"""

import re
from collections.abc import Callable, Iterator

from lxml import etree, html

from opportunities.exchange.reading.tables import Paragraph
from opportunities.grid.web_address import href

IS_MARKUP = re.compile(r"\s*<(p|ul|ol|div|li|br|h[1-6])\b[^<>]*>.*", re.IGNORECASE | re.DOTALL)
NEEDLESS = re.compile(r"\A\s*<\?xml[^>]*>|</(?:html|body)\s*>", re.IGNORECASE)
"""Markup that the parser refuses, or at which it would stop."""

LISTS = ("ul", "ol", "menu", "dir")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = {
    *("p", "li", "div", "pre", "blockquote", "address", "dl", "dt", "dd", "hr", "center"),
    *("section", "article", "header", "main", "aside", "figure", "figcaption", "details"),
    *("summary", "form", "fieldset", "legend", "table", "caption", "tr", "td", "th", "body"),
    *HEADINGS,
    *LISTS,
}
NEVER = (
    *("script", "style", "head", "title", "template", "noscript", "svg", "math", "object"),
    *("iframe", "canvas", "audio", "video", "map"),
)
"""Elements without words of the page."""

BULLET = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
LEVEL = re.compile(r"mso-list:[^;]*\blevel([1-9])", re.IGNORECASE)
"""How Word marks a bullet and the level of its paragraph."""

GOOGLE_LEVEL = re.compile(r"\blst-kix_\w+-(\d)\b")
BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)


def parsed(text: str) -> html.HtmlElement:
    """Parse a document; a fragment is completed. Raises the exceptions of lxml."""
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    return html.document_fromstring(NEEDLESS.sub("", text), parser=parser)


def paragraphs_in(text: str) -> tuple[Paragraph, ...] | None:
    """Return the paragraphs of an HTML text; None if it is not HTML."""
    if not IS_MARKUP.fullmatch(text):
        return None
    try:
        root = parsed(text)
    except (etree.ParserError, ValueError, AssertionError):
        return None
    return tuple(paragraphs_of(root))


def paragraphs_of(root: html.HtmlElement) -> Iterator[Paragraph]:
    """Yield all paragraphs inside, also those of tables."""
    for block in blocks_of(root, lambda element: False):
        if isinstance(block, Paragraph):
            yield block


def blocks_of(
    root: html.HtmlElement, is_whole: Callable[[html.HtmlElement], bool]
) -> Iterator[Paragraph | html.HtmlElement]:
    """Yield in order the paragraphs, and each element for which `is_whole`."""
    words = _Words()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            yield from words.end(element, is_root=element is root)
        elif element.tag in NEVER or BULLET.search(element.get("style", "")):
            walk.skip_subtree()
        elif element is not root and is_whole(element):
            yield from words.paragraphs()
            yield element
            walk.skip_subtree()
        else:
            yield from words.start(element)


class _Words:
    """The words since the last paragraph ended, with their context."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.link = ""
        self.has_plain = False
        self.lists: list[int] = []
        self.level: int | None = None
        self.heading = self.bold = self.preformatted = 0

    def start(self, element: html.HtmlElement) -> Iterator[Paragraph]:
        if element.tag in BLOCKS:
            yield from self.paragraphs()
            self.level = _own_level(element)
        if element.tag in LISTS:
            google = GOOGLE_LEVEL.search(element.get("class", ""))
            self.lists.append(int(google[1]) if google else len(self.lists))
        elif element.tag in HEADINGS:
            self.heading = int(element.tag[1])
        elif element.tag == "br":
            self.pieces.append("\n")
        elif element.tag == "a" and not self.link:
            self.link = href(element.get("href", "").strip())
        self.bold += _is_bold(element)
        self.preformatted += element.tag == "pre"
        self.say(element.text)

    def end(self, element: html.HtmlElement, *, is_root: bool) -> Iterator[Paragraph]:
        if element.tag in BLOCKS:
            yield from self.paragraphs()
            self.level = None
        if element.tag in LISTS:
            self.lists.pop()
        elif element.tag in HEADINGS:
            self.heading = 0
        self.bold -= _is_bold(element)
        self.preformatted -= element.tag == "pre"
        if not is_root:
            self.say(element.tail)

    def say(self, text: str | None) -> None:
        if text:
            self.pieces.append(text if self.preformatted else " ".join(f"|{text}|".split())[1:-1])
            self.has_plain = self.has_plain or (not self.bold and not text.isspace())

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the collected words as a paragraph, or as several at empty lines."""
        in_list = self.lists[-1] if self.lists else None
        level = in_list if self.level is None else self.level
        lines = [" ".join(line.split()) for line in "".join(self.pieces).split("\n")]
        for part in re.split(r"\n{2,}", "\n".join(lines).strip("\n")):
            if part:
                yield Paragraph(
                    part, level, self.heading, is_bold=not self.has_plain, link=self.link
                )
        self.pieces, self.link, self.has_plain = [], "", False


def _own_level(element: html.HtmlElement) -> int | None:
    """Return the level that a paragraph states, as those of Word and Google Docs do."""
    if found := LEVEL.search(element.get("style", "")):
        return int(found[1]) - 1
    level = element.get("aria-level", "") if element.tag == "li" else ""
    return int(level) - 1 if re.fullmatch("[1-9]", level) else None


def _is_bold(element: html.HtmlElement) -> bool:
    return element.tag in ("b", "strong") or bool(BOLD.search(element.get("style", "")))
