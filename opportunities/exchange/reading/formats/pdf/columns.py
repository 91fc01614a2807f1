"""PDF tables without rules around their boxes: a rule in several pieces runs below the headings,
and each piece is a column. A coloured band above names the table.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from pdfplumber.page import Page

from opportunities.exchange.reading.formats.pdf.boxes import Area, paragraphs_in
from opportunities.exchange.reading.tables import Box, Table

NEAR = 3.0
FOOT = 30.0
"""Points at the foot of a page that no table reaches."""

A_GAP = 30.0
"""Points between words of a band that belong to different things."""


class _Rule(NamedTuple):
    """A rule in several pieces: its height, the left edges of its columns and its right end."""

    top: float
    edges: tuple[float, ...]


def tables_under_rules(page: Page) -> Iterator[tuple[Area, Table]]:
    """Yield each such table of a page with its area."""
    rules = _rules(page)
    bands = _bands(page)
    for number, rule in enumerate(rules):
        left, right = rule.edges[0], rule.edges[-1]
        band = max((each for each in bands if each[3] <= rule.top), default=None, key=_top)
        is_near = band is not None and rule.top - band[3] < page.height / 4
        head = band[3] if band and is_near else rule.top - 2 * NEAR * NEAR
        ends = [each[1] for each in bands if each[1] > rule.top + NEAR]
        after = [later.top for later in rules[number + 1 :]]
        bottom = min([*ends, *after, page.bbox[3] - FOOT])
        boxes = [
            Box(row, column, paragraphs, is_heading=row == 0)
            for row, (top, end) in enumerate([(head, rule.top), (rule.top, bottom)])
            for column, (start, stop) in enumerate(pairwise(rule.edges))
            if (paragraphs := paragraphs_in(page, (start, top, stop, end)))
        ]
        if boxes:
            title = _title(page, band) if band and is_near else ""
            area = (left, band[1] if band and is_near else head, right, bottom)
            where = f"page {page.page_number}"
            yield area, Table(tuple(boxes), title=title, where=where, heading_rows=1)


def _rules(page: Page) -> list[_Rule]:
    """Return the rules in more than one piece, from the top."""
    by_top: dict[int, list[dict[str, Any]]] = {}
    for line in page.lines:
        if abs(line["top"] - line["bottom"]) < 1 and line["x1"] - line["x0"] > A_GAP:
            by_top.setdefault(round(line["top"]), []).append(line)
    rules = []
    for pieces in by_top.values():
        pieces.sort(key=lambda piece: float(piece["x0"]))
        touching = all(abs(one["x1"] - two["x0"]) < NEAR for one, two in pairwise(pieces))
        if len(pieces) > 1 and touching:
            edges = (*(float(piece["x0"]) for piece in pieces), float(pieces[-1]["x1"]))
            rules.append(_Rule(float(pieces[0]["top"]), edges))
    return sorted(rules)


def _bands(page: Page) -> list[Area]:
    """Return filled stripes that span at least half the page."""
    return [
        (float(each["x0"]), float(each["top"]), float(each["x1"]), float(each["bottom"]))
        for each in page.rects
        if each["fill"] and each["x1"] - each["x0"] > page.width / 2 and each["height"] < A_GAP * 2
    ]


def _top(area: Area) -> float:
    return area[1]


def _title(page: Page, band: Area) -> str:
    """Return the words at the left of a band; words far from them are something else."""
    words = page.crop(band, strict=False).extract_words()
    words.sort(key=lambda word: float(word["x0"]))
    title: list[str] = []
    for number, word in enumerate(words):
        if number and word["x0"] - words[number - 1]["x1"] > A_GAP:
            break
        title.append(word["text"])
    return " ".join(title)
