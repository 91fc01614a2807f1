"""Each file of tests/imports gives what its README says, sentence by sentence.

The same files lie in `../shared/imports`; what is said of the originals is tested of them too,
where they are there.
"""

from pathlib import Path

import pytest

from opportunities.exchange.reading import files
from opportunities.exchange.reading.proposing.box_lines import lines_of, rows_of
from opportunities.exchange.reading.proposing.proposal import Answers, Proposal, RowUse, TableLayout
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.tables import FileContents
from opportunities.grid.vocabulary import ContinuationWord, Cost, Group
from tests.opportunities.exchange.reading.frameworks import IMPORTS
from tests.opportunities.exchange.reading.proposing.made_up import MERGED_SAYS, said

SHARED = Path(__file__).resolve().parents[6] / "shared" / "imports"


def read(name: str) -> FileContents:
    return files.read((IMPORTS / name).read_bytes(), name)


def left_out(proposal: Proposal) -> set[str]:
    return {each.what for each in proposal.left_out}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared files are not here")
@pytest.mark.parametrize("name", sorted(path.name for path in IMPORTS.iterdir()))
def test_the_files_are_those_that_were_shared(name: str) -> None:
    original = SHARED / name
    if original.exists():  # .xls and .ods are saved from the .xlsx
        assert original.read_bytes() == (IMPORTS / name).read_bytes()


def test_01_a_word_grid_with_merged_boxes() -> None:
    contents = read("01-word-grid-merged.docx")
    proposal = propose(contents)
    names = [stage.name for stage in proposal.stages]
    assert names == ["Early career (years 1–2)", "Established", "Middle leaders", "Headteachers"]
    headings = [column.heading for column in proposal.columns]
    assert headings == ["In school", "Through the council", "National"]
    assert {stage.group for stage in proposal.stages} == {Group.TEACHERS}
    assert "TEACHERS" in left_out(proposal)
    assert proposal.stages[0].roles == ("class teacher",)
    assert said(proposal) == MERGED_SAYS
    words = [cell.word for cell in proposal.cells[3:6]]
    assert words == [ContinuationWord.PLUS, ContinuationWord.AS_ABOVE, None]
    assert "See page 4" in left_out(proposal)
    assert [section.body for section in proposal.sections] == [
        "How to use this grid: find your row."
    ]


def test_01_the_box_over_two_columns_is_asked_about_and_the_band_until_said_otherwise() -> None:
    contents = read("01-word-grid-merged.docx")
    proposal = propose(contents)
    (over,) = [question for question in proposal.questions if ".over." in question.id]
    assert [label for _, label in over.choices] == [
        "All of them", "In school", "Through the council",
    ]  # fmt: skip
    one = propose(contents, Answers(questions={over.id: over.choices[2][0]}))
    assert "Headteachers / In school" not in said(one)
    assert "Headteachers / Through the council" in said(one)
    heads = proposal.stages[-1].id
    otherwise = propose(contents, Answers(stages={heads: {"group": "leaders"}}))
    assert [stage.group for stage in otherwise.stages[-2:]] == [Group.TEACHERS, Group.LEADERS]


def test_02_a_word_table_for_each_stage() -> None:
    proposal = propose(read("02-word-table-per-stage.docx"))
    stages = [(stage.name, stage.standards) for stage in proposal.stages]
    assert stages == [("Newly appointed", ("core",)), ("Aspiring leader", ("core",))]
    first, school, trust = proposal.columns
    assert first.heading == "Your own action"
    assert [cell.heading for cell in proposal.cells if cell.heading] == ["Your own actions"]
    assert (school.heading, trust.heading) == ("School", "Trust")
    lines = [line.wording.text for cell in proposal.cells for line in cell.lines]
    assert len(lines) == 5
    (asked,) = proposal.questions
    assert "“Keep a log; read one article a month” could be one line or several." in asked.text


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_04_a_sheet_with_a_row_for_each_opportunity(ending: str) -> None:
    contents = read(f"04-sheet-row-per-opportunity.{ending}")
    proposal = propose(contents)
    names = [stage.name for stage in proposal.stages]
    assert names == ["ECT", "Established", "Middle leader", "Head"]
    placed = [line for cell in proposal.cells for line in cell.lines]
    costs = {line.code: (line.wording.cost, line.wording.cost_words) for line in placed}
    assert costs == {
        "A1": (Cost.FREE, ""),
        "A2": (Cost.PAID, "£45"),
        "A3": (None, "Funded* (*while places last)"),
    }
    details = {line.code: line.wording.details for line in placed}
    assert details == {"A1": (), "A2": (), "A3": ("also online",)}
    links = {line.code: line.wording.link for line in placed}
    assert links["A1"] == "https://example.org/a1"
    assert links["A3"].endswith("example.org/a3")
    tick, providers = proposal.questions
    assert "“(x)” in row 7" in tick.text
    assert "“National provider; university” may be several" in providers.text
    title = "Alderbrook CPD offer – updated 3 Sept"
    assert {title, "*while places last", "Total"} <= left_out(proposal)
    assert len({(line.code, line.wording) for line in placed}) == 3
    refused = propose(contents, Answers(questions={tick.id: "no"}))
    assert len(placed) == 6
    assert sum(len(cell.lines) for cell in refused.cells) == 5


def test_06_levels_across_are_offered_turned() -> None:
    contents = read("06-levels-across.csv")
    proposal = propose(contents)
    assert proposal.tables[0].layout is TableLayout.TURNED
    assert [stage.name for stage in proposal.stages] == ["Awareness", "Working", "Expert"]
    assert said(proposal) == {
        "Awareness / Coaching": [("listen well",), ("ask open questions",)],
        "Working / Coaching": [("coach one colleague",)],
    }
    assert {"You can:", "This level is not defined."} <= left_out(proposal)
    assert "Subject lead, Year lead" in left_out(proposal)
    row = next(
        row for row, use in enumerate(proposal.tables[0].uses) if row and use is RowUse.LEFT_OUT
        and row > 1
    )  # fmt: skip
    asked = propose(contents, Answers(tables={"1": {"uses": {str(row): "roles"}}}))
    assert {stage.roles for stage in asked.stages} == {("Subject lead", "Year lead")}
    assert "Subject lead, Year lead" not in left_out(asked)


def test_08_a_tree_by_parent_codes() -> None:
    proposal = propose(read("08-parent-code.csv"))
    (stage,) = proposal.stages
    assert (stage.name, stage.summary, stage.code) == ("Early career", "First two years", "S1")
    (cell,) = proposal.cells
    assert [(line.wording.text, line.wording.details, line.code) for line in cell.lines] == [
        ("Mentor meeting", ("weekly",), "S1.1"),
        ("Induction day", (), "S1.2"),
    ]


def test_09_a_case_package() -> None:
    proposal = propose(read("09-case-package.json"))
    assert proposal.title == "Staff pathway"
    assert [stage.name for stage in proposal.stages] == ["Early career"]
    assert said(proposal) == {"Early career / Opportunities": [("Mentor meeting",)]}
    (line,) = proposal.cells[0].lines
    assert str(line.opportunity) == "33333333-3333-4333-8333-333333333333"


def test_13_a_paste_from_word() -> None:
    lines = [("Leadership days", "heads", "deputies"), ("Subject network",),
             ("Coaching", "for new heads")]  # fmt: skip
    text = (IMPORTS / "13-word-paste.txt").read_text(encoding="utf-8")
    box = lines_of(rows_of(text))
    assert [(line.wording.text, *line.wording.details) for line in box.lines] == lines
    assert said(propose(read("13-word-paste.txt"))) == {"(no name) / Opportunities": lines}


def test_14_a_pasted_block_with_a_quoted_box() -> None:
    proposal = propose(read("14-excel-block-paste.txt"))
    assert said(proposal) == {
        "ECT / In school": [("Mentor meeting",), ("Planning together",)],
        "ECT / Council": [("Induction day",)],
        "Established / In school": [("Lead a staff meeting",)],
        "Established / Council": [('Network, "hub" days',)],
    }


def test_15_our_own_csv_after_excel() -> None:
    proposal = propose(read("15-own-csv-after-excel.csv"))
    assert said(proposal) == {
        "ECT / In school": [("-ve feedback – how to give it", "one", "two"), ("01-Feb",)]
    }
    (note,) = proposal.notes
    assert "“01-Feb” was probably changed by Excel" in note
