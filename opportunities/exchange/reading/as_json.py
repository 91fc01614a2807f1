"""What a file prints, and what people answered of it, as plain values that JSON holds, and back.

What stands at its default is left out, so that a box of one word takes no more than the word.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any
from uuid import UUID

from opportunities.exchange import scope
from opportunities.exchange.reading.proposing.proposal import Answers
from opportunities.exchange.reading.tables import Box, FileContents, LeftOut, Paragraph, Table
from opportunities.grid.vocabulary import ProviderTier

type Plain = dict[str, Any]


def contents_to_json(contents: FileContents) -> Plain:
    blocks = [
        {"table": _table_to_json(block)}
        if isinstance(block, Table)
        else {"paragraph": _paragraph_to_json(block)}
        for block in contents.blocks
    ]
    left_out = [_said(each) for each in contents.left_out]
    return _said(contents, but={"blocks": blocks, "left_out": left_out})


def contents_from_json(plain: Mapping[str, Any]) -> FileContents:
    blocks = tuple(
        _table_from_json(block["table"])
        if "table" in block
        else _paragraph_from_json(block["paragraph"])
        for block in plain["blocks"]
    )
    left_out = tuple(LeftOut(**each) for each in plain["left_out"])
    notes = tuple(plain.get("notes", ()))
    said = {**plain, "blocks": blocks, "left_out": left_out, "notes": notes}
    return FileContents(**said | {"scope": scope.read(plain.get("scope", ""))})


def answers_to_json(answers: Answers) -> Plain:
    return asdict(answers)


def answers_from_json(plain: Mapping[str, Any]) -> Answers:
    return Answers(**plain)


def _table_to_json(table: Table) -> Plain:
    return _said(table, but={"boxes": [_box_to_json(box) for box in table.boxes]})


def _table_from_json(plain: Plain) -> Table:
    return Table(**{**plain, "boxes": tuple(map(_box_from_json, plain["boxes"]))})


def _box_to_json(box: Box) -> Plain:
    return _said(box, but={"paragraphs": [_paragraph_to_json(each) for each in box.paragraphs]})


def _box_from_json(plain: Plain) -> Box:
    return Box(**{**plain, "paragraphs": _paragraphs(plain["paragraphs"])})


def _paragraphs(plain: Iterable[Plain]) -> tuple[Paragraph, ...]:
    return tuple(map(_paragraph_from_json, plain))


def _paragraph_to_json(paragraph: Paragraph) -> Plain:
    return {
        name: str(value) if isinstance(value, UUID) else value
        for name, value in _said(paragraph).items()
    }


def _paragraph_from_json(plain: Plain) -> Paragraph:
    keys: Plain = {
        name: UUID(plain[name]) for name in ("placement", "opportunity", "key") if name in plain
    }
    if "tier" in plain:
        keys["tier"] = ProviderTier(plain["tier"])
    return Paragraph(**{**plain, **keys})


def _said(thing: Any, but: Plain | None = None) -> Plain:
    """The fields of a value that do not stand at their default; and those of `but`."""
    told: Plain = {
        field.name: _plain(getattr(thing, field.name))
        for field in fields(thing)
        if getattr(thing, field.name) != field.default
    }
    return told | (but or {})


def _plain(value: Any) -> Any:
    """A value for JSON. Characters that no database takes are left out of texts."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, scope.Scope):
        return str(value)
    return list(value) if isinstance(value, tuple) else value
