"""Markdown of a section as a small tree, for files that are not HTML.

HTML in the text stays text, and a link that leads nowhere is text without a link.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from markdown_it.tree import SyntaxTreeNode

from opportunities.exchange.markdown import MARKDOWN
from opportunities.grid.web_address import href

type LeadsTo = Callable[[str], str]
"""The address of a link as it is written in a text; empty where it leads nowhere."""

type Kind = Literal["paragraph", "heading", "bullets", "numbers", "quote", "code", "rule"]

KINDS: dict[str, Kind] = {
    "paragraph": "paragraph",
    "heading": "heading",
    "bullet_list": "bullets",
    "ordered_list": "numbers",
    "blockquote": "quote",
    "code_block": "code",
    "fence": "code",
    "hr": "rule",
}


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look alike and lead to the same address. A line feed in `text` is a new line."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a text. `runs` are its words; a quotation has `blocks` instead, a list `items`.

    `level` is that of a heading, from 1; `start` is the number of the first entry of a list.
    """

    kind: Kind
    runs: tuple[Run, ...] = ()
    blocks: tuple["Block", ...] = ()
    items: tuple[tuple["Block", ...], ...] = ()
    level: int = 0
    start: int = 1


def tree(text: str, leads_to: LeadsTo = href) -> tuple[Block, ...]:
    """The blocks of a text, in order. `leads_to` gives the address of a link as it is written."""
    return _blocks(SyntaxTreeNode(MARKDOWN.parse(text)), leads_to)


def _blocks(node: SyntaxTreeNode, leads_to: LeadsTo) -> tuple[Block, ...]:
    return tuple(_block(child, leads_to) for child in node.children)


def _block(node: SyntaxTreeNode, leads_to: LeadsTo) -> Block:
    kind = KINDS[node.type]
    match kind:
        case "bullets" | "numbers":
            items = tuple(_blocks(child, leads_to) for child in node.children)
            return Block(kind, items=items, start=int(node.attrs.get("start", 1)))
        case "quote":
            return Block(kind, blocks=_blocks(node, leads_to))
        case "code":
            return Block(kind, (Run(node.content.rstrip("\n"), code=True),))
        case "heading":
            return Block(kind, _runs(node, leads_to), level=int(node.tag[1:]))
        case _:
            return Block(kind, _runs(node, leads_to))


def _runs(node: SyntaxTreeNode, leads_to: LeadsTo) -> tuple[Run, ...]:
    inline = (run for child in node.children for run in _inline(child, Run(""), leads_to))
    return tuple(run for run in inline if run.text)


def _inline(node: SyntaxTreeNode, like: Run, leads_to: LeadsTo) -> Iterator[Run]:
    """The words of this node, looking like those around it but for what the node says."""
    match node.type:
        case "strong":
            like = replace(like, strong=True)
        case "em":
            like = replace(like, emphasis=True)
        case "link":
            like = replace(like, href=leads_to(str(node.attrs["href"])))
    match node.type:
        case "softbreak":
            yield replace(like, text=" ")
        case "hardbreak":
            yield replace(like, text="\n")
        case "code_inline":
            yield replace(like, text=node.content, code=True)
        case _ if node.children:
            for child in node.children:
                yield from _inline(child, like, leads_to)
        case _:
            yield replace(like, text=node.content)
