"""The content of a PDF as plain values for the templates in `pdf/`, which only style it.

Text is exactly as printed. Words are a text, or a list of runs if parts of them have links or
styles.
"""

import string
from collections.abc import Iterator
from itertools import groupby
from typing import Any
from urllib.parse import quote

from opportunities.comparing.origins import OriginLabel
from opportunities.exchange.writing.document import DocumentCell, DocumentLine, GridDocument
from opportunities.exchange.writing.markdown_tree import Block, Run, tree
from opportunities.exchange.writing.printable import breakable, lacking, printable
from opportunities.exchange.writing.values import fields_of
from opportunities.grid.fields import in_words
from opportunities.grid.roles import nearest_role
from opportunities.grid.snapshot import Column, Opportunity, Section, Stage
from opportunities.grid.web_address import WEB_ADDRESS, href

type PdfText = str | list[dict[str, Any]]

MANY = 3000
"""In a grid with more lines, a stage may break across pages."""

MOST_IN_A_BAND = 1000
"""Characters of roles, standards and summary. More go beneath the band, which never breaks."""

MOST_IN_A_LINE = 150
"""Characters on a line of an upright page, in the small letters of its foot."""

BESIDE = fields_of(Opportunity, "text", "details", "link", "kinds")


def content(document: GridDocument) -> dict[str, Any]:
    """Return the content of the document."""
    source = document.source
    data = {
        "title": _title(document),
        "authority": printable(source.organisation),
        "framework": printable(source.framework),
        "edition": printable(source.edition),
        "published": _published(document),
        "address": source.address,
        "cited": printable(document.cited),
        "credit": words(source.credit),
        "contact": words(source.contact),
        "is_draft": source.published is None,
        "is_filtered": document.is_filtered,
        "filters": printable("; ".join(document.filters)),
        "foot": _foot(document),
        "stage_alone": document.stage is not None,
        "over": _over(document),
        "under": _under(document),
        "is_long": document.count > MANY,
        "has_long_filters": len("; ".join(document.filters)) > MOST_IN_A_LINE - 30,
        "columns": [
            _column(document, column) | {"share": share}
            for column, share in zip(document.columns, _shares(document), strict=True)
        ],
        "stages": [_stage(document, stage) for stage in document.stages],
        "sections": [_section(section) for section in document.sections],
    }
    return {**data, "lacking": lacking(data)}


def words(text: str, leads_to: str = "") -> PdfText:
    """Return the text with web addresses as links, or as one link to `leads_to`."""
    if leads_to:
        return [{"text": breakable(printable(text)), "href": _plain_address(leads_to)}]
    found = list(_runs(text)) if "://" in text else []
    return found if any("href" in run for run in found) else breakable(printable(text))


def _named(text: str) -> PdfText:
    """Return the words of a heading, never empty: PDF/UA requires words."""
    return words(text) if printable(text).strip() else "(no name)"


def _runs(text: str) -> Iterator[dict[str, Any]]:
    end = 0
    for address in WEB_ADDRESS.finditer(text):
        if href(address[0]):
            yield {"text": breakable(printable(text[end : address.start()]))}
            yield {"text": breakable(printable(address[0])), "href": _plain_address(address[0])}
            end = address.end()
    yield {"text": breakable(printable(text[end:]))}


def _plain_address(address: str) -> str:
    """Return the address in ASCII, as PDF requires."""
    return quote(address, safe=string.punctuation, errors="replace")


def _title(document: GridDocument) -> str:
    """Return the title, never empty: PDF/UA requires one."""
    title = document.stage.name if document.stage else document.source.title
    return printable(title or document.source.framework).strip() or "CPD framework"


def _over(document: GridDocument) -> str:
    """Return the line above the title."""
    source = document.source
    return printable(
        f"{source.organisation}: {source.title}" if document.stage else source.organisation
    )


def _under(document: GridDocument) -> str:
    """Return the line beneath the title."""
    stages = len(document.stages)
    lines = document.counted
    if document.stage:
        role = nearest_role(document.stage)
        return f"Today’s nearest role: {role}. {lines}." if role else f"{lines}."
    edition = f"{document.source.edition} edition, " if document.source.published else "Draft, "
    return printable(f"{edition}{lines}, at {stages} {'stage' if stages == 1 else 'stages'}")


def _foot(document: GridDocument) -> str:
    """Return the source for the foot of each page: one line, so that none of it is cut."""
    source = document.source
    published = f", published on {_published(document)}" if source.published else ""
    cited = f"{document.cited}{published}"
    full = f"{source.organisation}: {source.framework}. {cited}"
    return printable(full if len(full) <= MOST_IN_A_LINE else cited)


def _published(document: GridDocument) -> str:
    """Return the day as people write it; empty for a draft."""
    day = document.source.published
    return f"{day.day} {day:%B %Y}" if day else ""


def _shares(document: GridDocument) -> list[float]:
    """Return the relative widths of the columns: by amount of text, within bounds."""
    lengths = dict.fromkeys((column.key for column in document.columns), 1)
    for cell, line in document.lines():
        texts = line.opportunity.texts
        lengths[cell.column.key] += sum(30 + len(text) for text in texts)
    even = sum(lengths.values()) / max(len(lengths), 1)
    return [min(max((length / even) ** 0.7, 0.6), 1.6) for length in lengths.values()]


def _column(document: GridDocument, column: Column) -> dict[str, Any]:
    label = document.labels.columns.get(column.key) if document.labels else None
    return {
        "heading": words(column.heading),
        "tier": column.tier.value if column.tier else "",
        "provider": column.tier.label if column.tier else "",
        "label": _label(label),
    }


def _stage(document: GridDocument, stage: Stage) -> dict[str, Any]:
    label = document.labels.stages.get(stage.key) if document.labels else None
    cells = document.cells(stage)
    return {
        "name": _named(stage.name),
        "group": stage.group.label,
        "family": stage.family.label,
        "count": sum(len(cell.lines) for cell in cells),
        "roles": [words(role) for role in stage.roles],
        "standards": [words(standard) for standard in stage.standards],
        "summary": words(stage.summary),
        "is_long": sum(map(len, (*stage.roles, *stage.standards, stage.summary))) > MOST_IN_A_BAND,
        "label": _label(label),
        "cells": [_cell(cell) for cell in cells],
    }


def _cell(cell: DocumentCell) -> dict[str, Any]:
    parts = groupby(cell.lines, key=lambda line: line.carried_from)
    return {
        "heading": _named(cell.heading),
        "word": cell.word.value if cell.word else "",
        "parts": [
            {
                "from": words(stage.name) if stage else "",
                "lines": [_line(cell, row) for row in rows],
            }
            for stage, rows in parts
        ],
    }


def _line(cell: DocumentCell, line: DocumentLine) -> dict[str, Any]:
    opportunity, placement = line.opportunity, line.placement
    provider = placement.tier.label if placement.tier != cell.column.tier else ""
    facts = {
        field.label: said
        for field in BESIDE
        if (said := in_words(field.of(opportunity)).replace("\n", ", "))
    }
    note = line.label.note if line.label else ()
    return {
        "text": words(opportunity.text, opportunity.href),
        "details": [words(detail) for detail in opportunity.details],
        "link": words(opportunity.link),
        "facts": [
            {"label": label[:1].upper() + label[1:], "value": words(value)}
            for label, value in facts.items()
        ],
        "provider": provider,
        "note": [words(text) for text in note or placement.note.splitlines()],
        "label": _label(line.label),
    }


def _label(label: OriginLabel | None) -> dict[str, Any] | None:
    """Return the mark of a copy: that the row is its own, or its former words."""
    if label is None or not (label.own or label.before):
        return None
    if label.only_beside:
        return {"own": label.said, "before": "", "details": [], "whose": ""}
    return {
        "own": words(label.own),
        "before": words(label.text),
        "details": [words(detail) for detail in label.details],
        "whose": words(label.whose),
    }


def _section(section: Section) -> dict[str, Any]:
    return {"heading": _named(section.heading), "blocks": _Blocks().of(tree(section.body))}


class _Blocks:
    """Builds the blocks of a section. PDF/UA forbids headings that skip a level, which text from
    people may do.
    """

    def __init__(self) -> None:
        self.level = 2

    def of(self, blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
        return [self._block(block) for block in blocks]

    def _block(self, block: Block) -> dict[str, Any]:
        data: dict[str, Any] = {"kind": block.kind, "words": [_run(run) for run in block.runs]}
        match block.kind:
            case "heading" if not "".join(run.text for run in block.runs).strip():
                data["kind"] = "paragraph"
            case "heading":
                self.level = min(self.level + 1, block.level + 2)
                data["level"] = self.level
            case "quote":
                data["blocks"] = self.of(block.blocks)
            case "bullets" | "numbers":
                data |= {"start": block.start, "items": [self.of(item) for item in block.items]}
        return data


def _run(run: Run) -> dict[str, Any]:
    looks = {name: True for name in ("strong", "emphasis", "code") if getattr(run, name)}
    leads = {"href": _plain_address(run.href)} if run.href else {}
    return {"text": breakable(printable(run.text)), **looks, **leads}
