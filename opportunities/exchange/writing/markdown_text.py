"""Markdown of a section as plain paragraphs, for cells without bold and lists."""

from collections.abc import Iterator

from opportunities.exchange.writing.markdown_tree import Block, Run, tree


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs; a list is one paragraph, and a link has its address after it."""
    return list(filter(None, map(_block_text, tree(text))))


def _block_text(block: Block) -> str:
    match block.kind:
        case "bullets":
            return "\n".join(_entry("– ", item) for item in block.items)
        case "numbers":
            numbered = enumerate(block.items, start=block.start)
            return "\n".join(_entry(f"{number}. ", item) for number, item in numbered)
        case "quote":
            return "\n".join(map(_block_text, block.blocks))
        case _:
            return "".join(_words(block.runs))


def _entry(mark: str, item: tuple[Block, ...]) -> str:
    """Return an entry of a list, with lines after the first indented."""
    return mark + "\n".join(map(_block_text, item)).replace("\n", "\n   ")


def _words(runs: tuple[Run, ...]) -> Iterator[str]:
    for run in runs:
        yield f"{run.text} ({run.href})" if run.href not in ("", run.text) else run.text
