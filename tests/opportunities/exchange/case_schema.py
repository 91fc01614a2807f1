"""The published schema of a CASE 1.1 package, and what else the standard wants of one.

`case/` has the schema with its licence, and says where it comes from.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft201909Validator

SCHEMA = Path(__file__).parent / "case" / "case-v1p1-cfpackage.json"


@cache
def validator(part: str = "") -> Draft201909Validator:
    """Validates a package, or a part of one by its name in the schema."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    if part:
        schema = {"$defs": schema["$defs"], "$ref": f"#/$defs/{part}"}
    return Draft201909Validator(schema, format_checker=Draft201909Validator.FORMAT_CHECKER)


def faults(content: Any, part: str = "") -> list[str]:
    """What is not as the schema has it."""
    return [error.message for error in validator(part).iter_errors(content)]


def loose_ends(package: dict[str, Any]) -> list[str]:
    """What no schema sees: identifiers that come twice, links that lead to nothing in it."""
    definitions = [row for rows in package["CFDefinitions"].values() for row in rows]
    rows = [package["CFDocument"], *package["CFItems"], *package["CFAssociations"], *definitions]
    identifiers = [row["identifier"] for row in rows]
    twice = [name for name in set(identifiers) if identifiers.count(name) > 1]
    uris = {row["uri"] for row in rows}
    links = [
        value
        for row in rows
        for name, value in row.items()
        if name.endswith("URI") and isinstance(value, dict)
    ]
    return twice + [link["uri"] for link in links if link["uri"] not in uris]
