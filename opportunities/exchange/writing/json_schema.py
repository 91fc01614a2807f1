"""The JSON Schema of our JSON, generated from the rows of a snapshot and their fields.

A new field in the registry appears here by itself.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

from opportunities.exchange.writing.grid_json import BESIDES
from opportunities.exchange.writing.values import fields_of
from opportunities.grid.fields import Field
from opportunities.grid.snapshot import Column, Opportunity, Place, Placement, Section, Stage
from opportunities.grid.vocabulary import ContinuationWord

type Schema = dict[str, Any]

KEY: Schema = {
    "type": "string",
    "format": "uuid",
    "description": "Permanent: kept in every later edition and in copies of schools.",
}


@cache
def schemas() -> dict[str, Schema]:
    """Return the schemas of the parts of a grid, by their name in a document."""
    line = {
        "key": KEY,
        "placement": KEY | {"description": "Names this line in this cell."},
        **_properties(Opportunity, fields_of(Opportunity)),
        **_properties(Placement, BESIDES),
    }
    perhaps = {
        "note": text("What a copy says beside the line. Only where there is a note."),
        "whose_words": text("What a copy says of a line: that it is its own, or what it was."),
        "carried_from": KEY | {"description": "Of a line that “PLUS” carries on: its stage."},
    }
    cell = {
        "stage": KEY | {"description": "The key of a stage."},
        "column": KEY | {"description": "The key of a column."},
        "heading": text("The heading over this cell as printed."),
        "continues": _type(ContinuationWord | None)
        | {"description": "“PLUS” or “As above”: what stands above in the column goes on here."},
        "opportunities": listed("Line", "The lines of the cell, in order."),
    }
    return {
        "Stage": row_schema(keyed(Stage)),
        "Column": row_schema(keyed(Column)),
        "Line": row_schema(line, also=perhaps),
        "Cell": row_schema(cell),
        "Section": row_schema(keyed(Section)),
    }


def row_schema(
    properties: Mapping[str, Schema], *, also: Mapping[str, Schema] | None = None
) -> Schema:
    """Return the schema of an object with all of these properties, optionally with `also`, and no
    others.
    """
    return {
        "type": "object",
        "properties": {**properties, **(also or {})},
        "required": [*properties],
        "additionalProperties": False,
    }


def text(description: str) -> Schema:
    return {"type": "string", "description": description}


def listed(name: str, description: str) -> Schema:
    return {"type": "array", "items": reference(name), "description": description}


def reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def keyed(kind: type) -> dict[str, Schema]:
    """Return the properties of a row of this kind: its key, and each field in files."""
    return {"key": KEY, **_properties(kind, fields_of(kind))}


def _properties(kind: type, fields: tuple[Field, ...]) -> dict[str, Schema]:
    types = get_type_hints(kind)
    return {
        field.name: _type(types[field.name]) | {"description": _sentence(field.label)}
        for field in fields
    }


def _sentence(label: str) -> str:
    return f"{label[:1].upper()}{label[1:]}."


def _type(of: Any) -> Schema:
    """Return the schema of a field's type. Raises TypeError for a type that fields do not have."""
    if isinstance(of, UnionType):
        options = [_type(option) for option in get_args(of) if option is not NoneType]
        return {"oneOf": [*options, {"type": "null"}]}
    if get_origin(of) is tuple:
        return {"type": "array", "items": _type(get_args(of)[0])}
    if isinstance(of, type) and issubclass(of, StrEnum):
        return {"type": "string", "enum": [str(value) for value in of]}
    if of is date:
        return {"type": "string", "format": "date"}
    if of is UUID or of is Place:
        return KEY
    if of in (str, bool):
        return {"type": "string" if of is str else "boolean"}
    raise TypeError(f"{of} has no schema: say in {__name__} how JSON has it.")
