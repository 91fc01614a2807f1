"""The parts of a Word file (.docx), found by relationship whatever their names.

The “Strict” variant is converted: only its namespaces differ.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from posixpath import dirname, join, normpath
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from opportunities.exchange.reading.tables import CannotRead

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

STRICT = "http://purl.oclc.org/ooxml/"
USUAL = {
    f"{STRICT}wordprocessingml/main": W[1:-1],
    f"{STRICT}officeDocument/relationships": R[1:-1],
}
MAIN = ("document.main+xml", "document.macroEnabled.main+xml", "template.main+xml")

NO_WORD = (
    "This is no Word document, or a part of it is missing. "
    "Open it in Word, save it again as .docx, and bring in that."
)

PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    huge_tree=False,
    load_dtd=False,
    remove_comments=True,
    remove_pis=True,
)


class Relation(NamedTuple):
    """The target of a relationship: the name of another part, or an external address."""

    kind: str
    target: str
    is_outside: bool


class WordFile:
    """The package. Raises the exceptions of zipfile and lxml."""

    def __init__(self, content: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self.names = {name.lower(): name for name in self.archive.namelist()}
        self.parsed: dict[str, etree._Element | None] = {}
        self.main = self._main()
        self.relations = cache(self._relations)

    def xml(self, part: str) -> etree._Element | None:
        """Return the XML of a part; None if it is missing."""
        name = self.names.get(part.lower())
        if name is None:
            return None
        root = etree.fromstring(self.archive.read(name), PARSER)
        if STRICT not in "".join(map(str, root.nsmap.values())):
            return root
        text = etree.tostring(root, encoding="unicode")
        for strict, usual in USUAL.items():
            text = text.replace(f'"{strict}"', f'"{usual}"')
        return etree.fromstring(text, PARSER)

    def related(self, kind: str) -> Iterator[str]:
        """Yield the parts related to the main one as “styles”, “footer” and so on."""
        for relation in self.relations(self.main).values():
            if relation.kind == kind and not relation.is_outside:
                yield relation.target

    def first(self, kind: str) -> etree._Element | None:
        """Return the XML of the first related part of this kind."""
        return next(filter(lambda xml: xml is not None, map(self.xml, self.related(kind))), None)

    def notes(self, part: str, kind: str) -> Iterator[etree._Element]:
        """Yield the footnotes or endnotes of a part, without the separators stored there."""
        if part not in self.parsed:
            self.parsed[part] = self.xml(part)
        xml = self.parsed[part]
        for note in () if xml is None else xml.iterchildren(f"{W}{kind}"):
            if note.get(f"{W}type", "normal") == "normal":
                yield note

    def addresses(self, part: str) -> dict[str, str]:
        """Return the external addresses of a part, by relationship id."""
        return {
            id: relation.target
            for id, relation in self.relations(part).items()
            if relation.is_outside
        }

    def properties(self) -> dict[str, str]:
        """Return the document's properties by name."""
        for relation in self.relations("").values():
            if relation.kind == "custom-properties":
                xml = self.xml(relation.target)
                return (
                    {}
                    if xml is None
                    else {each.get("name", ""): "".join(map(str, each.itertext())) for each in xml}
                )
        return {}

    def _relations(self, part: str) -> dict[str, Relation]:
        folder, _, file = part.rpartition("/")
        xml = self.xml(join(folder, "_rels", f"{file}.rels"))
        found = {}
        for each in () if xml is None else xml.iter("{*}Relationship"):
            kind, target = each.get("Type", "").rpartition("/")[2], each.get("Target", "")
            is_outside = each.get("TargetMode") == "External"
            if not is_outside:
                target = normpath(join("/", dirname(part), unquote(target)))[1:]
            found[each.get("Id", "")] = Relation(kind, target, is_outside)
        return found

    def _main(self) -> str:
        for relation in self._relations("").values():
            if relation.kind == "officeDocument" and relation.target.lower() in self.names:
                return relation.target
        kinds = self.xml("[Content_Types].xml")
        for each in () if kinds is None else kinds.iter("{*}Override"):
            part = each.get("PartName", "").lstrip("/")
            if each.get("ContentType", "").endswith(MAIN) and part.lower() in self.names:
                return part
        raise CannotRead(NO_WORD)


UNITS = {"pt": 20, "in": 1440, "cm": 567, "mm": 56.7, "pc": 240, "pi": 240, "": 1}
MEASURE = re.compile(r"(-?\d{1,9}(?:\.\d{1,9})?)(pt|in|cm|mm|pc|pi)?")
FARTHEST = 1_000_000_000


def number(measure: str | None, otherwise: int = 0) -> int:
    """Parse a number, or a length in twentieths of a point; FARTHEST if it has too many digits."""
    found = MEASURE.fullmatch(measure or "")
    if found:
        return int(float(found[1]) * UNITS[found[2] or ""])
    return FARTHEST if measure and measure.isdecimal() else otherwise


def value_of_child(element: etree._Element | None, name: str) -> str | None:
    """Return the value of the named child; None if there is none."""
    child = None if element is None else element.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val", "")


def is_on(element: etree._Element | None, name: str) -> bool | None:
    """Return whether the named child turns a property on or off; None if there is no such child."""
    value = value_of_child(element, name)
    return None if value is None else value.lower() not in ("0", "false", "off", "none")


def newest_alternative(element: etree._Element) -> etree._Element | None:
    """Return the alternative for newer programs, of content stored for newer and older ones."""
    both = element.iterchildren("{*}Choice", "{*}Fallback")
    return next((each for each in both if len(each)), None)
