"""Markdown of a section as paragraphs of a Word document."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from urllib.parse import urljoin

from opportunities.exchange.writing.docx_styles import FIRST_NUMBERED, HANGING, LEVELS, TEXT_BULLETS
from opportunities.exchange.writing.docx_xml import References, address_of, paragraph, run
from opportunities.exchange.writing.markdown_tree import Block, Run, tree

LOWEST = 4
"""The lowest level of headings in a section, whose own heading has level 1."""

type Lists = tuple[int, ...]
"""The numbers of the lists around a paragraph, the outermost first."""


def paragraphs(body: str, references: References, site: str) -> Iterator[str]:
    """Yield the paragraphs of this text. Links within the site begin with `site`."""
    return _blocks(tree(body, partial(_address, site)), references)


def _blocks(
    blocks: Sequence[Block],
    references: References,
    lists: Lists = (),
    *,
    is_quoted: bool = False,
    opens_item: bool = False,
) -> Iterator[str]:
    for place, block in enumerate(blocks):
        opens = opens_item and place == 0
        match block.kind:
            case "bullets" | "numbers":
                within = (*lists, _number_of(block, references, len(lists)))
                for item in block.items:
                    yield from _blocks(
                        item, references, within, is_quoted=is_quoted, opens_item=True
                    )
            case "quote":
                yield from _blocks(
                    block.blocks, references, lists, is_quoted=True, opens_item=opens
                )
            case "rule":
                pass
            case _:
                yield _paragraph(block, references, lists, is_quoted, opens)


def _number_of(block: Block, references: References, depth: int) -> int:
    if block.kind == "bullets":
        return TEXT_BULLETS
    return FIRST_NUMBERED + references.numbered_list(
        min(depth, LEVELS - 1), min(block.start, 32_767)
    )


def _paragraph(
    block: Block, references: References, lists: Lists, is_quoted: bool, opens: bool
) -> str:
    runs = _runs(block.runs, references)
    text = "".join(run.text for run in block.runs)
    if block.kind == "heading":
        return paragraph(f"Heading{min(block.level + 1, LOWEST)}", *runs, text=text)
    if not lists:
        return paragraph("Quote" if is_quoted else "BodyText", *runs, text=text)
    level = min(len(lists), LEVELS) - 1
    if opens:
        return paragraph("BodyBullet", *runs, text=text, listed=(lists[-1], level))
    return paragraph("BodyBullet", *runs, text=text, indent=HANGING * (level + 1))


def _runs(runs: Sequence[Run], references: References) -> Iterator[str]:
    """Yield the words, joined by link; web addresses among the others become links too."""
    for address, some in groupby(runs, lambda one: one.href):
        if address:
            linked = (
                run(one.text, "HTMLCode" if one.code else "Hyperlink", one.strong, one.emphasis)
                for one in some
            )
            yield references.link(address, *linked)
        else:
            for one in some:
                style = "HTMLCode" if one.code else ""
                yield from references.text(one.text, style, one.strong, one.emphasis)


def _address(site: str, written: str) -> str:
    """Return the target of a link; empty if that is neither a page nor a mail address."""
    if written.startswith("mailto:"):
        return written
    try:
        return address_of(urljoin(site, written))
    except ValueError:
        return ""
