"""HTML inside a box, as some programs export it: its paragraphs, and entries of lists."""

import re
from collections.abc import Iterator

from lxml import etree, html

from opportunities.exchange.reading.tables import Paragraph
from opportunities.grid.web_address import href

IS_MARKUP = re.compile(r"\s*<(p|ul|ol|div|li|br|h[1-6])\b[^<>]*>.*", re.IGNORECASE | re.DOTALL)
LISTS = ("ul", "ol")
BLOCKS = ("p", "li", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", *LISTS)
DEEPEST = 40


def paragraphs_in(text: str) -> tuple[Paragraph, ...] | None:
    """The paragraphs of a text that is HTML; None where it is none."""
    if not IS_MARKUP.fullmatch(text):
        return None
    try:
        root = html.fragment_fromstring(text, create_parent="div")
    except (etree.ParserError, ValueError, AssertionError):
        return None
    etree.strip_elements(root, "script", "style", with_tail=False)
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    return tuple(_paragraphs(root))


def _paragraphs(root: html.HtmlElement) -> Iterator[Paragraph]:
    """What stands between the beginnings and ends of blocks, with the block it stands in."""
    within = [root]
    words = ""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_block = element.tag in BLOCKS
        if is_block:
            yield from _paragraph(words, within[-1])
            words = ""
        if event == "start":
            words += element.text or ""
            within += [element] if is_block else []
        else:
            words += element.tail or ""
            if is_block:
                within.pop()
    yield from _paragraph(words, root)


def _paragraph(words: str, block: html.HtmlElement) -> Iterator[Paragraph]:
    if said := " ".join(words.split()):
        yield Paragraph(said, level=_level(block), link=_link(block))


def _level(block: html.HtmlElement) -> int | None:
    depth = sum(1 for _ in block.iterancestors(*LISTS))
    return min(depth, DEEPEST) - 1 if depth else None


def _link(block: html.HtmlElement) -> str:
    return next((href(link) for a in block.iter("a") if (link := a.get("href", "").strip())), "")
