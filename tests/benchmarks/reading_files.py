"""The cost of reading a file in each format: time, memory and size, for the largest usual files.

A separate process reads each file, so that its memory is that of this file alone, with Python and
all readers. The time is that of the guard and the reader; that of the JSON, which returns the
contents to the web worker, is separate.
"""

import io
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace

import xlsxwriter

from opportunities.exchange.reading import files
from opportunities.exchange.reading.as_json import contents_to_text
from opportunities.exchange.reading.tables import CannotRead
from opportunities.exchange.writing import grid_csv, grid_docx, grid_json, grid_pdf
from opportunities.exchange.writing.document import GridDocument
from opportunities.grid.snapshot import GridSnapshot
from tests.benchmarks.writing import SOURCE, lancashire, most_memory, times_over

ROWS = 20_000
HEADINGS = ["Stage", "Provider", "Opportunity", "ECT", "Leader", "Cost"]
BOMB = 200_000_000


def table() -> str:
    grid = lancashire()
    made: dict[str, Callable[[], bytes]] = {
        "Word, 60 pages": lambda: grid_docx.write(_document(grid, 4)),
        "Excel, 20,000 rows": _excel,
        "CSV, 20,000 rows": lambda: "".join(map(_as_csv, _rows())).encode(),
        "Our CSV, 10,000 lines": lambda: grid_csv.write(_document(grid, 19)),
        "Our JSON, 10,000 lines": lambda: grid_json.write(_document(grid, 19)),
        "Web page, 20,000 rows": _web_page,
        "Our PDF, 45 pages": lambda: grid_pdf.write(_document(grid, 3)),
        "Refused: a Word file that unpacks to 200 MB": _bomb,
    }
    rows = (f"| {label} | {_cost(content())} |" for label, content in made.items())
    return "\n".join(
        ["| Read | reading | as JSON | memory | file |", "|---|---:|---:|---:|---:|", *rows]
    )


def _document(grid: GridSnapshot, times: int) -> GridDocument:
    return replace(GridDocument(grid, SOURCE), grid=times_over(grid, times))


def _rows() -> list[list[str]]:
    return [
        HEADINGS,
        *(
            [f"Stage {row % 16}", "Council", f"Opportunity {row}, with some words", "x", "", "£45"]
            for row in range(1, ROWS)
        ),
    ]


def _as_csv(row: list[str]) -> str:
    return ",".join(f'"{box}"' for box in row) + "\r\n"


def _excel() -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(_rows()):
            sheet.write_row(number, 0, row)
    return content.getvalue()


def _web_page() -> bytes:
    rows = ("".join(f"<td>{box}</td>" for box in row) for row in _rows()[:20_000])
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>".encode()


def _bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * BOMB)
    return content.getvalue()


def _cost(content: bytes) -> str:
    """Return seconds of reading and of JSON, peak megabytes, and kilobytes of the file."""
    done = subprocess.run(
        [sys.executable, "-m", __name__], input=content, capture_output=True, check=True
    )
    reading, as_json, memory = done.stdout.split()[-3:]
    return (
        f"{float(reading):.2f} s | {float(as_json):.2f} s | {float(memory):.0f} MB"
        f" | {len(content) / 1000:,.0f} kB"
    )


def _read() -> None:
    """The code of the child process."""
    content = sys.stdin.buffer.read()
    started = time.perf_counter()
    try:
        contents = files.read(content, "a file")
    except CannotRead:
        contents = None
    read = time.perf_counter()
    if contents:
        contents_to_text(contents)
    done = time.perf_counter()
    sys.stdout.write(f"{read - started} {done - read} {most_memory()}\n")


if __name__ == "__main__":
    _read()
