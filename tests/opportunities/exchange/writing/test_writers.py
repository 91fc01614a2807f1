import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given

from opportunities.exchange.writing import grid_csv, grid_json, sheet
from opportunities.grid.snapshot import PrintedHeading
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier
from tests.builders import document, grid, key
from tests.strategies import any_grid, dices

SMALL = grid(
    {("NQT", "School"): ["Join in"], ("NQT", "Outside"): ["Read, “widely”"], ("RQT", "School"): []},
    details={"Join in": ("E.g. a club", "a choir")},
    continues={("RQT", "School"): ContinuationWord.AS_ABOVE},
    tiers={"Outside": None},
    sections=[("How to use it", "With *care*.")],
)
SMALL = replace(SMALL, headings=(PrintedHeading(key("NQT"), key("School"), "In school..."),))


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_json_holds_every_cell_in_grid_order():
    written = grid_json.as_values(document(SMALL))

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
    written = grid_json.as_values(document(SMALL, lines_left=frozenset([key("NQT/School/0")])))

    assert [len(cell["opportunities"]) for cell in written["cells"]] == [1, 0, 0, 0]


def test_csv_has_a_row_for_each_placement():
    written = rows(grid_csv.write(document(SMALL)))

    assert [(row["Edition"], row["Column"], row["Opportunity"]) for row in written] == [
        ("2026", "In school...", "Join in"),
        ("2026", "Outside", "Read, “widely”"),
        ("2026", "School", ""),
    ]
    assert written[0]["Details"] == "E.g. a club\na choir"
    assert written[0]["Provider tier"] == "Your school"


def test_json_holds_links_and_the_sections():
    line = replace(SMALL.opportunities[0], link="https://example.org/club")
    written = grid_json.as_values(
        document(replace(SMALL, opportunities=(line, *SMALL.opportunities[1:])))
    )

    lines = [line for cell in written["cells"] for line in cell["opportunities"]]
    assert [line["link"] for line in lines] == ["https://example.org/club", ""]
    assert written["sections"] == [
        {"key": str(key("How to use it")), "heading": "How to use it", "body": "With *care*."}
    ]


def test_csv_says_all_of_a_stage_and_of_a_line():
    stage = replace(
        SMALL.stages[0], roles=("Mentor", "Coach"), standards=("Core",), summary="A beginning."
    )
    line = replace(SMALL.opportunities[0], link="https://example.org/club")
    full = replace(
        SMALL,
        stages=(stage, *SMALL.stages[1:]),
        opportunities=(line, *SMALL.opportunities[1:]),
    )

    first, *_ = rows(grid_csv.write(document(full)))
    assert (first["Stage"], first["Example roles"]) == ("NQT", "Mentor\nCoach")
    assert (first["Standards"], first["Summary"]) == ("Core", "A beginning.")
    assert first["Link"] == "https://example.org/club"


def test_csv_has_a_row_for_a_cell_that_prints_only_a_word():
    *_, last = rows(grid_csv.write(document(SMALL)))

    assert (last["Stage"], last["Column"], last["Continues"]) == ("RQT", "School", "As above")
    assert last["Opportunity"] == last["Provider tier"] == last["Placement key"] == ""
    assert last["Column key"] == str(key("School"))


def test_csv_has_a_row_for_a_stage_without_lines():
    bare = grid({("NQT", "School"): ["Join in"], ("RQT", "School"): []})

    written = rows(grid_csv.write(document(bare)))
    assert [(row["Edition"], row["Stage"], row["Column"]) for row in written] == [
        ("2026", "NQT", "School"),
        ("2026", "RQT", ""),
    ]


def test_csv_tells_two_stages_of_one_name_apart():
    twins = grid({("NQT", "School"): ["Join in"], ("RQT", "School"): ["Read"]})
    twins = replace(twins, stages=tuple(replace(one, name="NQT") for one in twins.stages))

    written = rows(grid_csv.write(document(twins)))
    assert [row["Stage"] for row in written] == ["NQT", "NQT"]
    assert [row["Stage key"] for row in written] == [str(key("NQT")), str(key("RQT"))]


@given(dices())
def test_csv_loses_no_stage_no_line_and_no_word(dice):
    any_one = any_grid(dice, hides=False)
    written = rows(grid_csv.write(document(any_one)))

    assert list(dict.fromkeys(row["Stage key"] for row in written)) == [
        str(stage.key) for stage in any_one.stages
    ]
    assert [row["Placement key"] for row in written if row["Placement key"]] == [
        str(line.key) for line in any_one.placements
    ]
    assert {
        (row["Stage key"], row["Column key"], row["Continues"])
        for row in written
        if row["Continues"]
    } == {(str(mark.stage), str(mark.column), mark.word) for mark in any_one.continuations}


def test_csv_of_stages_that_a_filter_leaves_has_what_has_no_line_there():
    def left(name):
        part = document(SMALL, stages_left=frozenset([key(name)]))
        return [(row["Opportunity"], row["Continues"]) for row in rows(grid_csv.write(part))]

    assert left("RQT") == [("", "As above")]
    assert left("NQT") == [("Join in", ""), ("Read, “widely”", "")]


def test_csv_of_what_a_filter_leaves():
    part = document(SMALL, lines_left=frozenset([key("NQT/Outside/0")]))

    assert [row["Opportunity"] for row in rows(grid_csv.write(part))] == ["Read, “widely”"]


def test_a_file_of_one_stage_holds_that_stage():
    part = document(SMALL, stage=SMALL.stages[0])

    assert {row["Stage"] for row in rows(grid_csv.write(part))} == {"NQT"}
    values = grid_json.as_values(part)
    assert [stage["name"] for stage in values["stages"]] == ["NQT"]
    assert {cell["stage"] for cell in values["cells"]} == {str(key("NQT"))}


def test_what_plus_carries_on_is_spelt_out_with_its_stage():
    part = document(SMALL, written_out=True)

    written = rows(grid_csv.write(part))
    carried = [row for row in written if row["Stage"] == "RQT"]
    assert [(row["Opportunity"], row["Carried on from"]) for row in carried] == [("Join in", "NQT")]
    assert [row["Carried on from"] for row in written if row["Stage"] == "NQT"] == ["", ""]
    (line,) = grid_json.as_values(part)["cells"][2]["opportunities"]
    assert (line["text"], line["carried_from"]) == ("Join in", str(key("NQT")))


def test_each_file_says_what_it_is_from():
    written = document(SMALL)

    first, *_ = rows(grid_csv.write(written))
    assert first["Authority"] == "Elmshire"
    assert first["Published"] == "2026-03-02"
    assert first["Address"] == "https://cpd.example/frameworks/elmshire/"
    assert first["Reference"] == written.reference
    edition = grid_json.as_values(written)["edition"]
    assert edition["reference"] == written.reference
    assert edition["source"] == "Elmshire, CPD Framework, 2026."
    assert written.cited == f"Elmshire 2026 · ref {SMALL.fingerprint[:4]}-{SMALL.fingerprint[4:8]}"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_cell_of_a_csv_is_a_formula(start):
    line = f"{start}HYPERLINK(1)"
    made = document(grid({("NQT", "School"): [line]}))
    made = replace(made, source=replace(made.source, edition=line))
    written = rows(grid_csv.write(made))

    for value in (written[0]["Opportunity"], written[0]["Edition"]):
        assert value == (f"'{line}" if start in sheet.FORMULA_STARTS else line)
    assert start in sheet.FORMULA_STARTS


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_column_of_a_csv_is_a_formula(start):
    said = f"{start}HYPERLINK(1)"
    small = grid({("NQT", "School"): ["Join in"]})
    stage = replace(small.stages[0], name=said, roles=(said,), standards=(said,), summary=said)
    line = replace(small.opportunities[0], text=said, details=(said,), link=said)
    full = replace(
        small,
        stages=(stage,),
        columns=(replace(small.columns[0], heading=said),),
        opportunities=(line,),
        placements=(replace(small.placements[0], note=said),),
    )

    (row,) = rows(grid_csv.write(document(full)))
    spoken = {name: value for name, value in row.items() if "HYPERLINK" in value}
    assert spoken == dict.fromkeys(spoken, f"'{said}")
    assert len(spoken) == 10
