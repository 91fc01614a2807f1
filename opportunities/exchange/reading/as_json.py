"""Convert FileContents and Answers to JSON and back.

Fields at their default are left out, so that a box of one word takes no more than the word.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any
from uuid import UUID

from opportunities.exchange import scope
from opportunities.exchange.reading.proposing.proposal import Answers
from opportunities.exchange.reading.tables import Box, FileContents, LeftOut, Paragraph, Table
from opportunities.grid.vocabulary import ProviderTier

type Plain = dict[str, Any]

DEFAULTS = {
    of: tuple((field.name, field.default) for field in fields(of))
    for of in (FileContents, Table, Box, Paragraph, LeftOut)
}


def contents_to_json(contents: FileContents) -> Plain:
    plain: Plain = json.loads(contents_to_text(contents))
    return plain


def contents_to_text(contents: FileContents) -> str:
    """Return the JSON of a file's contents, built box by box to save memory."""
    return json.dumps(contents, default=_values)


def contents_from_json(plain: Mapping[str, Any]) -> FileContents:
    blocks = tuple(
        _table_from_json(block["table"])
        if "table" in block
        else _paragraph_from_json(block["paragraph"])
        for block in plain["blocks"]
    )
    left_out = tuple(LeftOut(**each) for each in plain["left_out"])
    notes = tuple(plain.get("notes", ()))
    fields = {**plain, "blocks": blocks, "left_out": left_out, "notes": notes}
    return FileContents(**fields | {"scope": scope.read(plain.get("scope", ""))})


def answers_to_json(answers: Answers) -> Plain:
    return asdict(answers)


def answers_from_json(plain: Mapping[str, Any]) -> Answers:
    return Answers(**plain)


def _table_from_json(plain: Plain) -> Table:
    return Table(**{**plain, "boxes": tuple(map(_box_from_json, plain["boxes"]))})


def _box_from_json(plain: Plain) -> Box:
    return Box(**{**plain, "paragraphs": _paragraphs(plain["paragraphs"])})


def _paragraphs(plain: Iterable[Plain]) -> tuple[Paragraph, ...]:
    return tuple(map(_paragraph_from_json, plain))


def _paragraph_from_json(plain: Plain) -> Paragraph:
    keys: Plain = {
        name: UUID(plain[name]) for name in ("placement", "opportunity", "key") if name in plain
    }
    if "tier" in plain:
        keys["tier"] = ProviderTier(plain["tier"])
    if "beside" in plain:
        keys["beside"] = tuple(map(tuple, plain["beside"]))
    return Paragraph(**{**plain, **keys})


def _values(thing: Any) -> Any:
    """Return a value that `json` can serialise; it calls this for each nested object in turn."""
    match thing:
        case UUID() | scope.Scope():
            return str(thing)
        case FileContents():
            blocks = [
                {"table": block} if isinstance(block, Table) else {"paragraph": block}
                for block in thing.blocks
            ]
            return {"left_out": thing.left_out, **_changed_fields(thing), "blocks": blocks}
        case Box():
            return {"paragraphs": thing.paragraphs, **_changed_fields(thing)}
        case _:
            return _changed_fields(thing)


def _changed_fields(thing: Any) -> Plain:
    """Return the fields that differ from their default."""
    return {
        name: _storable(value) if isinstance(value, str) else value
        for name, default in DEFAULTS[type(thing)]
        if (value := getattr(thing, name)) != default
    }


def _storable(text: str) -> str:
    """Remove characters that no database can store."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
