"""Read the five source texts a second way, by plain string handling, and print `printed.csv`.

    python -m tests.fidelity.sources > tests/fidelity/printed.csv

The texts are in `../shared/sources`, or where CPD_SOURCES says; their README describes each layout.
Of their words, only the landmarks that identify a table are written here.
"""

import csv
import os
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import batched
from pathlib import Path

from . import transcribed
from .printed import CONTINUATIONS, FIELDS, FRAMEWORKS, Cell, Grid, Key, Row, one_space, rows

BESIDE_THE_PROJECT = Path(__file__).resolve().parents[3] / "shared" / "sources"
FOLDER = Path(os.environ.get("CPD_SOURCES", BESIDE_THE_PROJECT))


class NotPrinted(ValueError):
    """Raised if the fixture has words that its source lacks, or has elsewhere."""


def text_of(framework: str) -> str:
    return (FOLDER / f"{framework}.txt").read_text(encoding="utf-8")


def derive(framework: str) -> dict[Key, Row]:
    """Return the rows of this framework, from its source."""
    readers = {
        "torbay": torbay,
        "wigan": wigan,
        "lancashire": lancashire,
        "cambridgeshire": cambridgeshire,
        "hampshire": hampshire,
    }
    return rows(framework, list(readers[framework](text_of(framework))))


def torbay(text: str) -> Iterator[list[Cell]]:
    """Yield rows. A cell begins with a tab at the start of a line; six make a row. One line is one
    item.
    """
    _, *cells = text.split("\n\t")
    (_, *headings), *stages = batched(cells, 6)
    for name, *row in stages:
        cells_of_row = zip(row, headings, strict=True)
        yield [Cell((name,)), *(_torbay_cell(text, heading) for text, heading in cells_of_row)]


def _torbay_cell(text: str, heading: str) -> Cell:
    lines = [line for line in text.split("\n") if line.strip()]
    continues = lines.pop(0) if lines and lines[0] in CONTINUATIONS else ""
    return Cell(tuple(lines), heading, continues)


def wigan(text: str) -> Iterator[list[Cell]]:
    """Yield the rows of one pipe table; its cells are run-on text."""
    table = [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("|")]
    (_, *headings), _dashes, *stages = table
    for name, *row in stages:
        yield [Cell((name,)), *_run_on(row, headings)]


def hampshire(text: str) -> Iterator[list[Cell]]:
    """Yield tab-separated rows of run-on text; each page repeats the headings."""
    headings: list[str] = []
    for line in text.splitlines():
        first, *rest = line.split("\t")
        if first == "Career stage":
            headings = rest
        elif rest:
            yield [Cell((first,)), *_run_on(rest, headings)]


def _run_on(row: list[str], headings: list[str]) -> Iterator[Cell]:
    for text, heading in zip(row, headings, strict=True):
        yield Cell((text,), heading)


def lancashire(text: str) -> Iterator[list[Cell]]:
    """Yield a table for each stage: its title in one or two `#` lines, a line of headings, a line
    of lists.
    """
    title = ""
    headings: list[str] = []
    for line in text.splitlines():
        if line.startswith("#"):
            title += line.lstrip("#")
        elif line.startswith("At a school level...\t"):
            headings = line.split("\t")
        elif headings:
            _, _, name = title.partition("Opportunities for continuing professional development")
            lists = zip(line.split("\t"), headings, strict=True)
            yield [Cell((name,)), *(Cell(_bullets(html), heading) for html, heading in lists)]
            title, headings = "", []


class _Bullets(HTMLParser):
    """Collects a line for each bullet, and for each text or link of a paragraph after a list."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.in_paragraph = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_paragraph |= tag == "p"
        if tag in ("li", "p") or (tag == "a" and self.in_paragraph):
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        self.in_paragraph &= tag != "p"

    def handle_data(self, data: str) -> None:
        if self.lines:
            self.lines[-1] += data
        elif data.strip():
            raise NotPrinted(f"text before the first bullet: {data!r}")


def _bullets(html: str) -> tuple[str, ...]:
    parser = _Bullets()
    parser.feed(html)
    parser.close()
    return tuple(line.strip().lstrip("•➢") for line in parser.lines)


def cambridgeshire(text: str) -> Iterator[list[Cell]]:
    """Yield the cells of a guide, in which the fixture says where each line begins and ends, and
    its column.

    The words are the source's: each line and detail is a contiguous part of its section, and those
    of a cell are in printed order. Raises NotPrinted for one that is not.
    """
    reading: Grid = transcribed.grid("cambridgeshire")
    for (name, section), (stage, *cells) in zip(sections(text), reading, strict=True):
        words = one_space(section)
        _, *roles = stage.lines
        yield [Cell((name, *_stretches(roles, words))), *(_cut(cell, words) for cell in cells)]


def sections(text: str) -> Iterator[tuple[str, str]]:
    """Yield the name and text of each section from A to K.

    The name is from the table of contents before every section: `K<tab>Other roles`.
    """
    plain = re.sub(r"\[([^]]*)\]\(#\)", r"\1", text).replace("*", "")
    _, *parts = plain.split("Table of Contents")
    names = re.findall(r"^([A-K](?:-[A-K])?)\t([^\t]+)\t", parts[0], re.MULTILINE)
    for (letter, role), part in zip(names, parts, strict=False):  # case studies follow
        printed = [line for line in part.splitlines() if "\t" not in line]
        yield f"{letter}: {role}", "\n".join(printed)


def _cut(cell: Cell, section: str) -> Cell:
    return Cell(tuple(_stretches(cell.lines, section)))


def _stretches(pieces: tuple[str, ...] | list[str], section: str) -> Iterator[str]:
    end = 0
    for piece in pieces:
        whole_words = re.compile(rf"(?<!\w){re.escape(one_space(piece))}(?!\w)")
        if not (found := whole_words.search(section, end)):
            raise NotPrinted(f"not in its section, or not there: {piece!r}")
        end = found.end()
        yield found.group()


def main() -> None:
    writer = csv.DictWriter(sys.stdout, FIELDS, lineterminator="\n")
    writer.writeheader()
    for framework in FRAMEWORKS:
        writer.writerows(derive(framework).values())


if __name__ == "__main__":
    main()
