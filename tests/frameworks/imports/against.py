"""Files for import into an existing framework, in tests."""

from collections.abc import Mapping, Sequence
from typing import Any

from cpd_site.models import User
from frameworks.actions import imports
from frameworks.models import Framework, Import
from opportunities.exchange.reading.boxes import boxes_of
from opportunities.exchange.reading.tables import FileContents, Table
from tests.builders import grid

CELLS = {
    ("NQT", "School"): ["Meet your mentor", "Visit another school"],
    ("NQT", "Nation"): ["Join a union"],
    ("Head", "School"): ["Lead the governors’ meeting", "Visit another school"],
    ("Head", "Nation"): ["Read the news"],
}
EDITION = grid(CELLS)

type Cells = Mapping[tuple[str, str], Sequence[str]]


def printed(cells: Cells, **about: Any) -> FileContents:
    """Return the contents of a Word file or sheet with these cells: stages down, columns across."""
    stages, columns = (list(dict.fromkeys(place[axis] for place in cells)) for axis in (0, 1))
    rows = [["Stage", *columns]]
    rows += [[stage, *("\n".join(cells.get((stage, c), ())) for c in columns)] for stage in stages]
    return FileContents((Table(boxes_of(rows), heading_rows=1),), **about)


def brought(framework: Framework, by: User, cells: Cells, **about: Any) -> Import:
    return imports.start(
        organisation=framework.organisation,
        by=by,
        name="next.docx",
        contents=printed(cells, **about),
        framework=framework,
    )


def changed(**boxes: Sequence[str]) -> Cells:
    """Return the cells with some changed: `NQT_School=["Join in"]`."""
    named = {tuple(name.split("_")): lines for name, lines in boxes.items()}
    return {**CELLS, **named}  # type: ignore[dict-item]
