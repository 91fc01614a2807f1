"""The structure tree of a tagged PDF, as a screen reader goes through it."""

import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pikepdf
import pypdfium2
from pypdfium2.raw import FPDF_PAGEOBJ_TEXT, FPDFPageObj_GetMarkedContentID


@dataclass
class Tag:
    """A node of the structure tree: `kind` ("TD"), its attributes, and its ordered content."""

    kind: str
    alternative: str = ""
    name: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    holds: "list[Tag | str]" = field(default_factory=list)

    @property
    def tags(self) -> "list[Tag]":
        return [part for part in self.holds if isinstance(part, Tag)]

    def all(self, *kinds: str) -> "Iterator[Tag]":
        """Yield every descendant of these kinds, in reading order."""
        for tag in self.tags:
            if tag.kind in kinds:
                yield tag
            yield from tag.all(*kinds)

    def of(self, *kinds: str) -> "list[Tag]":
        """Return those of these kinds that are not nested in another of them."""
        found: list[Tag] = []
        for tag in self.tags:
            found += [tag] if tag.kind in kinds else tag.of(*kinds)
        return found

    def text(self, *without: str) -> str:
        """Return its letters without white space, which is lost at line breaks."""
        parts = (
            part if isinstance(part, str) else part.text(*without)
            for part in self.holds
            if isinstance(part, str) or part.kind not in without
        )
        return "".join(parts)


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


HYPHEN_AT_THE_END = "\x02"
"""PDFium's for a hyphen at the end of a line."""


class TaggedPDF:
    def __init__(self, content: bytes) -> None:
        self.content = content
        self.file = pikepdf.open(io.BytesIO(content))

    @cached_property
    def pages(self) -> list[str]:
        with pypdfium2.PdfDocument(self.content) as pdf:
            texts = [page.get_textpage().get_text_range() for page in pdf]
        return ["\n".join(text.replace(HYPHEN_AT_THE_END, "-").splitlines()) for text in texts]

    @cached_property
    def bookmarks(self) -> list[tuple[int, str]]:
        with self.file.open_outline() as outline:
            return list(_bookmarks(outline.root, 1))

    @cached_property
    def fonts(self) -> set[str]:
        """Return the names of fonts, without the six letters that mark a subset."""
        return {
            str(entry.BaseFont).split("+")[-1].lstrip("/")
            for entry in self.file.objects
            if isinstance(entry, pikepdf.Dictionary) and "/BaseFont" in entry
        }

    @cached_property
    def links(self) -> set[str]:
        return {
            str(entry.A.URI)
            for page in self.file.pages
            for entry in page.get("/Annots", [])
            if "/A" in entry and "/URI" in entry.A
        }

    @cached_property
    def root(self) -> Tag:
        tree = self.file.Root.StructTreeRoot
        root = Tag("root")
        self._hold(root, tree.K, None)
        return root

    def _tag(self, node: Any) -> Tag:
        tag = Tag(str(node.S).lstrip("/"), str(node.get("/Alt", "")), str(node.get("/ID", "")))
        for owned in _listed(node.get("/A")):
            tag.attributes |= {name: value for name, value in owned.items() if name != "/O"}
        self._hold(tag, node.get("/K"), node.get("/Pg"))
        return tag

    def _hold(self, tag: Tag, kids: Any, page: Any) -> None:
        for kid in _listed(kids):
            if isinstance(kid, int):
                tag.holds.append(self._text(page, kid))
            elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                tag.holds.append(self._tag(kid))
            elif isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
                tag.holds.append(self._text(kid.get("/Pg", page), int(kid.MCID)))

    def _text(self, page: Any, mcid: int) -> str:
        return self._texts[page.objgen, mcid]

    @cached_property
    def _texts(self) -> dict[tuple[Any, int], str]:
        texts: defaultdict[tuple[Any, int], str] = defaultdict(str)
        with pypdfium2.PdfDocument(self.content) as pdf:
            for page, ours in zip(pdf, self.file.pages, strict=True):
                for part in page.get_objects([FPDF_PAGEOBJ_TEXT], textpage=page.get_textpage()):
                    mcid = FPDFPageObj_GetMarkedContentID(part)
                    said = part.extract().replace(HYPHEN_AT_THE_END, "-")
                    texts[ours.obj.objgen, mcid] += squeezed(said)
        return texts


def _listed(value: Any) -> list[Any]:
    """Return a list for PDF's "one thing or an array"."""
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _bookmarks(items: Any, level: int) -> Iterator[tuple[int, str]]:
    for item in items:
        yield level, item.title
        yield from _bookmarks(item.children, level + 1)
