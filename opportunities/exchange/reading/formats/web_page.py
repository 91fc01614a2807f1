"""Read HTML, saved or pasted: tables and the text between them, as a browser shows them.

Hidden and struck-through text is left out and reported; scripts and styles are ignored. Pages saved
by Word or Excel are HTML, too. Layout tables are read for their content.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from opportunities.exchange.reading import markup
from opportunities.exchange.reading.encodings import text_of
from opportunities.exchange.reading.formats.web_table import Element, WebTable, rows_of
from opportunities.exchange.reading.tables import (
    CannotRead,
    FileContents,
    LeftOut,
    Paragraph,
    Table,
)

EMPTY = "This web page has no words in it. Is it the right file?"
FRAMES = (
    "This web page holds nothing itself: its words are in other files of the folder beside it. "
    "Bring in the Word or Excel file that it was made from."
)
TOO_DEEP = (
    "This web page is too tangled to read. Open it in a browser, mark the table, copy it, "
    "and paste it under “Or paste a table or a list”."
)
TOO_LARGE = (
    "This web page is larger than any framework. Copy the part with the framework in a browser, "
    "and paste it under “Or paste a table or a list”."
)
TOO_LONG = (
    "This web page has more than {most:,} paragraphs outside tables. "
    "Copy the part with the framework, and paste it."
)
CUT = "The web page ends in the middle. Look whether all of it is here."
DEEPEST = 250
MOST_PARAGRAPHS, MOST_TAGS = 20_000, 500_000

CHARSET = re.compile(rb"<meta\b[^>]*\bcharset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
CLASS = re.compile(r"\s*[\w*]*\.([\w-]+)\s*\Z")
IS_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.IGNORECASE
)
IS_STRUCK = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
HIDDEN, STRUCK = "It is hidden.", "It is struck through."
REASONS = {
    **dict.fromkeys(("del", "s", "strike"), STRUCK),
    **dict.fromkeys(("select", "button", "textarea", "input"), "It is a field to fill in."),
    "nav": "It is the menu of the page.",
    "footer": "It is the foot of the page.",
}


def read(content: bytes) -> FileContents:
    """Read what the page shows."""
    charset = CHARSET.search(content[:8_000])
    text = text_of(content, charset[1].decode() if charset else "")
    if text.count("<") > MOST_TAGS:
        raise CannotRead(TOO_LARGE)
    try:
        root = markup.parsed(text)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise CannotRead(EMPTY) from error
    _check_depth(root)
    page_title = " ".join((root.findtext(".//title") or "").split())
    left_out = tuple(_taken_out(root))
    blocks = tuple(_blocks(root))
    if not blocks and not left_out:
        raise CannotRead(EMPTY if root.find(".//frame") is None else FRAMES)
    headings = [each for each in blocks if isinstance(each, Paragraph) and each.heading == 1]
    title = headings[0].text if len(headings) == 1 else page_title
    return FileContents(blocks, left_out, title=title, notes=tuple(_notes(root, text)))


def _check_depth(root: Element) -> None:
    """Refuse nesting deeper than the parser's limit, beyond which it drops content silently."""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise CannotRead(TOO_DEEP)


def _notes(root: Element, text: str) -> Iterator[str]:
    if pictures := sum(1 for _ in root.iter("img")):
        yield f"The page has {pictures} pictures, which are not read."
    if re.search(r"<html\b", text, re.IGNORECASE) and not re.search("</html", text, re.IGNORECASE):
        yield CUT


# Hidden or struck-through text.


def _taken_out(root: Element) -> Iterator[LeftOut]:
    """Remove what a reader of the page does not see as its words, and yield what is reported."""
    hidden, struck = _classes(root, IS_HIDDEN), _classes(root, IS_STRUCK)
    etree.strip_elements(root, *markup.NEVER, with_tail=False)
    places = {table: number for number, table in enumerate(root.iter("table"), start=1)}
    found: list[tuple[Element, str]] = []
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if reason := _reason(element, hidden, struck):
            found.append((element, reason))
            walk.skip_subtree()
    texts = [(" ".join(each.text_content().split()), _where(each, places)) for each, _ in found]
    for (element, reason), (words, where) in zip(found, texts, strict=True):
        if words:
            yield LeftOut(words, where, reason)
        if element.getparent() is not None:
            element.drop_tree()


def _reason(element: Element, hidden: set[str], struck: set[str]) -> str:
    style = element.get("style", "")
    classes = set(element.get("class", "").split())
    if "hidden" in element.attrib or IS_HIDDEN.search(style) or classes & hidden:
        return HIDDEN
    if IS_STRUCK.search(style) or classes & struck:
        return STRUCK
    return REASONS.get(str(element.tag), "")


def _classes(root: Element, what: re.Pattern[str]) -> set[str]:
    """Return the classes that the page's style sheets give this property."""
    rules = [rule for style in root.iter("style") for rule in RULE.findall(style.text or "")]
    return {
        found[1]
        for selectors, rules_text in rules
        if what.search(rules_text)
        for each in selectors.split(",")
        if (found := CLASS.match(each))
    }


def _where(element: Element, places: dict[Element, int]) -> str:
    row = element if element.tag == "tr" else next(element.iterancestors("tr"), None)
    table = next(row.iterancestors("table"), None) if row is not None else None
    if row is None or table is None:
        return "outside tables"
    return f"table {places[table]}, row {rows_of(table).index(row) + 1}"


# Tables and the text around them.


def _blocks(root: Element) -> Iterator[Table | Paragraph]:
    heading = ""
    paragraphs = 0
    places = {table: number for number, table in enumerate(root.iter("table"), start=1)}
    for block in _in_order(root, places):
        if isinstance(block, Table):
            yield block if block.title else replace(block, title=heading)
            continue
        paragraphs += 1
        if paragraphs > MOST_PARAGRAPHS:
            raise CannotRead(TOO_LONG.format(most=MOST_PARAGRAPHS))
        heading = block.text if block.heading else heading
        yield block


def _in_order(root: Element, places: dict[Element, int]) -> Iterator[Table | Paragraph]:
    for block in markup.blocks_of(root, _is_grid):
        if isinstance(block, Paragraph):
            yield block
            continue
        found = WebTable(block)
        for loose in found.loose:
            yield from [loose] if isinstance(loose, Paragraph) else _in_order(loose, places)
        table = found.table(f"table {places[block]}")
        if table.boxes:
            yield table


def _is_grid(element: Element) -> bool:
    """Return whether this is a table of words; a layout table contains other tables."""
    if element.tag != "table":
        return False
    if element.find(".//table") is None:
        return True
    own = [cell for row in WebTable(element).rows for cell in row]
    return sum(cell.find(".//table") is None and _has_words(cell) for cell in own) > A_LAYOUT


A_LAYOUT = 2
"""The most boxes with words that a layout table has beside its nested tables."""


def _has_words(element: Element) -> bool:
    return bool(element.text_content().strip())
