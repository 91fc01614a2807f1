"""The compared fields of a row, named and valued as files hold them.

Writers take them from the registry in `opportunities/grid/fields.py`, so that a field that is added
there is in every file without being named here.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from opportunities.grid.fields import FIELDS, HIDDEN, Field


def fields_of(kind: type, *left_out: str) -> tuple[Field, ...]:
    """The fields of this kind of row that a file holds. No file holds a row that is hidden."""
    return tuple(field for field in FIELDS[kind] if field != HIDDEN and field.name not in left_out)


def as_data(row: Any, fields: tuple[Field, ...]) -> dict[str, Any]:
    """The fields of the row by name, as JSON has them."""
    return {field.name: _plain(field.of(row)) for field in fields}


def as_texts(row: Any, fields: tuple[Field, ...]) -> list[str]:
    """The fields of the row, each as the text of one cell; lists have a line for each entry."""
    return [as_text(field.of(row)) for field in fields]


def headings(fields: tuple[Field, ...], known: Mapping[str, str]) -> list[str]:
    """What the columns of a sheet are called: as `known` has it, else as people call the field."""
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
    """The value as the text of one cell."""
    match value:
        case None:
            return ""
        case tuple():
            return "\n".join(map(as_text, value))
        case date():
            return value.isoformat()
        case _:
            return str(getattr(value, "label", value))
