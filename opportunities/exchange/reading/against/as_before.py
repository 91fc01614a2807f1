"""Answers for a next edition that follow from the edition before it.

A stage of the same name has the same kind of staff and career stage, a column of the same heading
has the same provider, and a box with unchanged words needs no second proof-reading.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from opportunities.comparing.similarity import folded
from opportunities.exchange.reading.proposing.proposal import Answers, Proposal, ProposedCell
from opportunities.grid.snapshot import Column, GridSnapshot, Stage


def answers_from_edition(base: GridSnapshot, answers: Answers, proposal: Proposal) -> Answers:
    """Return the answers, completed from the edition wherever nobody has answered yet."""
    stages = {id: dict(answer) for id, answer in answers.stages.items()}
    columns = {id: dict(answer) for id, answer in answers.columns.items()}
    for id, was in _stages(base, proposal).items():
        answer = stages.setdefault(id, {})
        answer.setdefault("group", was.group.value)
        answer.setdefault("family", was.family.value)
    for id, column in _columns(base, proposal).items():
        answer = columns.setdefault(id, {})
        if "tier" not in answer:
            answer |= {
                "tier": column.tier.value if column.tier else "",
                "is_mixed": not column.tier,
            }
    return replace(answers, stages=stages, columns=columns)


def tick_unchanged(base: GridSnapshot, answers: Answers, proposal: Proposal) -> Answers:
    """Return the answers, with each box ticked off whose words are those of the edition."""
    boxes = {id: {"is_looked_at": True} for id in unchanged_boxes(base, proposal)}
    return replace(answers, cells={**boxes, **answers.cells})


def unchanged_boxes(base: GridSnapshot, proposal: Proposal) -> list[str]:
    """Return the boxes whose words are those of the edition."""
    stages, columns = _stages(base, proposal), _columns(base, proposal)
    return [
        cell.id
        for cell in proposal.cells
        if cell.stage in stages
        and cell.column in columns
        and _says(cell) == _content_before(base, stages[cell.stage], columns[cell.column])
    ]


def _stages(base: GridSnapshot, proposal: Proposal) -> dict[str, Stage]:
    """Return the stages of the file that the edition has, matched by key or name.

    Where the file has several of one name, their kinds of staff must be the same too.
    """
    named = {folded(row.name): row for row in reversed(base.stages)}
    of_kind = {(folded(row.name), row.group): row for row in reversed(base.stages)}
    times = Counter(folded(stage.name) for stage in proposal.stages)
    found: dict[str, Stage] = {}
    for stage in proposal.stages:
        name, kind = folded(stage.name), stage.group or stage.guessed_group
        by_name = named.get(name) if times[name] == 1 or not kind else of_kind.get((name, kind))
        if row := _keyed(base.stage_by_key, stage.key) or by_name:
            found[stage.id] = row
    return found


def _columns(base: GridSnapshot, proposal: Proposal) -> dict[str, Column]:
    named = {folded(row.heading): row for row in reversed(base.columns)}
    return {
        column.id: row
        for column in proposal.columns
        if (row := _keyed(base.column_by_key, column.key) or named.get(folded(column.heading)))
    }


def _keyed[R](rows: Mapping[UUID, R], key: UUID | None) -> R | None:
    return rows.get(key) if key else None


def _says(cell: ProposedCell) -> tuple[Any, ...]:
    lines = (line.wording for line in cell.lines)
    return cell.word, *(_words(line.text, line.details) for line in lines)


def _content_before(base: GridSnapshot, stage: Stage, column: Column) -> tuple[Any, ...]:
    place = stage.key, column.key
    lines = (
        base.opportunity_by_key[row.opportunity] for row in base.cells[place] if not row.hidden
    )
    return base.word_at.get(place), *(_words(line.text, line.details) for line in lines)


def _words(text: str, details: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(text_line.split()) for text_line in (text, *details))
