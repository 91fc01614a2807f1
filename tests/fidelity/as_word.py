"""The source texts as Word files, in the layouts in which they are printed.

Bullets are entries of real lists, links are links, and a page that repeats the headings is a
separate table.
"""

import re
from collections.abc import Iterator
from html import unescape
from itertools import batched

from tests.opportunities.exchange.reading.word_files import docx, p, r, tbl, tc, tr

from . import sources

PIECE = re.compile(r'<(/?)(\w+)(?:[^>]*?href="([^"]*)")?[^>]*>|([^<]+)')


def file_of(framework: str) -> bytes:
    text = sources.text_of(framework)
    writers = {"torbay": torbay, "wigan": wigan, "lancashire": lancashire, "hampshire": hampshire}
    links = Links()
    content = list(writers[framework](text, links))
    return docx(*content, links=links.addresses)


class Links:
    """The links of a file, as its relationships."""

    def __init__(self) -> None:
        self.addresses: dict[str, str] = {}

    def link(self, address: str, text: str) -> str:
        id = f"l{len(self.addresses)}"
        self.addresses[id] = address.replace("&", "&amp;")
        return f'<w:hyperlink r:id="{id}">{r(text)}</w:hyperlink>'


def torbay(text: str, links: Links) -> Iterator[str]:
    """Yield a grid of six columns; each line is a paragraph."""
    title, *cells = text.split("\n\t")
    yield words(title.strip(), style="Berschrift1")
    boxes = (tc(*map(words, cell.split("\n"))) for cell in cells)
    yield tbl(*(tr(*row) for row in batched(boxes, 6)))


def wigan(text: str, links: Links) -> Iterator[str]:
    """Yield a grid whose boxes are run-on text."""
    before, *rows, after = re.split(r"\n*^\|(.*)\|$\n*", text.strip(), flags=re.MULTILINE)
    table = [row.split("|") for row in rows if row and not set(row) <= set("|- ")]
    for line in filter(None, before.splitlines()):
        yield words(line, style="Own")
    yield tbl(*(tr(*(tc(words(box.strip())) for box in row)) for row in table))
    for line in filter(None, after.splitlines()):
        yield words(line)


def hampshire(text: str, links: Links) -> Iterator[str]:
    """Yield a grid over several pages, each with a header and the headings again."""
    rows: list[str] = []
    for line in text.splitlines():
        if "\t" in line:
            rows.append(tr(*(tc(words(box.strip())) for box in line.split("\t"))))
        elif line.strip():
            if rows:
                yield tbl(*rows)
                rows = []
            yield words(line.replace("*", ""))
    if rows:
        yield tbl(*rows)


def lancashire(text: str, links: Links) -> Iterator[str]:
    """Yield a table for each stage under its heading, after a table of contents."""
    contents: list[str] = []
    headings = ""
    for line in filter(str.strip, text.splitlines()):
        if contents and "\t" not in line:
            yield tbl(*contents)
            contents = []
        if line.startswith("#"):
            level, title = line.split(" ", 1)
            yield words(title.strip("*"), style="Berschrift1" if len(level) == 1 else "Own")
        elif headings:
            boxes = (tc(*_paragraphs(html, links)) for html in line.split("\t"))
            yield tbl(headings, tr(*boxes))
            headings = ""
        elif line.startswith("At a school level"):
            headings = tr(*(tc(words(heading)) for heading in line.split("\t")))
        elif "\t" in line:
            entry = re.sub(r"</?b>", "", line).split("\t")
            contents.append(tr(*(tc(words(box)) for box in entry)))
        elif line.startswith("- "):
            yield words(line[2:], listed="1.0")
        else:
            yield words(line.replace("**", ""))
    if contents:
        yield tbl(*contents)


def _paragraphs(html: str, links: Links) -> Iterator[str]:
    """Yield the list entries of a box, and the paragraphs after them."""
    level, runs, href = -1, "", ""
    for is_end, tag, address, text in PIECE.findall(html):
        if text:
            said = unescape(text)
            if level >= 0 and not runs:
                said = said.lstrip("•➢ ")
            if said.strip() or runs:
                runs += links.link(href, said) if href else r(_escaped(said))
        elif tag == "a":
            href = "" if is_end else unescape(address)
            runs += "<w:r><w:br/></w:r>" if href and runs and level < 0 else ""
        elif tag in ("ul", "li", "p"):
            yield from _flushed(runs, level)
            runs = ""
            level += {"ul": -1 if is_end else 1}.get(tag, 0)
    yield from _flushed(runs, level)


def _flushed(runs: str, level: int) -> Iterator[str]:
    if re.search(r">[^<\s]", runs):
        yield p(runs, listed=f"1.{level}" if level >= 0 else "")


def words(text: str, style: str = "", listed: str = "") -> str:
    return p(r(_escaped(text)), style=style, listed=listed)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
