"""Keep the answers about a file by the names it prints, to propose them for the next file.

Ids contain places, which differ in next year's file, so stages and columns are known by printed
name.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from opportunities.exchange.reading.proposing.answered import about, text
from opportunities.exchange.reading.proposing.proposal import Answers
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.tables import FileContents

REMEMBERED = ("name", "group", "family", "heading", "tier", "is_mixed", "is_left_out")
"""The answers to propose again for a stage or a column, besides `same_as`."""

type Plain = dict[str, Any]
type Named = Iterable[tuple[str, str]]
"""Ids and names as printed."""


def remember(contents: FileContents, answers: Answers) -> Plain:
    """Return the answers by printed name, as JSON values."""
    stages, columns = _printed(contents, answers)
    return {
        "stages": _by_name(stages, answers.stages),
        "columns": _by_name(columns, answers.columns),
    }


def propose_again(contents: FileContents, remembered: Mapping[str, Any]) -> Answers:
    """Return the initial answers for a file, from those about an earlier one."""
    stages, columns = _printed(contents, Answers())
    return Answers(
        stages=_by_id(stages, remembered.get("stages")),
        columns=_by_id(columns, remembered.get("columns")),
        codes=about(remembered, "codes"),
    )


def _printed(contents: FileContents, answers: Answers) -> tuple[list[tuple[str, str]], ...]:
    """Return the stages and columns as printed, none of them renamed or left out.

    Stages of one name have their kind of staff beside it.
    """
    read = propose(contents, replace(Answers(), tables=answers.tables))
    times = Counter(_folded(stage.name) for stage in read.stages)
    stages = [
        (
            stage.id,
            f"{stage.name}, {stage.guessed_group}"
            if times[_folded(stage.name)] > 1
            else stage.name,
        )
        for stage in read.stages
    ]
    return stages, [(column.id, column.heading) for column in read.columns]


def _by_name(printed: Named, answers: Mapping[str, Any]) -> Plain:
    names = dict(printed)
    found: Plain = {}
    for id, name in names.items():
        answer = about(answers, id)
        remembered = {key: answer[key] for key in REMEMBERED if answer.get(key)}
        if (same := names.get(text(answer, "same_as"))) is not None:
            remembered["same_as"] = _folded(same)
        if remembered:
            found[_folded(name)] = remembered
    return found


def _by_id(printed: Named, remembered: Any) -> Plain:
    ids: dict[str, str] = {}
    found: Plain = {}
    for id, name in printed:
        answer = dict(about(remembered, _folded(name)))
        if same := answer.pop("same_as", None):
            answer |= {"same_as": ids[same]} if same in ids else {}
        if "same_as" in answer or answer.get("is_left_out"):
            answer["was"] = name
        if answer:
            found[id] = answer
        ids.setdefault(_folded(name), id)
    return found


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
