"""The paragraphs in an area of a PDF page: join lines that were broken only to fit.

A line continues the one above if it begins further in than the bullet above, or if its first word
would not have fitted on the line above.
"""

from collections.abc import Iterable
from typing import Any

from pdfplumber.page import FilteredPage, Page

from opportunities.exchange.reading.bullets import BulletKind, markers_of
from opportunities.exchange.reading.tables import Paragraph

type Area = tuple[float, float, float, float]
"""Left, top, right and bottom, in points."""

PADDING = 4.0
FURTHER_IN = 1.5
SIZES_APART = 0.6
MINOR: tuple[BulletKind, ...] = ("minor", "letter", "roman")


def lines_in(page: Page, area: Area | None = None) -> list[dict[str, Any]]:
    """Return the printed lines of a page, or of an area of it."""
    part = within(page, area) if area else page
    return [line for line in part.extract_text_lines() if line["text"].strip()]


def within(page: Page, area: Area) -> FilteredPage:
    """Return the characters whose centre is in an area: in a narrow row they cross its rules."""
    left, top, right, bottom = area

    def is_in(thing: dict[str, Any]) -> bool:
        across, down = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return bool(left <= across < right and top <= down < bottom)

    return page.filter(lambda thing: thing["object_type"] == "char" and is_in(thing))


def paragraphs_in(page: Page, area: Area) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a box."""
    left, top, right, bottom = area
    inner = (max(left, page.bbox[0]), max(top, page.bbox[1]), right, min(bottom, page.bbox[3]))
    if inner[2] - inner[0] < 1 or inner[3] - inner[1] < 1:
        return ()
    return joined(lines_in(page, inner), right)


def joined(lines: list[dict[str, Any]], right: float) -> tuple[Paragraph, ...]:
    """Join lines to paragraphs; `right` is the right edge of their box."""
    kinds = [marker.kind for marker in markers_of([line["text"] for line in lines])]
    paragraphs: list[str] = []
    levels: list[int | None] = []
    bullet: dict[str, Any] | None = None
    for number, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        before = lines[number - 1] if number else None
        if kind:
            is_deeper = bullet is not None and line["x0"] > bullet["x0"] + 2 * PADDING
            levels.append(1 if is_deeper else 0)
            bullet = bullet if is_deeper else line
        elif before is not None and _goes_on(before, line, bullet, right):
            glue = "" if paragraphs[-1].endswith("-") else " "
            paragraphs[-1] += glue + line["text"].strip()
            continue
        else:
            is_below = bullet is not None and line["x0"] > bullet["x0"] + FURTHER_IN
            levels.append(1 if is_below else None)
            bullet = bullet if is_below else None
        paragraphs.append(line["text"].strip())
    return tuple(
        Paragraph(text, level=level) for text, level in zip(paragraphs, levels, strict=True)
    )


def _goes_on(
    before: dict[str, Any], line: dict[str, Any], bullet: dict[str, Any] | None, right: float
) -> bool:
    if abs(size_of(before) - size_of(line)) > SIZES_APART:
        return False
    if bullet is not None:
        return bool(line["x0"] > bullet["x0"] + FURTHER_IN)
    first = line["text"].split()[0]
    width = (line["x1"] - line["x0"]) / len(line["text"]) * (len(first) + 1)
    return bool(before["x1"] + width > right - PADDING)


def size_of(line: dict[str, Any]) -> float:
    """Return the height of the letters of a line, in points."""
    return float(max((char["size"] for char in line["chars"]), default=0.0))


def is_bold(lines: Iterable[dict[str, Any]]) -> bool:
    """Return whether all letters of these lines are bold."""
    fonts = {char["fontname"] for line in lines for char in line["chars"]}
    return bool(fonts) and all("bold" in font.lower() for font in fonts)
