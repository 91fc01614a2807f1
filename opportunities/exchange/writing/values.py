"""The compared fields of a row, with names and values as files contain them.

Writers take them from the registry in `opportunities/grid/fields.py`, so that a new field is in
every file without being named here.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from opportunities.grid.fields import FIELDS, HIDDEN, Field


def fields_of(kind: type, *left_out: str) -> tuple[Field, ...]:
    """Return the fields of this kind of row that files contain. No file contains hidden rows."""
    return tuple(field for field in FIELDS[kind] if field != HIDDEN and field.name not in left_out)


def as_data(row: Any, fields: tuple[Field, ...]) -> dict[str, Any]:
    """Return the fields of the row by name, as JSON values."""
    return {field.name: _plain(field.of(row)) for field in fields}


def as_texts(row: Any, fields: tuple[Field, ...]) -> list[str]:
    """Return the fields of the row, each as the text of a cell; lists have an entry per line."""
    return [as_text(field.of(row)) for field in fields]


def headings(fields: tuple[Field, ...], known: Mapping[str, str]) -> list[str]:
    """Return the headings of a sheet's columns: from `known`, else the name people use."""
    return [known.get(field.name) or field.heading for field in fields]


def _plain(value: Any) -> Any:
    match value:
        case tuple():
            return [_plain(entry) for entry in value]
        case date():
            return value.isoformat()
        case _:
            return value


def as_text(value: Any) -> str:
    """Return the value as the text of one cell."""
    match value:
        case None:
            return ""
        case tuple():
            return "\n".join(map(as_text, value))
        case date():
            return value.isoformat()
        case _:
            return str(getattr(value, "label", value))
