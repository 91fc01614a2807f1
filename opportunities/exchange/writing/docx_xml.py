"""WordprocessingML as text: elements, runs, paragraphs, links and tables.

All text from people goes through `words` or `quoted`, which drop what XML cannot hold.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from unicodedata import bidirectional
from xml.sax.saxutils import escape

from cpd_site.plain_text import printable
from opportunities.grid.web_address import WEB_ADDRESS, href

LONGEST_ADDRESS = 2000
"""Word's limit."""

NOT_IN_ADDRESSES = re.compile(r"[\\^`{|}\s<>\"]|%(?![0-9A-Fa-f]{2})|(?<=#)(.*)#")
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")
BREAKS = re.compile(r"(\r\n|[\n\r\t])")


def tag(name: str, /, *inside: str, **attributes: object) -> str:
    """Return an element: `tag("jc", val="end")` is `<w:jc w:val="end"/>`."""
    quoted_attributes = "".join(
        f' w:{key}="{quoted(str(value))}"' for key, value in attributes.items()
    )
    content = "".join(inside)
    return (
        f"<w:{name}{quoted_attributes}>{content}</w:{name}>"
        if content
        else f"<w:{name}{quoted_attributes}/>"
    )


def quoted(value: str) -> str:
    """Quote text from people as the value of an attribute."""
    return escape(printable(value), {'"': "&quot;", "\n": " ", "\r": " ", "\t": " "})


def run(text: str, style: str = "", bold: bool = False, italic: bool = False) -> str:
    """Return a run of this text, in a character style."""
    properties = "".join((
        tag("rStyle", val=style) if style else "",
        tag("b") if bold else "",
        tag("i") if italic else "",
        tag("rtl") if is_right_to_left(text) else "",
    ))  # fmt: skip
    return tag("r", tag("rPr", properties) if properties else "", *_pieces(printable(text)))


def _pieces(text: str) -> Iterator[str]:
    for piece in BREAKS.split(text):
        if piece == "\t":
            yield "<w:tab/>"
        elif piece in ("\n", "\r", "\r\n"):
            yield "<w:br/>"
        elif piece:
            yield f'<w:t xml:space="preserve">{escape(piece)}</w:t>'


def is_right_to_left(text: str) -> bool:
    """Return whether the first letter belongs to a script written from right to left."""
    if not RIGHT_TO_LEFT.search(text):
        return False
    kinds = (bidirectional(letter) for letter in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


def paragraph(
    style: str,
    *runs: str,
    text: str = "",
    listed: tuple[int, int] | None = None,
    keep: bool = False,
    indent: int = 0,
    section: str = "",
) -> str:
    """Return a paragraph in this style. `text` determines its direction. `listed`: number of list,
    and level.

    `keep`: on the page of what follows. `section`: the properties of the section it closes.
    """
    properties = (
        tag("pStyle", val=style),
        tag("keepNext") if keep else "",
        tag("numPr", tag("ilvl", val=listed[1]), tag("numId", val=listed[0])) if listed else "",
        tag("bidi") if text and is_right_to_left(text) else "",
        tag("ind", left=indent) if indent else "",
        section,
    )
    return tag("p", tag("pPr", *properties), *runs)


def field(code: str) -> str:
    """Return a number that the program fills in, such as PAGE."""
    return tag("fldSimple", run("1"), instr=f" {code} ")


class References:
    """The references of a document: addresses, bookmarks, and numbered lists with their own
    counters.
    """

    def __init__(self) -> None:
        self.addresses: dict[str, str] = {}
        self.starts: list[tuple[int, int]] = []
        self.bookmarked: set[str] = set()
        self._ids = count(1)

    def link(self, address: str, *runs: str, tip: str = "") -> str:
        """Return the runs as a link."""
        reference = self.addresses.setdefault(address, f"link{len(self.addresses) + 1}")
        tips = {"tooltip": tip} if tip else {}
        link = tag("hyperlink", *runs, history=1, **tips)
        return link.replace("<w:hyperlink", f'<w:hyperlink r:id="{reference}"', 1)

    def text(
        self, text: str, style: str = "", bold: bool = False, italic: bool = False
    ) -> Iterator[str]:
        """Yield the text in runs; its web addresses become links."""
        done = 0
        for found in WEB_ADDRESS.finditer(text) if "://" in text else ():
            if address := address_of(found[0]):
                yield run(text[done : found.start()], style, bold, italic)
                yield self.link(address, run(found[0], "Hyperlink", bold, italic))
                done = found.end()
        if rest := text[done:]:
            yield run(rest, style, bold, italic)

    def bookmark(self, name: str, *runs: str) -> tuple[str, ...]:
        """Return the runs inside a hidden bookmark, or without one if the name is taken."""
        if name in self.bookmarked:
            return runs
        self.bookmarked.add(name)
        number = next(self._ids)
        start = tag("bookmarkStart", id=number, name=name)
        return start, *runs, tag("bookmarkEnd", id=number)

    def numbered_list(self, level: int, start: int) -> int:
        """Create a list that counts at this level from `start`, and return its number."""
        self.starts.append((level, start))
        return len(self.starts) - 1


def address_of(written: str) -> str:
    """Return a web address as files may contain it; empty if it is invalid or too long for Word."""
    address = href(printable(written))
    safe = NOT_IN_ADDRESSES.sub(lambda found: _percent(found[0]), address)
    return safe if len(safe) <= LONGEST_ADDRESS else ""


def _percent(letters: str) -> str:
    if len(letters) > 1:
        return letters.replace("#", "%23")
    return f"%{ord(letters):02X}" if ord(letters) < 128 else "%20"


def table(widths: Sequence[int], rows: Iterable[str], *, caption: str, borders: str = "") -> str:
    """Return a table with columns of these widths. `caption` is for screen readers."""
    properties = (
        tag("tblStyle", val="Grid"),
        tag("tblW", w=sum(widths), type="dxa"),
        borders,
        tag("tblLayout", type="fixed"),
        tag("tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0),
        tag("tblCaption", val=caption) if caption else "",
    )
    grid = tag("tblGrid", *(tag("gridCol", w=width) for width in widths))
    return tag("tbl", tag("tblPr", *properties), grid, *rows)


def row(*cells: str, is_heading: bool = False) -> str:
    """Return a row. A heading row repeats on each page."""
    properties = (
        tag("cantSplit") if is_heading else "",
        tag("tblHeader") if is_heading else "",
    )
    return tag("tr", tag("trPr", *properties) if any(properties) else "", *cells)


def cell(width: int, *paragraphs: str, rule: str = "", style: str = "Normal") -> str:
    """Return a cell, which needs at least one paragraph. `rule`: the colour of a thick rule under
    it.
    """
    border = tag("bottom", val="single", sz=18, space=0, color=rule) if rule else ""
    properties = (
        tag("tcW", w=width, type="dxa"),
        tag("tcBorders", border) if border else "",
    )
    return tag("tc", tag("tcPr", *properties), *(paragraphs or [paragraph(style)]))
