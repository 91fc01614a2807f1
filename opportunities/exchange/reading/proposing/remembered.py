"""What was answered of a file, kept by what the file says, and proposed again for the next one.

A stage or a column is known by its name as the file prints it: the places that ids tell of are
others in next year's file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from opportunities.exchange.reading.proposing.answered import about, text
from opportunities.exchange.reading.proposing.proposal import Answers
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.tables import FileContents

REMEMBERED = ("name", "group", "family", "heading", "tier", "is_mixed", "is_left_out")
"""What is proposed again of a stage or a column, beside whose it is the same as."""

type Plain = dict[str, Any]
type Named = Iterable[tuple[str, str]]
"""Ids and names as printed."""


def remember(contents: FileContents, answers: Answers) -> Plain:
    """The answers by what the file says, as plain values that JSON holds."""
    stages, columns = _printed(contents, answers)
    return {
        "stages": _by_name(stages, answers.stages),
        "columns": _by_name(columns, answers.columns),
    }


def propose_again(contents: FileContents, remembered: Mapping[str, Any]) -> Answers:
    """The answers that begin a file, of what it says as one before it did."""
    stages, columns = _printed(contents, Answers())
    return Answers(
        stages=_by_id(stages, remembered.get("stages")),
        columns=_by_id(columns, remembered.get("columns")),
        codes=about(remembered, "codes"),
    )


def _printed(contents: FileContents, answers: Answers) -> tuple[list[tuple[str, str]], ...]:
    """The stages and the columns as the file prints them, none of them renamed or left out."""
    read = propose(contents, replace(Answers(), tables=answers.tables))
    stages = [(stage.id, stage.name) for stage in read.stages]
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
