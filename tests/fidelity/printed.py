"""A cell as printed, and its row in `printed.csv`.

The row says enough to prove a cell right and too little to copy it. Runs of white space count as
one space; nothing else is forgiven. Where the source marks its lines, they are counted, and hashed
one under the other, so that two lines run together show. Where it does not, only the words are
hashed: where one line ends and the next begins is the fixture's reading, which no hash can judge.
"""

import csv
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

FRAMEWORKS = ("torbay", "wigan", "lancashire", "cambridgeshire", "hampshire")
MARKS_ITS_LINES = {"torbay", "lancashire", "cambridgeshire"}
"""Cambridgeshire marks only some; its lines and details are cut from the text by the fixture."""

CONTINUATIONS = ("PLUS", "As above")

FIELDS = ("framework", "stage", "column", "heading", "lines", "words", "sha256", "continues")
TABLE = Path(__file__).with_name("printed.csv")

type Key = tuple[str, int, int]
"""Framework, stage, column: both counted from 1. Column 0 is the cell that names the stage."""

type Row = dict[str, str]


@dataclass(frozen=True)
class Cell:
    """`heading` is the one printed over it: "" for a stage, and where the columns are ours."""

    lines: tuple[str, ...]
    heading: str = ""
    continues: str = ""


type Grid = list[list[Cell]]
"""For each stage the cell that names it, then its cells in the order of the columns."""


def one_space(text: str) -> str:
    return " ".join(text.split())


def rows(framework: str, grid: Grid) -> dict[Key, Row]:
    """The rows of a whole framework, as they stand in the table."""
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
