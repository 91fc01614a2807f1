"""Content of one part of a Word file: paragraphs in reading order, and tables.

The body, a box of a table, a text box and a footnote are read alike. What is not read goes into
`left_out` with its place and reason.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from opportunities.exchange.reading.formats.word import own
from opportunities.exchange.reading.formats.word.lists import ListPosition, Lists, depths
from opportunities.exchange.reading.formats.word.parts import (
    W,
    WordFile,
    newest_alternative,
    value_of_child,
)
from opportunities.exchange.reading.formats.word.runs import ParagraphContents, Reason, Runs
from opportunities.exchange.reading.formats.word.styles import Styles
from opportunities.exchange.reading.tables import CannotRead, LeftOut, Paragraph

TOO_DEEP = (
    "In this file tables, text boxes or other parts stand inside one another too often to be read. "
    "Copy the table with the framework into a new Word file, and bring in that."
)
TOO_MUCH = "This file has more than {:,} paragraphs. Save the part with the framework by itself."
MOST_PARAGRAPHS = 100_000
DEEPEST = 8
"""The deepest nesting of text boxes and footnotes."""

REASONS: dict[Reason, str] = {
    "deleted": "It is deleted in the tracked changes.",
    "hidden": "It is hidden text.",
    "struck": "It is struck through.",
    "prompt": "It only says what to fill in here.",
}
TRACKED = "The file has tracked changes. It is read as if all of them were accepted."
NOTED = "The file has footnotes. Each is read beneath the line that it belongs to."
CONTENTS = LeftOut("The table of contents", "", "It repeats the headings.")
FURTHER_LINK = "A line has one link; this is a further one."
NO_TEXT = "It is no text. Type what it says, if that belongs into the framework."
INDENT = "    "


@dataclass
class PlacedParagraph:
    """A paragraph with its place, before its level is known relative to the others."""

    paragraph: Paragraph
    standing: ListPosition
    is_note: bool = False


@dataclass
class FileFindings:
    """What reading collects for the whole file. `comments`: places of comments. `is_grid_headed`:
    in our own file, whether the heading over the grid is still there.
    """

    file: WordFile
    styles: Styles
    lists: Lists
    is_ours: bool = False
    is_grid_headed: bool = False
    has_pages: bool = False
    left_out: list[LeftOut] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    paragraphs: int = 0
    depth: int = 0

    def leave_out(self, what: str, where: str, reason: str) -> None:
        if words := " ".join(what.split()):
            self.left_out.append(LeftOut(words, where, reason))


class Content:
    """Reads the content of one part of the file."""

    def __init__(self, found: FileFindings, part: str) -> None:
        self.found = found
        self.runs = Runs(found.styles, found.file.addresses(part))
        self.carries_on = self.is_in_section = False
        self.last: PlacedParagraph | None = None

    def begin_box(self) -> None:
        """Start a box: no paragraph continues from the one before."""
        self.runs.begin_box()
        self.carries_on = False
        self.last = None

    def read(
        self, container: etree._Element, where: str = ""
    ) -> Iterator[PlacedParagraph | etree._Element]:
        """Yield the paragraphs of a container as entries, and its tables as elements."""
        self.found.depth += 1
        if self.found.depth > DEEPEST:
            raise CannotRead(TOO_DEEP)
        before: ParagraphContents | None = None
        for child in self._children(container):
            match str(child.tag).rpartition("}")[2]:
                case "p":
                    before = self.runs.read(child, before)
                    if self.runs.is_tracked or _has_deleted_mark(child):
                        self.found.notes[TRACKED] = None
                    if not _has_deleted_mark(child):
                        contents, before = before, None
                        yield from self._entries(child, contents, where)
                case "tbl":
                    yield child
                case "bookmarkStart":
                    self.runs.open_bookmark(child)
                case "altChunk":
                    what = "Another file that is put into this one"
                    self.found.leave_out(what, where, "Bring it in by itself.")
        self.found.depth -= 1

    def _children(self, container: etree._Element) -> Iterator[etree._Element]:
        """Yield the children, also those of content controls; skip a table of contents."""
        for child in container:
            name = str(child.tag).rpartition("}")[2]
            if name == "sdt":
                gallery = child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
                if gallery is not None and gallery.get(f"{W}val") == "Table of Contents":
                    self.found.left_out.append(CONTENTS)
                else:
                    for content in child.iterchildren(f"{W}sdtContent"):
                        yield from self._children(content)
            elif name in ("customXml", "ins", "moveTo", "smartTag"):
                yield from self._children(child)
            elif name == "AlternateContent":
                if (newer := newest_alternative(child)) is not None:
                    yield from self._children(newer)
            else:
                yield child

    def _entries(
        self, element: etree._Element, contents: ParagraphContents, where: str
    ) -> Iterator[PlacedParagraph | etree._Element]:
        """Yield the entry of a paragraph, those of its footnotes, and its text boxes' content."""
        self.found.paragraphs += 1
        if self.found.paragraphs > MOST_PARAGRAPHS:
            raise CannotRead(TOO_MUCH.format(MOST_PARAGRAPHS))
        properties = element.find(f"{W}pPr")
        style = self.found.styles.name(value_of_child(properties, "pStyle"))
        where = self._where(where, contents.page)
        self._report(contents, where)
        if contents.text.strip() and not self._is_added(style, contents, where):
            if style.startswith("toc "):
                self.found.left_out.append(CONTENTS)
            else:
                self.last = self._entry(properties, contents, where)
                yield self.last
                yield from self._noted(contents, where)
        for text in contents.texts:
            yield from self.read(text, where)

    def _entry(
        self, properties: etree._Element | None, contents: ParagraphContents, where: str
    ) -> PlacedParagraph:
        keys = contents.keys or contents.mark
        is_same = contents.mark and keys and contents.mark.placement == keys.placement
        heading = self.found.styles.heading(properties)
        text = contents.text
        if self.found.is_ours:
            text, heading = self._in_section(text, heading)
        links = contents.links
        if self.found.is_ours:
            links = own.links_beside(contents.text, links)
        paragraph = Paragraph(
            text,
            heading=heading,
            is_bold=contents.is_bold,
            link=links[0] if links else "",
            placement=keys.placement if keys else None,
            opportunity=contents.mark.opportunity if contents.mark and is_same else None,
            tier=own.tier_of(contents.provider) if self.found.is_ours else None,
            where=where,
        )
        return PlacedParagraph(
            paragraph, ListPosition() if heading else self.found.lists.standing(properties)
        )

    def _in_section(self, text: str, heading: int) -> tuple[str, int]:
        """Return a heading within a section of our own file as the Markdown it was made from."""
        if heading > 2 or (heading == 2 and self.is_in_section):
            return f"{'#' * (heading - 1)} {text}", 0
        return text, heading

    def _noted(self, contents: ParagraphContents, where: str) -> Iterator[PlacedParagraph]:
        """Yield the footnotes and endnotes of a paragraph."""
        for kind, id in contents.notes:
            for part in self.found.file.related(f"{kind}s"):
                for note in self.found.file.notes(part, kind):
                    if note.get(f"{W}id") == id:
                        self.found.notes[NOTED] = None
                        for each in Content(self.found, part).read(note, where):
                            if isinstance(each, PlacedParagraph):
                                yield replace(each, is_note=True)

    def _is_added(self, style: str, contents: ParagraphContents, where: str) -> bool:
        """Return whether our own writer added this paragraph to the lines, and read what it says of
        one.
        """
        if not self.found.is_ours:
            return False
        if style in (own.DETAILS, own.PLACE_NOTE) and self.last and not self.carries_on:
            self._take_beside(style, contents, self.last, where)
        if style == own.PROVIDER and self.last:
            tier = own.tier_of(contents.text)
            self.last.paragraph = replace(self.last.paragraph, tier=tier)
        is_over_grid = style == "heading 1" and contents.text == own.OVER_THE_GRID
        if style == "heading 1":
            self.is_in_section = self.found.is_grid_headed and not is_over_grid
        self.carries_on = self.carries_on or style == own.CARRIED_ON
        is_added = style in own.ADDED or contents.text in own.INSTEAD
        return self.carries_on or is_over_grid or is_added

    def _take_beside(
        self, style: str, contents: ParagraphContents, last: PlacedParagraph, where: str
    ) -> None:
        """Read a paragraph beneath a line: its note, its link, or a field."""
        line = last.paragraph
        if style == own.PLACE_NOTE:
            last.paragraph = replace(line, beside=(*line.beside, ("note", contents.text)))
        elif fact := own.fact_in(contents.text):
            last.paragraph = replace(line, beside=(*line.beside, fact))
        elif contents.links:
            last.paragraph = replace(line, link=contents.links[0])
        else:
            self.found.leave_out(contents.text, where, own.NO_FACT)

    def _where(self, where: str, page: int) -> str:
        pages = f"page {page}" if self.found.has_pages and page else ""
        return where if where or not pages else pages

    def _report(self, contents: ParagraphContents, where: str) -> None:
        """Report what is not read in a paragraph."""
        for reason, words in contents.left_out.items():
            if reason in REASONS:
                self.found.leave_out(words, where, REASONS[reason])
        for address in contents.links[1:]:
            if address not in contents.text:
                self.found.leave_out(address, where, FURTHER_LINK)
        for what in contents.pictures:
            self.found.leave_out(what, where, NO_TEXT)
        self.found.comments |= dict.fromkeys(contents.comments, where)


def leveled(entries: Iterable[PlacedParagraph], is_box: bool = False) -> Iterator[Paragraph]:
    """Yield the paragraphs with their levels: those of list entries, and of notes beneath them.

    In a box, leading spaces of a paragraph outside lists count as an indent.
    """
    entries = list(entries)
    lines = [entry for entry in entries if not entry.is_note]
    indents = iter(depths(entry.standing for entry in lines))
    levels = iter(depths(entry.standing for entry in lines if entry.standing.is_listed))
    last = Paragraph("")
    for entry in entries:
        paragraph = entry.paragraph
        if entry.is_note:
            if last.level is not None:
                yield replace(paragraph, level=last.level + 1, heading=0)
            else:
                before = last.text[: len(last.text) - len(last.text.lstrip())]
                text = before + INDENT + paragraph.text.lstrip()
                yield replace(paragraph, text=text, heading=0)
            continue
        indent = next(indents)
        if entry.standing.is_listed:
            paragraph = replace(paragraph, level=next(levels))
        elif is_box and indent and not paragraph.placement:
            paragraph = replace(paragraph, text=INDENT * indent + paragraph.text)
        last = paragraph
        yield paragraph


def _has_deleted_mark(paragraph: etree._Element) -> bool:
    """Return whether the paragraph continues in the next one once tracked changes are accepted."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and any(
        mark.find(f"{W}{name}") is not None for name in ("del", "moveFrom")
    )
