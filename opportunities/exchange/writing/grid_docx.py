"""Write a grid as a Word document for schools to edit.

Each stage is a heading over its own table, so that Word's navigation lists the stages. A line is an
entry of a real list, with its sub-points at the second level. It has a hidden bookmark named after
the key of its placement, and ends in a small mark that links to an address with that key: Word
keeps bookmarks, every program keeps links. A single stage is a table for a review, with room to
write.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import accumulate, batched, groupby, pairwise
from typing import Any
from uuid import UUID

from opportunities.comparing.origins import OriginLabel
from opportunities.exchange import scope
from opportunities.exchange.writing import docx_markdown
from opportunities.exchange.writing.document import (
    NOTHING_LEFT,
    NOTHING_YET,
    DocumentCell,
    DocumentLine,
    GridDocument,
    counted,
)
from opportunities.exchange.writing.docx_parts import Properties, package
from opportunities.exchange.writing.docx_styles import BULLETS, TICK_BOXES, TIER_COLOURS
from opportunities.exchange.writing.docx_xml import (
    References,
    address_of,
    cell,
    field,
    paragraph,
    row,
    run,
    table,
    tag,
)
from opportunities.exchange.writing.formats import Format, register
from opportunities.exchange.writing.values import as_texts, fields_of, headings
from opportunities.grid.fields import Field
from opportunities.grid.roles import nearest_role
from opportunities.grid.snapshot import Column, Opportunity, Placement, Stage

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

A4 = 11906, 16838
"""Twentieths of a point, like all lengths here."""
MARGIN, MARGIN_ABOVE, MARGIN_BELOW = 680, 540, 640
MOST_COLUMNS = 8
"""A grid with more continues in a further table: no column gets narrower than a word is long."""

MOST_TEXT_COLUMNS, COLUMN_OF_TEXT = 3, 500
"""The most columns of text in sections, and how many letters warrant a further one."""

SMALLEST = 16
"""The size of letters in a grid, in half points."""

STAGE_WIDTHS = 1700, 6800, 2046
"""A single stage: who provides, the lines, room to write."""

OF_STAGE = fields_of(Stage, "name", "group", "family", "summary")
OF_LINE = fields_of(Opportunity, "text", "details", "link", "kinds")
OF_PLACE = fields_of(Placement, "place", "tier", "note")
CALLED = {"roles": "Also called", "standards": "Linked standards"}
"""Fields for which pages use another name."""

LINK_MARK = "\N{NO-BREAK SPACE}»"
LINK_TIP = "This opportunity on the website"


def write(document: GridDocument) -> bytes:
    """Return the file."""
    return _Writer(document).file()


FORMAT = register(
    Format("docx", "Word", MEDIA_TYPE, "Change it in your school", write, 10, extension="docx")
)


class _Writer:
    def __init__(self, document: GridDocument) -> None:
        self.document, self.source = document, document.source
        self.references = References()
        self.of_stage = document.stage is not None
        self.width = (A4[0] if self.of_stage else A4[1]) - 2 * MARGIN

    def file(self) -> bytes:
        body = "".join((*self._front(), *self._sections(), *self._grid(), *self._end()))
        body += self._page()
        return package(
            body, self._footer(), self._properties(), self.references, self._letter_size()
        )

    def text(self, style: str, text: str, **how: Any) -> str:
        """Return a paragraph of this text with its web addresses as links."""
        return paragraph(style, *self.references.text(text), text=text, **how)

    # --- Around the grid ---

    def _front(self) -> Iterator[str]:
        source, document = self.source, self.document
        title = source.title or source.framework
        if document.stage:
            yield self.text("Organisation", f"{source.organisation}: {title}")
            yield paragraph("Title", *self._stage_name(document.stage), text=document.stage.name)
        else:
            yield self.text("Organisation", source.organisation)
            yield self.text("Title", title)
        yield self.text("Edition", " · ".join(self._edition()))
        if source.address and not document.stage:
            yield self._linked("Edition", source.address)
        if source.contact:
            yield self.text("Edition", f"Whom to ask: {source.contact}")
        if document.is_filtered:
            by = f"Filtered by {'; '.join(document.filters)}." if document.filters else "Filtered."
            yield self.text(
                "Edition", f"{by} The whole has {counted(len(document.grid.opportunities))}."
            )
        if document.written_out:
            yield self.text("Edition", "“PLUS” and “As above” are written out.")

    def _edition(self) -> Iterator[str]:
        source, document = self.source, self.document
        if source.published:
            yield f"{source.edition} edition" if source.edition else "Edition without a year"
        else:
            yield "Draft, not published"
        if source.status == "withdrawn":
            yield "withdrawn"
        if not document.stage:
            stages = len(document.stages)
            at = f"at {stages} stage{'' if stages == 1 else 's'}"
            yield f"{document.counted}, {at}"
        if source.published:
            yield f"on the website since {_day(source.published)}"
        yield f"ref {document.reference}"

    def _sections(self) -> Iterator[str]:
        sections = self.document.sections
        if not sections:
            return
        yield paragraph("Normal", section=self._page())
        for section in sections:
            yield self.text("Heading1", section.heading)
            yield from docx_markdown.paragraphs(section.body, self.references, self.source.address)
        long = sum(len(section.body) for section in sections)
        columns = min(MOST_TEXT_COLUMNS, 1 + long // COLUMN_OF_TEXT)
        yield paragraph("Normal", section=self._page(columns))

    def _end(self) -> Iterator[str]:
        source = self.source
        credit = f"Source: {source.credit.rstrip()} " if source.credit else ""
        note = f"{credit}{self.document.cited}. {source.address}"
        yield self.text("SourceNote", note)

    def _linked(self, style: str, written: str) -> str:
        """Return a paragraph with an address, as a link if it is a web address."""
        if address := address_of(written):
            return paragraph(style, self.references.link(address, run(written, "Hyperlink")))
        return paragraph(style, run(written), text=written)

    def _page(self, columns: int = 1) -> str:
        """Return the properties of a section of the document: its page, and columns of text."""
        wide, high = A4 if self.of_stage else A4[::-1]
        turned = {} if self.of_stage else {"orient": "landscape"}
        footer = '<w:footerReference w:type="default" r:id="footer"/>'
        margins = {"top": MARGIN_ABOVE, "right": MARGIN, "bottom": MARGIN_BELOW, "left": MARGIN}
        return tag(
            "sectPr",
            footer,
            tag("type", val="continuous"),
            tag("pgSz", w=wide, h=high, **turned),
            tag("pgMar", **margins, header=400, footer=400, gutter=0),
            tag("cols", num=columns, space=400),
        )

    def _footer(self) -> str:
        draft = () if self.source.published else (run("Draft. ", bold=True),)
        tabs = tag("tabs", tag("tab", val="right", pos=self.width))
        left = (*draft, run(self.document.cited), run("\t"))
        pages = (run("Page "), field("PAGE"), run(" of "), field("NUMPAGES"))
        footer = paragraph("Footer", *left, *pages)
        return footer.replace("</w:pPr>", f"{tabs}</w:pPr>", 1)

    def _properties(self) -> Properties:
        source, document = self.source, self.document
        of = f"{document.stage.name}, " if document.stage else ""
        return Properties(
            title=f"{of}{source.title or source.framework}, {source.organisation}",
            subject=document.cited,
            author=source.organisation,
            keywords=f"continuing professional development; {document.cited}",
            created=source.published,
            custom={
                "CPD reference": document.reference,
                "CPD fingerprint": document.fingerprint,
                "CPD address": source.address,
                scope.PROPERTY: str(replace(document.scope, has_fields=False)),
            },
        )

    # --- The grid ---

    def _grid(self) -> Iterator[str]:
        document = self.document
        if document.is_nothing_left:
            yield self.text("BodyText", NOTHING_LEFT)
        elif not document.stages:
            yield self.text("BodyText", NOTHING_YET)
        elif document.stage:
            yield from self._stage_alone(document.stage)
        else:
            if document.sections:
                yield self.text("Heading1", "Opportunities by stage")
            for stage in document.stages:
                yield from self._stage(stage)

    def _stage(self, stage: Stage) -> Iterator[str]:
        cells = self.document.cells(stage)
        yield paragraph("Heading2", *self._stage_name(stage), text=stage.name)
        yield from self._about(stage, cells)
        for together in batched(cells, MOST_COLUMNS):
            widths = self._widths([one.column for one in together])
            pairs = list(zip(widths, together, strict=True))
            widest = widths.index(max(widths))
            names = [stage.name if place == widest else "" for place in range(len(widths))]
            heading = row(
                *(
                    cell(width, *self._headed(one, name), rule=TIER_COLOURS[one.column.tier])
                    for (width, one), name in zip(pairs, names, strict=True)
                ),
                is_heading=True,
            )
            lines = row(*(cell(width, *self._lines(one)) for width, one in pairs))
            yield table(widths, [heading, lines], caption=stage.name)
            yield paragraph("Normal") if together[-1] is not cells[-1] else ""

    def _widths(self, columns: list[Column]) -> list[int]:
        """Return the widths of these columns, equal at each stage: half of the page is shared
        evenly, half by the amount of text.
        """
        letters = [self._letters[column.key] for column in columns]
        whole = sum(letters)
        parts = [(1 / len(columns) + 2 * part / whole) / 3 for part in letters]
        ends = [round(self.width * end) for end in accumulate(parts, initial=0)]
        return [end - start for start, end in pairwise(ends)]

    @cached_property
    def _letters(self) -> Counter[UUID]:
        """Count the letters in each column, plus one for each line."""
        letters = Counter(column.key for column in self.document.columns)
        for one, line in self.document.lines():
            texts = line.opportunity.texts
            letters[one.column.key] += sum(map(len, texts))
        return letters

    def _stage_alone(self, stage: Stage) -> Iterator[str]:
        cells = self.document.cells(stage)
        yield from self._about(stage, cells)
        headings = ("Who provides it", "What you can do", "Notes")
        rows = [
            row(
                *(cell(width, paragraph("ColumnHeading", run(words), keep=True), rule="66757B")
                  for width, words in zip(STAGE_WIDTHS, headings, strict=True)),
                is_heading=True,
            )
        ]  # fmt: skip
        for one in cells:
            who, what, notes = STAGE_WIDTHS
            heading = cell(who, *self._headed(one))
            rows.append(row(heading, cell(what, *self._lines(one, TICK_BOXES)), cell(notes)))
        yield table(STAGE_WIDTHS, rows, caption=stage.name)

    def _letter_size(self) -> int:
        """Return the largest size in which a single stage is likely to fit its page."""
        if not self.document.stage:
            return SMALLEST
        texts = [text for _, line in self.document.lines() for text in line.opportunity.texts]
        for size in (21, 20, 19, 18, 17):
            width, height = 5.3 * size, 13 * size
            rows = sum(1 + int(len(text) * width / STAGE_WIDTHS[1]) for text in texts)
            if rows * height < 10_500:
                return size
        return SMALLEST

    def _stage_name(self, stage: Stage) -> Iterator[str]:
        labels = self.document.labels
        yield from self.references.text(stage.name)
        yield from self._named(labels.stages.get(stage.key) if labels else None)

    def _named(self, label: OriginLabel | None) -> Iterator[str]:
        """Yield a copy's mark of the name of a stage or column."""
        if label:
            yield run(f" {label.own or f'{label.whose}: {label.text}'}", "CopyMark")

    def _about(self, stage: Stage, cells: list[DocumentCell]) -> Iterator[str]:
        """Yield what stands between the name of a stage and its table."""
        count = counted(len({line.opportunity.key for one in cells for line in one.lines}))
        facts = (f"{name}: {value}" for name, value in self._facts(stage, OF_STAGE))
        role = nearest_role(stage)
        roles = [f"today’s nearest role: {role}"] if role else []
        parts = (stage.group.label, *roles, count, *facts)
        yield self.text("StageNote", " · ".join(parts), keep=True)
        if stage.summary:
            yield self.text("StageNote", stage.summary, keep=True)

    def _facts(self, of: Any, fields: tuple[Field, ...]) -> Iterator[tuple[str, str]]:
        """Yield the further fields of a row that have a value, with their names."""
        texts = zip(headings(fields, CALLED), as_texts(of, fields), fields, strict=True)
        for name, text, of_field in texts:
            value = of_field.of(of)
            words = _day(value) if isinstance(value, date) else text.replace("\n", "; ")
            if words:
                yield name, words

    def _headed(self, one: DocumentCell, stage: str | None = None) -> Iterator[str]:
        """Yield the heading over a column as printed, and who provides what is under it.

        `stage` is repeated beside it for tables that continue on a further page; None if the
        heading stands beside the lines.
        """
        labels, over = self.document.labels, stage is not None
        label = labels.columns.get(one.column.key) if labels else None
        runs = (*self.references.text(one.heading), *self._named(label))
        yield paragraph("ColumnHeading", *runs, text=one.heading, keep=over)
        goes_on = (run(f" · {stage}", "ProviderMark"),) if stage else ()
        yield paragraph("Provider", run(_provider(one.column)), *goes_on, keep=over)

    def _lines(self, one: DocumentCell, bullets: int = 0) -> Iterator[str]:
        if one.word:
            yield self.text("Continues", one.word)
        for above, lines in groupby(one.lines, key=lambda line: line.carried_from):
            if above:
                yield self.text("CarriedOn", f"From {above.name}")
            for line in lines:
                yield from self._line(line, one.column, bullets or BULLETS[line.placement.tier])

    def _line(self, line: DocumentLine, column: Column, bullets: int) -> Iterator[str]:
        words, label, key = line.opportunity, line.label, line.placement.key
        runs = [*self.references.text(words.text)]
        if column.tier != line.placement.tier:
            runs.append(run(f" · {line.placement.tier.label}", "ProviderMark"))
        if label and label.own:
            runs.append(run(f" · {label.own}", "CopyMark"))
        mark = run(LINK_MARK, "LinkMark")
        runs.append(self.references.link(self.document.address_of(line), mark, tip=LINK_TIP))
        content = tuple(runs)
        if line.carried_from is None:
            content = self.references.bookmark(f"_cpd{key.hex}", *runs)
        yield paragraph("ListBullet", *content, text=words.text, listed=(bullets, 0))
        yield from self._details(words.details, bullets)
        if words.link:
            yield self._linked("LineDetails", words.link)
        facts = (*self._facts(words, OF_LINE), *self._facts(line.placement, OF_PLACE))
        for name, value in facts:
            yield self.text("LineDetails", f"{name}: {value}")
        yield from self._line_content(line)

    def _details(self, details: Iterable[str], bullets: int) -> Iterator[str]:
        for detail in details:
            yield self.text("ListBullet2", detail, listed=(bullets, 1))

    def _line_content(self, line: DocumentLine) -> Iterator[str]:
        """Yield a copy's words beside a line: its note, and the former words."""
        for note in line.placement.note.splitlines():
            yield self.text("LineNote", note)
        if line.label and line.label.before:
            label = line.label
            yield self.text("LineBefore", label.said)
            if isinstance(label.before, Opportunity) and label.before.link:
                yield self._linked("LineBefore", label.before.link)


def _provider(column: Column) -> str:
    return column.tier.label if column.tier else "Several providers"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
