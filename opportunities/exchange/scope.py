"""Which part of an edition a file of ours contains, as stated in the file beside its reference.

What a file did not print must never count as deleted, so a file of one stage, or of a filter's
result, says so for its way back:

    stage 6f1d2c1e-0b8a-5e57-9a55-0a4b7f1f0020, filtered, no sections

No file contains hidden rows. Every file contains notes, if there are any.
"""

from dataclasses import dataclass
from uuid import UUID

EVERYTHING = "everything"
STAGE, FILTERED, WRITTEN_OUT = "stage ", "filtered", "written out"
NO_SECTIONS, NO_COLUMNS, NO_FIELDS = "no sections", "no columns", "no fields"

PROPERTY = "CPD scope"
"""The document property, cell of a hidden sheet, or CSV column that has it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """All of an edition, its one `stage`, or what a filter left of that.

    `is_written_out`: "PLUS" and "As above" are spelt out. `has_sections`: the file has the text
    around the grid. `has_columns`: it has columns on their own and in order, with who provides them
    and also without lines; else it has them only beside lines. `has_fields`: it has all fields of
    stages and lines; else a blank means nothing.
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
    """Parse a scope from a file; None if the text is not one. Unknown words are ignored."""
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
