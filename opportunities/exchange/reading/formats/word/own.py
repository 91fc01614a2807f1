"""Our own Word files: the keys of lines, and the styles of what our writer adds beside them.

A line has a hidden bookmark named after the key of its placement, and ends in a small mark that
links to an address with that key and the key of the opportunity. `grid_docx` writes both.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from lxml import etree

from opportunities.exchange.reading.formats.own_values import choice_of
from opportunities.exchange.reading.formats.word.parts import W
from opportunities.exchange.reading.tables import Box, Table
from opportunities.exchange.writing.document import NOTHING_LEFT, NOTHING_YET
from opportunities.exchange.writing.docx_xml import address_of
from opportunities.exchange.writing.values import fields_of
from opportunities.grid.snapshot import Opportunity
from opportunities.grid.vocabulary import ProviderTier
from opportunities.grid.web_address import WEB_ADDRESS

_KEY = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ADDRESS = re.compile(rf"https?://\S*?(?:/({_KEY})/)?#({_KEY})", re.IGNORECASE)
BOOKMARK = re.compile(r"_cpd([0-9a-f]{32})", re.IGNORECASE)
REFERENCE = re.compile(r"\bref ([0-9a-f]{4}-[0-9a-f]{4})\b")
SIGN = "»"

FINGERPRINT = "CPD fingerprint"

MARKS = {"link mark", "provider mark", "copy mark"}
"""Styles of runs beside the words that are not part of them."""

PROVIDER_MARK = "provider mark"
"""The style for who provides a line, if that differs from its column."""

PROVIDER = "provider"
"""The style for who provides what is under a heading, printed beneath it."""

ADDED = {
    *("organisation", "edition", "stage note", "provider", "source note"),
    *("line details", "line note", "line before", "place note", "carried on"),
}
"""Styles of paragraphs that our writer adds to the words of lines."""

DETAILS, PLACE_NOTE = "line details", "place note"
"""Styles of paragraphs beneath a line: its link and other fields; its note."""

FACTS = {field.heading: field for field in fields_of(Opportunity, "text", "details", "link")}
FACT = re.compile(r"([^:]{1,40}):\s*(.+)", re.DOTALL)

CARRIED_ON = "carried on"
"""The style over lines that “PLUS” carries into a box; they are read at their own place."""

OVER_THE_GRID = "Opportunities by stage"

INSTEAD = {NOTHING_LEFT, NOTHING_YET}
"""Text in place of a grid without lines."""

NOTE = (
    "This file comes from this site. The lines are read with what stands beneath them: sub-points, "
    "links, notes, costs, dates, whom to ask. What is blank there stays as it is. What the site "
    "adds about a stage, and what is carried on from above, is not read."
)
NO_FACT = "The site does not know what this says of the line above it."


class LineKeys(NamedTuple):
    """The keys of a line: its placement, and its opportunity if the file has it."""

    placement: UUID
    opportunity: UUID | None = None


ONE_STAGE = ["Who provides it", "What you can do", "Notes"]
"""The headings of a file of one stage, which prints room for notes."""


def without_notes(table: Table) -> Table:
    """Return the table of a one-stage file in the usual shape: columns down the side, and lines."""
    if [box.text for box in table.row(0)] != ONE_STAGE:
        return table
    boxes = (replace(box, row=box.row - 1) for box in table.boxes if box.row and box.column < 2)
    return replace(table, boxes=tuple(boxes), heading_rows=0)


def notes_in(table: Table) -> Iterator[Box]:
    """Yield the boxes of a one-stage file in which people wrote notes."""
    if [box.text for box in table.row(0)] == ONE_STAGE:
        yield from (box for box in table.boxes if box.row and box.column >= 2 and box.paragraphs)


def fact_in(words: str) -> tuple[str, str] | None:
    """Parse a paragraph beneath a line: the name of a field and its text."""
    found = FACT.fullmatch(words.strip())
    field = FACTS.get(found[1].strip()) if found else None
    if found is None or field is None or choice_of(field, found[2]) is None:
        return None
    return field.name, found[2].strip()


def links_beside(words: str, links: list[str]) -> list[str]:
    """Return the links of a line that do not merely repeat an address in its words."""
    printed = {address_of(found[0]) for found in WEB_ADDRESS.finditer(words)}
    return [link for link in links if link not in printed]


def has_bookmarks(body: etree._Element) -> bool:
    """Return whether any bookmark is named after a key of ours."""
    return any(
        BOOKMARK.fullmatch(each.get(f"{W}name", "")) for each in body.iter(f"{W}bookmarkStart")
    )


def tier_of(words: str) -> ProviderTier | None:
    """Parse who provides it from the label in our files."""
    label = words.strip(" ·")
    return next((tier for tier in ProviderTier if tier.label == label), None)


def has_heading(body: etree._Element) -> bool:
    """Return whether the heading over the grid, which ends the sections, is there."""
    return any(
        "".join(map(str, each.itertext(f"{W}t"))) == OVER_THE_GRID
        for each in body.iterchildren(f"{W}p")
    )


def keys_of_bookmark(name: str) -> LineKeys | None:
    """Parse the key from the name of a bookmark."""
    found = BOOKMARK.fullmatch(name)
    return LineKeys(UUID(found[1])) if found else None


def keys_of_mark(address: str, words: str) -> LineKeys | None:
    """Parse the keys from the address of a mark; None for any other link."""
    found = ADDRESS.fullmatch(address) if words.strip() in ("", SIGN) else None
    return LineKeys(UUID(found[2]), UUID(found[1]) if found[1] else None) if found else None
