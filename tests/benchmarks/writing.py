"""The cost of a file in each format: time, memory and size, for Lancashire and for 10,000 lines.

A separate process writes each file, so that its memory is that of this file alone, with Python, our
code and the document (some 55 MB). The time is that of writing.
"""

import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid5

from opportunities.exchange.reading import grid_yaml
from opportunities.exchange.writing.document import GridDocument, GridSource
from opportunities.exchange.writing.formats import Format, formats
from opportunities.exchange.yaml_nodes import parse
from opportunities.grid.snapshot import GridSnapshot

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "lancashire.yaml"
TIMES_OVER = 19
"""Lancashire has 533 lines; this often it has 10,127."""

SITE = "https://cpd.example"
SOURCE = GridSource(
    organisation="Lancashire County Council",
    short_name="Lancashire",
    framework="CPD Framework",
    edition="2019",
    address=f"{SITE}/frameworks/lancashire/",
    slug="lancashire",
    opportunities=f"{SITE}/opportunities/",
)


def table() -> str:
    document = GridDocument(lancashire(), SOURCE)
    stages = document.grid.stages
    documents = {
        f"Lancashire, {document.count} lines": document,
        f"“{stages[0].name}” alone": replace(document, stage=stages[0]),
        "10,000 lines": replace(document, grid=times_over(document.grid)),
    }
    rows = (
        (form.label, *(_cost(form, each) for each in documents.values()))
        for form in formats().values()
    )
    return "\n".join(
        [
            f"| Written as | {' | '.join(documents)} |",
            "|---|---:|---:|---:|",
            *(f"| {' | '.join(row)} |" for row in rows),
        ]
    )


def lancashire() -> GridSnapshot:
    entries = parse(FIXTURE.read_text(encoding="utf-8")).open_mapping()
    return grid_yaml.read(entries, name="lancashire")


def times_over(grid: GridSnapshot, times: int = TIMES_OVER) -> GridSnapshot:
    """Return the grid with all of its stages and lines repeated one below the other."""
    parts = [*_copies(grid, times)]
    return replace(
        grid,
        stages=tuple(row for part in parts for row in part.stages),
        opportunities=tuple(row for part in parts for row in part.opportunities),
        placements=tuple(row for part in parts for row in part.placements),
        continuations=tuple(row for part in parts for row in part.continuations),
        headings=tuple(row for part in parts for row in part.headings),
    )


def _copies(grid: GridSnapshot, times: int) -> Iterator[GridSnapshot]:
    for number in range(1, times + 1):
        stage = {row.key: uuid5(row.key, str(number)) for row in grid.stages}
        line = {row.key: uuid5(row.key, str(number)) for row in grid.opportunities}
        yield replace(
            grid,
            stages=tuple(
                replace(
                    row,
                    key=stage[row.key],
                    slug=f"{row.slug}-{number}",
                    name=f"{row.name} {number}",
                )
                for row in grid.stages
            ),
            opportunities=tuple(replace(row, key=line[row.key]) for row in grid.opportunities),
            placements=tuple(
                replace(
                    row,
                    key=uuid5(row.key, str(number)),
                    stage=stage[row.stage],
                    opportunity=line[row.opportunity],
                )
                for row in grid.placements
            ),
            continuations=tuple(replace(row, stage=stage[row.stage]) for row in grid.continuations),
            headings=tuple(replace(row, stage=stage[row.stage]) for row in grid.headings),
        )


def _cost(form: Format, document: GridDocument) -> str:
    """Return seconds, peak megabytes, and kilobytes of the file."""
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        input=pickle.dumps((form.write, document)),
        capture_output=True,
        check=True,
    )
    seconds, memory, size = done.stdout.split()[-3:]
    return f"{float(seconds):.2f} s, {float(memory):.0f} MB, {float(size):,.0f} kB"


def _write() -> None:
    """The code of the child process."""
    write, document = pickle.load(sys.stdin.buffer)
    started = time.perf_counter()
    content = write(document)
    took = time.perf_counter() - started
    sys.stdout.write(f"{took} {most_memory()} {len(content) / 1000}\n")


def most_memory() -> float:
    """Return the peak memory of this process in megabytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1000
    return float("nan")


if __name__ == "__main__":
    _write()
