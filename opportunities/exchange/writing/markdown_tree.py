"""Markdown of a section as a small tree, for files other than HTML.

HTML stays text, and a link without a valid target is plain text.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from markdown_it.tree import SyntaxTreeNode

from opportunities.exchange.markdown import MARKDOWN
from opportunities.grid.web_address import href

type LeadsTo = Callable[[str], str]
"""Returns the target of a link as written in a text; empty if it is invalid."""

type NodeKind = Literal["paragraph", "heading", "bullets", "numbers", "quote", "code", "rule"]

KINDS: dict[str, NodeKind] = {
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
    """Words with the same style and link. A line feed in `text` is a line break."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of text. `runs`: its words; a quotation has `blocks` instead, a list `items`.

    `level`: its heading level, from 1; `start`: the number of the first entry of a list.
    """

    kind: NodeKind
    runs: tuple[Run, ...] = ()
    blocks: tuple["Block", ...] = ()
    items: tuple[tuple["Block", ...], ...] = ()
    level: int = 0
    start: int = 1


def tree(text: str, leads_to: LeadsTo = href) -> tuple[Block, ...]:
    """Return the blocks of a text, in order. `leads_to` resolves the address of a link."""
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
    """Yield the words of this node, in the style `like` with the node's own changes."""
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
