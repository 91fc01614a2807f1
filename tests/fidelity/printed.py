"""A cell as printed, and its row in `printed.csv`.

The row has enough to prove a cell right and too little to copy it. Runs of white space count as one
space; all else must be equal. If the source marks its lines, they are counted, and hashed one below
the other, so that merged lines show. Otherwise only the words are hashed: where one line ends and
the next begins is the fixture's reading, which no hash can judge.
"""

import csv
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

FRAMEWORKS = ("torbay", "wigan", "lancashire", "cambridgeshire", "hampshire")
MARKS_ITS_LINES = {"torbay", "lancashire", "cambridgeshire"}
"""Cambridgeshire marks only some; the fixture splits the text into lines and details."""

CONTINUATIONS = ("PLUS", "As above")

FIELDS = ("framework", "stage", "column", "heading", "lines", "words", "sha256", "continues")
TABLE = Path(__file__).with_name("printed.csv")

type Key = tuple[str, int, int]
"""Framework, stage, column, the latter two counted from 1. Column 0 names the stage."""

type Row = dict[str, str]


@dataclass(frozen=True)
class Cell:
    """`heading`: the one printed over it; "" for a stage, and if the columns are ours."""

    lines: tuple[str, ...]
    heading: str = ""
    continues: str = ""


type Grid = list[list[Cell]]
"""For each stage the cell that names it, then its cells in column order."""


def one_space(text: str) -> str:
    return " ".join(text.split())


def rows(framework: str, grid: Grid) -> dict[Key, Row]:
    """Return the rows of a whole framework, as they are in the table."""
    return {
        (framework, stage, column): _row((framework, stage, column), cell)
        for stage, cells in enumerate(grid, start=1)
        for column, cell in enumerate(cells)
    }


def committed() -> dict[Key, Row]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            (row["framework"], int(row["stage"]), int(row["column"])): row
            for row in csv.DictReader(file)
        }


def _row(key: Key, cell: Cell) -> Row:
    framework, stage, column = key
    marked = framework in MARKS_ITS_LINES and column > 0
    text = ("\n" if marked else " ").join(map(one_space, cell.lines))
    return {
        "framework": framework,
        "stage": str(stage),
        "column": str(column),
        "heading": _short_hash(one_space(cell.heading)),
        "lines": str(len(cell.lines)) if marked else "",
        "words": str(len(text.split())),
        "sha256": _short_hash(text),
        "continues": cell.continues,
    }


def _short_hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16] if text else ""
