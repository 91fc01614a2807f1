import csv
import io
from dataclasses import replace

import pytest

from opportunities.exchange import grid_csv, grid_json, sheet
from opportunities.snapshot import PrintedHeading
from opportunities.vocabulary import ContinuationWord, ProviderTier
from tests.builders import grid, key

SMALL = grid(
    {("NQT", "School"): ["Join in"], ("NQT", "Outside"): ["Read, “widely”"], ("RQT", "School"): []},
    details={"Join in": ("E.g. a club", "a choir")},
    continues={("RQT", "School"): ContinuationWord.AS_ABOVE},
    tiers={"Outside": None},
)
SMALL = replace(SMALL, headings=(PrintedHeading(key("NQT"), key("School"), "In school..."),))


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_json_holds_every_cell_in_grid_order():
    written = grid_json.write(SMALL)

    assert [column["tier"] for column in written["columns"]] == [ProviderTier.SCHOOL, None]
    assert [stage["name"] for stage in written["stages"]] == ["NQT", "RQT"]
    assert [
        (cell["heading"], cell["continues"], [line["text"] for line in cell["opportunities"]])
        for cell in written["cells"]
    ] == [
        ("In school...", None, ["Join in"]),
        ("Outside", None, ["Read, “widely”"]),
        ("School", "As above", []),
        ("Outside", None, []),
    ]
    assert written["cells"][0]["opportunities"][0]["details"] == ["E.g. a club", "a choir"]


def test_json_of_what_a_filter_leaves_keeps_the_cells():
    written = grid_json.write(SMALL, {key("NQT/School/0")})

    assert [len(cell["opportunities"]) for cell in written["cells"]] == [1, 0, 0, 0]


def test_csv_has_a_row_for_each_placement():
    written = rows(grid_csv.write(SMALL, about={"Edition": "2026"}))

    assert [(row["Edition"], row["Column"], row["Opportunity"]) for row in written] == [
        ("2026", "In school...", "Join in"),
        ("2026", "Outside", "Read, “widely”"),
    ]
    assert written[0]["Details"] == "E.g. a club\na choir"
    assert written[0]["Provider tier"] == "Your school"


def test_csv_of_what_a_filter_leaves():
    written = rows(grid_csv.write(SMALL, about={}, matching={key("NQT/Outside/0")}))

    assert [row["Opportunity"] for row in written] == ["Read, “widely”"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_cell_of_a_csv_is_a_formula(start):
    line = f"{start}HYPERLINK(1)"
    written = rows(grid_csv.write(grid({("NQT", "School"): [line]}), about={"Edition": line}))

    for value in (written[0]["Opportunity"], written[0]["Edition"]):
        assert value == (f"'{line}" if start in sheet.FORMULA_STARTS else line)
    assert start in sheet.FORMULA_STARTS
