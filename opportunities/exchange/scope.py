"""What of an edition a file of ours holds, as the file itself says it beside its reference.

What a file did not print is never taken as deleted, so a file that is of one stage, or of what a
filter left, must say so on its way home:

    stage 6f1d2c1e-0b8a-5e57-9a55-0a4b7f1f0020, filtered, no sections

No file holds a row that is hidden. Notes stand in every file, where there are any.
"""

from dataclasses import dataclass
from uuid import UUID

EVERYTHING = "everything"
STAGE, FILTERED, WRITTEN_OUT = "stage ", "filtered", "written out"
NO_SECTIONS, NO_COLUMNS, NO_FIELDS = "no sections", "no columns", "no fields"

PROPERTY = "CPD scope"
"""The property of a document, the cell of a hidden sheet, the column of a CSV that hold it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Of an edition: all of it, or its one `stage`, or what a filter left of that.

    With `is_written_out`, "PLUS" and "As above" are spelt out. `has_sections`: it holds the text
    around the grid. `has_columns`: it holds columns by themselves, with who provides them and in
    their order, also those in which nothing stands; else only beside lines. `has_fields`: all that
    is known of stages and lines is read from it; else a blank says nothing.
    """

    stage: UUID | None = None
    is_filtered: bool = False
    is_written_out: bool = False
    has_sections: bool = True
    has_columns: bool = True
    has_fields: bool = True

    def __str__(self) -> str:
        parts = [
            f"{STAGE}{self.stage}" if self.stage else "",
            FILTERED if self.is_filtered else "",
            WRITTEN_OUT if self.is_written_out else "",
            "" if self.has_sections else NO_SECTIONS,
            "" if self.has_columns else NO_COLUMNS,
            "" if self.has_fields else NO_FIELDS,
        ]
        return ", ".join(filter(None, parts)) or EVERYTHING


def read(text: str) -> Scope | None:
    """The scope that a file tells; None where this is none. What is not known is passed over."""
    parts = [part.strip().lower() for part in text.split(",")]
    stage = next((part.removeprefix(STAGE) for part in parts if part.startswith(STAGE)), "")
    if not text.strip():
        return None
    try:
        key = UUID(stage) if stage else None
    except ValueError:
        return None
    return Scope(
        key,
        is_filtered=FILTERED in parts,
        is_written_out=WRITTEN_OUT in parts,
        has_sections=NO_SECTIONS not in parts,
        has_columns=NO_COLUMNS not in parts,
        has_fields=NO_FIELDS not in parts,
    )
