"""Read CASE, in the official shape or wrapped, as a grid of stages and their lines.

Children of the document, and items without a parent, are stages; their children are lines, and
those of lines are sub-points, ordered by sequence number. In our own CASE an association holds the
heading over a line; other CASE has one column.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from opportunities.exchange.reading.boxes import check_size, paragraphs_of
from opportunities.exchange.reading.tables import Box, FileContents, LeftOut, Paragraph, Table
from opportunities.grid.short_keys import read_full
from opportunities.grid.vocabulary import ContinuationWord

type Json = Mapping[str, Any]

WRAPPERS = ("CFPackage", "CFPackages", "package", "packages", "data")
COLUMN = "Opportunities"
PROVIDED_BY = "Provided by: "
DEEPEST = 20
POINT = "– "
NOT_IN_A_BOX = ("Kind of staff:", "Career stage:")


@dataclass(frozen=True, slots=True)
class Child:
    """An item in its position; its association holds both."""

    item: str
    number: float
    heading: str
    association: str


@dataclass
class _Tree:
    """Items by identifier, and the ordered children of each."""

    items: dict[str, Json]
    children: dict[str, list[Child]] = field(default_factory=lambda: defaultdict(list))

    def add(self, association: Json) -> None:
        child, parent = (_end(association, end) for end in ("originNodeURI", "destinationNodeURI"))
        if association.get("associationType") == "isChildOf" and child in self.items:
            notes = _text(association.get("notes"))
            heading, _, provided = notes.partition("\n")
            number = association.get("sequenceNumber")
            self.children[parent].append(
                Child(
                    child,
                    number if isinstance(number, int | float) else float("inf"),
                    heading if provided.startswith(PROVIDED_BY) else COLUMN,
                    _text(association.get("identifier")),
                )
            )

    def of(self, parent: str) -> list[Child]:
        return sorted(self.children.get(parent, ()), key=lambda child: child.number)

    def stages(self, document: str) -> list[str]:
        """Return the children of the document, then items without a parent, in the order of the
        file.
        """
        below = {
            child.item
            for parent, found in self.children.items()
            if parent in self.items
            for child in found
        }
        first = [child.item for child in self.of(document)]
        return list(dict.fromkeys([*first, *(item for item in self.items if item not in below)]))


def of_data(data: Any) -> FileContents | None:
    """Read a CASE package; None if the data is not CASE."""
    package = _package(data)
    if package is None:
        return None
    document = package.get("CFDocument")
    document = document if isinstance(document, dict) else {}
    tree = _Tree(
        {_text(item.get("identifier")): item for item in _mappings(package.get("CFItems"))}
    )
    for association in _mappings(package.get("CFAssociations")):
        tree.add(association)
    grid = _Grid(tree, tree.stages(_text(document.get("identifier"))))
    return FileContents(
        tuple(grid.blocks()), tuple(grid.left_out), title=_text(document.get("title"))
    )


def _package(data: Any) -> Json | None:
    """Return the package itself, unwrapped; None if there is none."""
    for _ in range(DEEPEST):
        if isinstance(data, list) and len(data) == 1:
            [data] = data
        elif not isinstance(data, dict):
            return None
        elif isinstance(data.get("CFItems"), list):
            return data
        else:
            data = next((data[name] for name in WRAPPERS if name in data), None)
    return None


class _Grid:
    """Builds the table of a tree."""

    def __init__(self, tree: _Tree, stages: list[str]) -> None:
        self.tree, self.stages = tree, stages
        found = [child for stage in stages for child in tree.of(stage)]
        self.columns = list(dict.fromkeys(child.heading for child in found))
        self.left_out: list[LeftOut] = []

    def blocks(self) -> Iterator[Table | Paragraph]:
        """Yield a table; if no item has children, the items one below the other."""
        check_size(len(self.stages) + 1, len(self.columns) + 1, "This file")
        if not self.columns:
            for stage in self.stages:
                yield Paragraph(self._words(stage), level=0, opportunity=read_full(stage))
            return
        headings = ["Stage", *self.columns]
        boxes = [
            Box(0, number, (Paragraph(heading),), is_heading=True)
            for number, heading in enumerate(headings)
        ]
        for row, stage in enumerate(self.stages, start=1):
            boxes += self._row(row, stage)
        yield Table(tuple(boxes), heading_rows=1)

    def _row(self, row: int, stage: str) -> Iterator[Box]:
        cells: dict[str, list[Paragraph]] = defaultdict(list)
        beside = self._of_stage(stage, cells)
        yield Box(row, 0, (Paragraph(self._words(stage)), *beside))
        for child in self.tree.of(stage):
            cells[child.heading] += self._line(child, {stage}, 0)
        for number, heading in enumerate(self.columns, start=1):
            if cells[heading]:
                yield Box(row, number, tuple(cells[heading]))

    def _of_stage(self, stage: str, cells: dict[str, list[Paragraph]]) -> list[Paragraph]:
        """Return the other text of a stage; put “PLUS” and “As above” into `cells`."""
        beside = []
        for paragraph in paragraphs_of(_text(self.tree.items[stage].get("notes"))):
            heading, _, word = paragraph.text.rpartition(": ")
            if heading in self.columns and word in set(ContinuationWord):
                cells[heading].append(Paragraph(word))
            elif paragraph.text.startswith(NOT_IN_A_BOX):
                self._leave_out(paragraph.text, stage, "Say it of the stage, where you confirm it.")
            else:
                beside.append(paragraph)
        return beside

    def _line(self, child: Child, above: set[str], level: int) -> Iterator[Paragraph]:
        """Yield an item and its descendants. An item that is its own ancestor is not followed."""
        yield Paragraph(
            self._words(child.item),
            level=level,
            placement=read_full(child.association) if not level else None,
            opportunity=read_full(child.item),
        )
        for note in _text(self.tree.items[child.item].get("notes")).split("\n"):
            if note.startswith(POINT):
                yield Paragraph(note.removeprefix(POINT), level=level + 1)
            elif note.strip():
                self._leave_out(note, child.item, "It is a note: CASE has no field for it.")
        if child.item not in above and len(above) < DEEPEST:
            for below in self.tree.of(child.item):
                yield from self._line(below, {*above, child.item}, level + 1)

    def _leave_out(self, what: str, item: str, reason: str) -> None:
        self.left_out.append(LeftOut(what, f"at “{self._words(item)}”", reason))

    def _words(self, item: str) -> str:
        return _text(self.tree.items[item].get("fullStatement")).strip() or "(no words)"


def _end(association: Json, name: str) -> str:
    end = association.get(name)
    return _text(end.get("identifier")) if isinstance(end, dict) else ""


def _mappings(value: Any) -> list[Json]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
