"""The grid that a proposal gives, once everything is said that only people know."""

import re
import unicodedata
from collections.abc import Callable, Container
from dataclasses import fields
from uuid import UUID

from opportunities.exchange.reading.proposal import Proposal, ProposedLine
from opportunities.exchange.reading.tables import CannotRead
from opportunities.grid.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
    Stage,
    Wording,
)

LONGEST_ADDRESS = 50


def grid_of(proposal: Proposal, *, new_key: Callable[[], UUID]) -> GridSnapshot:
    """The grid. A line whose words stand elsewhere is the same opportunity there, unless a person
    said that it is a line of its own.

    Raises CannotRead with what nobody has said yet.
    """
    if proposal.missing:
        raise CannotRead(proposal.missing[0])
    slugs: list[str] = []
    for stage in proposal.stages:
        slugs.append(_free(_slug(stage.name), slugs))
    stages = {
        stage.id: Stage(
            new_key(), slug, stage.name, stage.group, stage.family,  # type: ignore[arg-type]
            stage.roles, stage.standards, stage.summary,
        )
        for stage, slug in zip(proposal.stages, slugs, strict=True)
    }  # fmt: skip
    columns = {
        column.id: Column(new_key(), column.heading, None if column.is_mixed else column.tier)
        for column in proposal.columns
    }
    opportunities: dict[Wording, Opportunity] = {}
    placements: dict[UUID, Placement] = {}
    written: dict[UUID, Opportunity] = {}
    for cell in proposal.cells:
        stage_key, column = stages[cell.stage].key, columns[cell.column]
        for line in cell.lines:
            if (tier := line.tier or column.tier) is None:
                raise CannotRead(f"Say who provides “{line.wording.text}”.")
            known = opportunities.get(line.wording) if not line.is_apart else None
            known = known or _opportunity(line, written, new_key)
            written[known.key] = known
            if not line.is_apart:
                opportunities[line.wording] = known
            in_file = line.placement if line.placement not in placements else None
            key = in_file or new_key()
            placements[key] = Placement(key, stage_key, column.key, known.key, tier, note=line.note)
    return GridSnapshot(
        stages=tuple(stages.values()),
        columns=tuple(columns.values()),
        opportunities=tuple(written.values()),
        placements=tuple(placements.values()),
        continuations=tuple(
            Continuation(stages[cell.stage].key, columns[cell.column].key, cell.word)
            for cell in proposal.cells
            if cell.word
        ),
        headings=tuple(
            PrintedHeading(stages[cell.stage].key, columns[cell.column].key, cell.heading)
            for cell in proposal.cells
            if cell.heading and cell.heading != columns[cell.column].heading
        ),
        sections=tuple(
            Section(new_key(), section.heading, section.body)
            for section in proposal.sections
            if section.is_kept
        ),
    )


def _opportunity(
    line: ProposedLine, taken: Container[UUID], new_key: Callable[[], UUID]
) -> Opportunity:
    """The line as an opportunity, with its key from the file where no other line has it."""
    key = line.opportunity if line.opportunity and line.opportunity not in taken else new_key()
    wording = line.wording
    return Opportunity(key=key, **{f.name: getattr(wording, f.name) for f in fields(Wording)})


def _slug(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST_ADDRESS].strip("-") or "stage"


def _free(slug: str, taken: list[str]) -> str:
    number, free = 1, slug
    while free in taken:
        number += 1
        ending = f"-{number}"
        free = slug[: LONGEST_ADDRESS - len(ending)] + ending
    return free
