"""The words of a paragraph in a Word file, as printed once tracked changes are accepted.

Deleted, hidden and struck-through words are left out, with the reason. Text boxes, pictures, notes
and comments are only collected here; the reader places them.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from opportunities.exchange.reading.formats.word.own import (
    MARKS,
    PROVIDER_MARK,
    LineKeys,
    keys_of_bookmark,
    keys_of_mark,
)
from opportunities.exchange.reading.formats.word.parts import (
    R,
    W,
    is_on,
    newest_alternative,
    value_of_child,
)
from opportunities.exchange.reading.formats.word.styles import Styles
from opportunities.grid.web_address import href

type Reason = Literal["deleted", "moved", "hidden", "struck", "prompt"]

INSTRUCTION = re.compile(r'\s*HYPERLINK\s+(?:\\[a-z]\s+)*"([^"]*)"', re.IGNORECASE)
HEXADECIMAL = re.compile(r"[0-9A-Fa-f]{1,4}")
AT_PLACE = re.compile(r'\\l\s+"([^"]*)"')

THROUGH = {
    *("smartTag", "customXml", "dir", "bdo", "sdtContent", "ruby", "rubyBase"),
    *("fldSimple", "hyperlink", "ins", "moveTo", "del", "moveFrom", "sdt"),
}
"""Elements that are transparent: their content is read, some with a reason or a link."""

OF_SIGNS = ("wingdings", "wingdings 2", "wingdings 3", "webdings")
SIGNS = {
    **{("wingdings", code): "✓" for code in (0xFC, 0xFE)},
    **{("wingdings 2", code): "✓" for code in (0x50, 0x52)},
    **{("wingdings", code): "☐" for code in (0x6F, 0xA8)},
    ("webdings", 0x61): "✓",
    ("wingdings", 0xE0): "→",
    ("wingdings", 0x4A): "☺",
}
"""Characters of symbol fonts that are not bullets. Bullets stay in the private use area."""
PLAIN_TEXT = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass
class ParagraphContents:
    """The content of a paragraph. `texts`: its text boxes. `notes`: its footnotes and endnotes."""

    pieces: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    is_bold: bool = True
    keys: LineKeys | None = None
    mark: LineKeys | None = None
    provider: str = ""
    left_out: dict[Reason, str] = field(default_factory=lambda: defaultdict(str))
    texts: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    page: int = 0

    @property
    def text(self) -> str:
        return "".join(self.pieces).rstrip().lstrip("\n\r")

    @property
    def length(self) -> int:
        return sum(map(len, self.pieces))


@dataclass
class _Field:
    """A field: its instruction, and whether its result has begun."""

    instruction: str = ""
    words: str = ""
    is_result: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class _Way:
    """The context of a run: the address its words link to, and why they are left out."""

    link: str = ""
    reason: Reason | None = None


class Runs:
    """Reads the paragraphs of one part, whose `addresses` are given by id."""

    def __init__(self, styles: Styles, addresses: dict[str, str]) -> None:
        self.styles, self.addresses = styles, addresses
        self.fields: list[_Field] = []
        self.opened: dict[str, tuple[LineKeys, int]] = {}
        self.page = 0
        self.is_tracked = False
        self.current = ParagraphContents()
        self.style: str | None = None

    def read(
        self, paragraph: etree._Element, before: ParagraphContents | None = None
    ) -> ParagraphContents:
        """Read a paragraph, as the continuation of `before` if that is given."""
        self.current = before or ParagraphContents()
        self.current.is_bold = True
        self.style = value_of_child(paragraph.find(f"{W}pPr"), "pStyle")
        self._walk(paragraph, _Way())
        for one in self.fields:
            if not one.is_result:  # the end is missing: the instruction is text
                self.current.pieces.append(one.words)
                one.is_result = True
        for id in list(self.opened):
            keys, start = self.opened[id]
            self._close(id)
            if self.current.length <= start:
                self.opened[id] = keys, 0
        self.current.page = self.current.page or self.page
        return self.current

    def begin_box(self) -> None:
        """Start a box: nothing continues from the one before."""
        self.fields.clear()
        self.opened.clear()

    def open_bookmark(self, start: etree._Element, place: int = 0) -> None:
        """Open a bookmark at this place in the paragraph, or at the next paragraph."""
        if keys := keys_of_bookmark(start.get(f"{W}name", "")):
            self.opened[start.get(f"{W}id", "")] = keys, place

    def _walk(self, element: etree._Element, way: _Way) -> None:
        for child in element:
            name = _name(child)
            if name == "r":
                self._run(child, way)
            elif name in THROUGH:
                self._walk(child, self._through(name, child, way))
            elif name == "bookmarkStart":
                self.open_bookmark(child, self.current.length)
            elif name == "bookmarkEnd":
                self._close(child.get(f"{W}id", ""))
            elif name == "AlternateContent":
                if (content := newest_alternative(child)) is not None:
                    self._walk(content, way)
            elif name in ("oMath", "oMathPara"):
                self._say("".join(each.text or "" for each in child.iter("{*}t")), way)
            elif name == "subDoc":
                self.current.pictures.append("Another document")

    def _close(self, id: str) -> None:
        keys, start = self.opened.pop(id, (None, 0))
        if keys and self.current.length > start:
            self.current.keys = self.current.keys or keys

    def _through(self, name: str, child: etree._Element, way: _Way) -> _Way:
        """Return the context inside an element that has no words of its own."""
        self.is_tracked = self.is_tracked or name in ("ins", "moveTo", "del", "moveFrom")
        match name:
            case "del":
                return _Way(way.link, "deleted")
            case "moveFrom":
                return _Way(way.link, "moved")
            case "sdt" if is_on(child.find(f"{W}sdtPr"), "showingPlcHdr"):
                return _Way(way.link, "prompt")
            case "hyperlink":
                address = self.addresses.get(child.get(f"{R}id", ""), "")
                anchor = child.get(f"{W}anchor", "")
                return _Way(_joined(address, anchor) or way.link, way.reason)
            case "fldSimple":
                return _Way(_link_in(child.get(f"{W}instr", "")) or way.link, way.reason)
        return way

    def _run(self, run: etree._Element, way: _Way) -> None:
        properties = run.find(f"{W}rPr")
        reason = way.reason or self._left_out(properties)
        way = _Way(way.link, reason)
        mark = self.styles.name(value_of_child(properties, "rStyle") or "")
        is_beside = mark in MARKS
        if mark == PROVIDER_MARK and not reason:
            self.current.provider += "".join(map(str, run.itertext(f"{W}t")))
        font = _font(properties)
        for child in run:
            name = _name(child)
            if name in ("t", "delText"):
                text = _in_font(child.text or "", font)
                self._say(text, way, properties, is_beside)
            elif name == "sym":
                self._say(_symbol(child), way, properties)
            elif name in PLAIN_TEXT:
                self._say(PLAIN_TEXT[name], way)
            elif name == "lastRenderedPageBreak":
                self.page += 1
            elif name in ("fldChar", "instrText"):
                self._field(child, name)
            elif reason is None:
                self._put_in(child, name, way)

    def _put_in(self, child: etree._Element, name: str, way: _Way) -> None:
        """Read what stands in a run beside its words."""
        current = self.current
        if name in ("footnoteReference", "endnoteReference"):
            current.notes.append((name.removesuffix("Reference"), child.get(f"{W}id", "")))
        elif name == "commentReference":
            current.comments.append(child.get(f"{W}id", ""))
        elif name == "AlternateContent":
            content = newest_alternative(child)
            for each in () if content is None else content:
                self._put_in(each, _name(each), way)
        elif name in ("drawing", "pict", "object"):
            current.texts += _text_boxes(child)
            current.pictures += _pictures(child)
        elif name in THROUGH:
            self._walk(child, self._through(name, child, way))

    def _left_out(self, properties: etree._Element | None) -> Reason | None:
        if self.styles.is_on("vanish", properties, self.style):
            return "hidden"
        for name in ("strike", "dstrike"):
            if self.styles.is_on(name, properties, self.style):
                return "struck"
        return None

    def _say(
        self,
        text: str,
        way: _Way,
        properties: etree._Element | None = None,
        is_beside: bool = False,
    ) -> None:
        inner = next((one for one in reversed(self.fields) if not one.is_result), None)
        if inner:
            inner.instruction += text
            inner.words += text
            return
        link = next((one.link for one in reversed(self.fields) if one.link), way.link)
        keys = keys_of_mark(link, text) if link else None
        if keys or is_beside:
            self.current.mark = self.current.mark or (None if way.reason else keys)
            return
        if way.reason:
            self.current.left_out[way.reason] += text
            return
        self.current.pieces.append(text)
        if not text.strip():
            return
        self.current.page = self.current.page or self.page
        self.current.is_bold = self.current.is_bold and self.styles.is_on(
            "b", properties, self.style
        )
        address = href(link.strip())
        if address and address not in self.current.links:
            self.current.links.append(address)

    def _field(self, child: etree._Element, name: str) -> None:
        if name == "instrText":
            inner = next((one for one in reversed(self.fields) if not one.is_result), None)
            if inner:
                inner.instruction += child.text or ""
            return
        kind = child.get(f"{W}fldCharType")
        if kind == "begin":
            self.fields.append(_Field())
            box = child.find(f"{W}ffData/{W}checkBox")
            ticked = is_on(box, "checked")
            if ticked or (ticked is None and is_on(box, "default")):
                self.current.pieces.append("✓")
        elif kind == "separate" and self.fields:
            self.fields[-1].is_result = True
            self.fields[-1].link = _link_in(self.fields[-1].instruction)
        elif kind == "end" and self.fields:
            self.fields.pop()


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _joined(address: str, anchor: str) -> str:
    return f"{address}#{anchor}" if address and anchor else address


def _link_in(instruction: str) -> str:
    """Return the address of a link field; empty for other fields."""
    found = INSTRUCTION.match(instruction)
    place = AT_PLACE.search(instruction)
    return _joined(found[1], place[1] if place else "") if found else ""


def _font(properties: etree._Element | None) -> str:
    fonts = None if properties is None else properties.find(f"{W}rFonts")
    return "" if fonts is None else fonts.get(f"{W}ascii", "").lower()


def _in_font(text: str, font: str) -> str:
    """Return the text with characters of a symbol font replaced by what people see."""
    if font == "symbol":
        return text.replace("·", "•")
    if font not in OF_SIGNS:
        return text
    return "".join(_sign(font, ord(letter)) if letter.strip() else letter for letter in text)


def _sign(font: str, code: int) -> str:
    if code > 0xFF and not 0xF000 <= code <= 0xF0FF:
        return chr(code)
    return SIGNS.get((font, code & 0xFF)) or chr(0xF000 + (code & 0xFF))


def _symbol(element: etree._Element) -> str:
    """Return a symbol, given by its number in a font."""
    code = element.get(f"{W}char", "")
    if not HEXADECIMAL.fullmatch(code):
        return ""
    return _sign(element.get(f"{W}font", "").lower(), int(code, 16))


def _text_boxes(drawing: etree._Element) -> Iterator[etree._Element]:
    """Yield the text boxes of a drawing without duplicates; nested ones come with the outer one."""
    for child in drawing:
        if _name(child) == "txbxContent":
            yield child
        elif _name(child) == "AlternateContent":
            yield from (
                () if (content := newest_alternative(child)) is None else _text_boxes(content)
            )
        else:
            yield from _text_boxes(child)


def _pictures(drawing: etree._Element) -> list[str]:
    """Describe the pictures of a drawing, with their alternative text; mere shapes are skipped."""
    kinds = {
        "A picture": ("{*}blip", "{*}imagedata"),
        "A chart": ("{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",),
        "A diagram": ("{*}relIds",),
        "An embedded object": ("{*}OLEObject",),
    }
    found = []
    for kind, names in kinds.items():
        if next(drawing.iter(*names), None) is not None:
            about = next(drawing.iter("{*}docPr"), None)
            words = "" if about is None else about.get("descr") or about.get("title") or ""
            found.append(f"{kind}: {words}" if words else kind)
    letters = (each.get("string", "") for each in drawing.iter("{*}textpath"))
    return found[:1] or [f"Letters drawn as a picture: {text}" for text in letters]
