"""A Word document, read back with nothing but zipfile and lxml."""

import io
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zipfile import ZipFile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

MARKS = {"LinkMark", "ProviderMark", "CopyMark"}
"""Runs in these styles are beside the words, and not part of them."""


@dataclass(frozen=True)
class Paragraph:
    """`level`: its list level, None outside lists."""

    style: str
    text: str
    level: int | None
    links: tuple[str, ...]
    bookmarks: tuple[str, ...]
    marks: tuple[str, ...]


class Docx:
    def __init__(self, content: bytes) -> None:
        with ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.trees: dict[str, Any] = {
            name: etree.fromstring(part) for name, part in self.parts.items()
        }
        self.body = self.trees["word/document.xml"][0]

    @cached_property
    def addresses(self) -> dict[str, str]:
        relations = self.trees["word/_rels/document.xml.rels"]
        return {relation.get("Id"): relation.get("Target") for relation in relations}

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """Return the paragraphs outside tables."""
        return [self.paragraph(each) for each in self.body.findall(f"{W}p")]

    @property
    def tables(self) -> list[Any]:
        return self.body.findall(f"{W}tbl")

    def texts(self, style: str) -> list[str]:
        return [each.text for each in self.paragraphs if each.style == style]

    @cached_property
    def all_paragraphs(self) -> list[Paragraph]:
        return [self.paragraph(each) for each in self.body.iter(f"{W}p")]

    def stages(self) -> list[tuple[str, list[list[list[Paragraph]]]]]:
        """Return the tables as rows of cells of paragraphs, each under the nearest heading 2."""
        name, found = "", []
        for each in self.body:
            if each.tag == f"{W}tbl":
                found.append((name, self.rows(each)))
            elif each.tag == f"{W}p" and (said := self.paragraph(each)).style == "Heading2":
                name = said.text
        return found

    def rows(self, table: Any) -> list[list[list[Paragraph]]]:
        return [
            [
                [self.paragraph(each) for each in cell.iter(f"{W}p")]
                for cell in row.findall(f"{W}tc")
            ]
            for row in table.findall(f"{W}tr")
        ]

    def paragraph(self, element: Any) -> Paragraph:
        level = element.find(f"{W}pPr/{W}numPr/{W}ilvl")
        runs = [(run, self._style(run)) for run in element.iter(f"{W}r")]
        return Paragraph(
            style=element.find(f"{W}pPr/{W}pStyle").get(f"{W}val"),
            text="".join(_text(run) for run, style in runs if style not in MARKS),
            level=None if level is None else int(level.get(f"{W}val")),
            links=tuple(
                self.addresses[link.get(f"{R}id")] for link in element.iter(f"{W}hyperlink")
            ),
            bookmarks=tuple(mark.get(f"{W}name") for mark in element.iter(f"{W}bookmarkStart")),
            marks=tuple(_text(run) for run, style in runs if style in MARKS),
        )

    def _style(self, run: Any) -> str:
        style = run.find(f"{W}rPr/{W}rStyle")
        return "" if style is None else style.get(f"{W}val")

    def properties(self) -> dict[str, str]:
        return {each.get("name"): each[0].text or "" for each in self.trees["docProps/custom.xml"]}


def _text(run: Any) -> str:
    said = {f"{W}tab": "\t", f"{W}br": "\n"}
    return "".join(
        each.text or "" if each.tag == f"{W}t" else said.get(each.tag, "") for each in run
    )


ORDERS = {
    "pPr": "pStyle keepNext keepLines numPr shd tabs bidi spacing ind outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b i color sz szCs u rtl lang",
    "tblPr": "tblStyle tblW tblBorders tblLayout tblCellMar tblLook tblCaption",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
    "trPr": "cantSplit tblHeader",
    "tc": "tcPr p",
    "tcPr": "tcW tcBorders",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "sectPr": "footerReference type pgSz pgMar cols",
    "style": "name basedOn next qFormat pPr rPr tblPr",
    "lvl": "start numFmt pStyle lvlText lvlJc pPr rPr",
    "abstractNum": "multiLevelType lvl",
    "num": "abstractNumId lvlOverride",
    "numbering": "abstractNum num",
    "styles": "docDefaults style",
    "numPr": "ilvl numId",
}
"""The children of elements, in the order that the schema of WordprocessingML requires."""


def out_of_order(document: Docx) -> list[str]:
    """Return the elements whose children are in an order that Word rejects."""
    found = []
    for name, tree in document.trees.items():
        for element in tree.iter():
            known = ORDERS.get(etree.QName(element).localname)
            if element.tag.startswith(W) and known:
                order = known.split()
                places = [order.index(etree.QName(child).localname) for child in element]
                if places != sorted(places):
                    found.append(f"{name}: {etree.tostring(element)[:300]!r}")
    return found
