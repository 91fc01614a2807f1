"""The words once more, after their way through the app: loaded, stored, and downloaded as JSON."""

from typing import Any

import pytest
from django.core.management import call_command

from .printed import FRAMEWORKS, Cell, Grid, committed, rows
from .transcribed import stage_cell

COLUMNS_ARE_OURS = {"cambridgeshire"}


@pytest.fixture
def five_frameworks(db):
    call_command("loaddata", *FRAMEWORKS, verbosity=0)


@pytest.mark.usefixtures("five_frameworks")
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_download_has_every_printed_cell(client, framework: str):
    response = client.get(f"/frameworks/{framework}.json")

    downloaded = rows(framework, _grid(framework, response.json()))
    assert downloaded == {key: row for key, row in committed().items() if key[0] == framework}


def _grid(framework: str, file: dict[str, Any]) -> Grid:
    """Cells are found by their keys; the order of their rows in the file is checked on the way."""
    places = [
        (stage["key"], column["key"]) for stage in file["stages"] for column in file["columns"]
    ]
    assert [(cell["stage"], cell["column"]) for cell in file["cells"]] == places
    return [
        [
            stage_cell(stage),
            *(_cell(framework, cell) for cell in file["cells"] if cell["stage"] == stage["key"]),
        ]
        for stage in file["stages"]
    ]


def _cell(framework: str, cell: dict[str, Any]) -> Cell:
    lines = [[line["text"], *line["details"]] for line in cell["opportunities"]]
    return Cell(
        tuple(piece for pieces in lines for piece in pieces),
        "" if framework in COLUMNS_ARE_OURS else cell["heading"],
        cell["continues"] or "",
    )
