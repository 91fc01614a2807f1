"""Our Excel and CSV after people worked on them: sorted, columns moved, rows put in."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange.reading import files
from opportunities.exchange.reading.proposing.proposal import Answers
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.proposing.to_grid import grid_of
from opportunities.exchange.scope import Scope
from opportunities.exchange.writing import grid_csv, grid_docx, grid_json, grid_xlsx, sheet
from opportunities.grid.vocabulary import Cost, ProviderTier
from tests.builders import document, grid, key
from tests.opportunities.exchange.reading.frameworks import IMPORTS
from tests.opportunities.exchange.reading.way_home import (
    as_csv_holds,
    as_files_hold,
    read_back,
    with_carried_keys,
)
from tests.strategies import any_grid, dices

type Rows = list[list[str]]

SMALL = grid(
    {
        ("ECT", "School"): ["Coach", "Read"],
        ("ECT", "Council"): ["Visit"],
        ("RQT", "School"): ["Lead"],
    },
    tiers={"Council": ProviderTier.LOCAL_AUTHORITY},
)


def csv_edited(content: bytes, edit: Callable[[Rows], Rows]) -> bytes:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    text = io.StringIO(newline="")
    csv.writer(text).writerows(edit(rows))
    return (sheet.BYTE_ORDER_MARK + text.getvalue()).encode()


def excel_edited(content: bytes, edit: Callable[[Rows], Rows]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = [list(row) for row in book["Opportunities"].iter_rows(values_only=True)]
    at = book.sheetnames.index("Opportunities")
    del book["Opportunities"]
    new = book.create_sheet("Opportunities", at)
    for row in edit(rows):  # type: ignore[arg-type]
        new.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def sorted_by(heading: str) -> Callable[[Rows], Rows]:
    def edit(rows: Rows) -> Rows:
        place = rows[0].index(heading)
        return [rows[0], *sorted(rows[1:], key=lambda row: str(row[place]))]

    return edit


def with_columns_turned(rows: Rows) -> Rows:
    return [row[::-1] for row in rows]


@given(dices(), st.sampled_from(["Opportunity", "Stage", "Column", "Row", "Placement key"]))
def test_a_law_a_csv_that_was_sorted_comes_home_as_it_was(dice, heading):
    any_one = any_grid(dice, hides=False)
    saved = csv_edited(grid_csv.write(document(any_one)), sorted_by(heading))
    home = as_files_hold(with_carried_keys(read_back(saved)))
    held = as_csv_holds(any_one)
    assert home.stages == held.stages
    assert home.opportunities == held.opportunities
    assert home.columns == held.columns
    assert set(home.placements) == set(held.placements)


@given(dices(), st.sampled_from(["Opportunity", "Stage", "Column", "Key"]))
def test_a_law_an_excel_that_was_sorted_comes_home_as_it_was(dice, heading):
    any_one = any_grid(dice, hides=False)
    if not any_one.placements:
        return
    saved = excel_edited(grid_xlsx.write(document(any_one)), sorted_by(heading))
    home = as_files_hold(with_carried_keys(read_back(saved)))
    held = as_files_hold(any_one)
    assert (home.stages, home.columns, home.sections) == (held.stages, held.columns, held.sections)
    assert (home.continuations, home.headings) == (held.continuations, held.headings)
    assert home.opportunities == held.opportunities
    assert set(home.placements) == set(held.placements)


@given(dices())
def test_a_law_columns_may_stand_in_any_order(dice):
    any_one = any_grid(dice, hides=False)
    saved = csv_edited(grid_csv.write(document(any_one)), with_columns_turned)
    assert as_files_hold(with_carried_keys(read_back(saved))) == as_csv_holds(any_one)
    if any_one.placements:
        saved = excel_edited(grid_xlsx.write(document(any_one)), with_columns_turned)
        assert as_files_hold(with_carried_keys(read_back(saved))) == as_files_hold(any_one)


def test_rows_that_were_sorted_stand_again_as_they_were_written():
    saved = csv_edited(grid_csv.write(document(SMALL)), sorted_by("Opportunity"))
    assert with_carried_keys(read_back(saved)).placements == SMALL.placements


def put_in(rows: Rows) -> Rows:
    """A row of somebody’s own, between two of ours and without keys."""
    own = ["" for _ in rows[0]]
    for heading, text in (("Stage", "ECT"), ("Column", "School"), ("Opportunity", "Ask")):
        own[rows[0].index(heading)] = text
    return [*rows[:2], own, *rows[2:]]


@pytest.mark.parametrize(
    ("write", "edited"), [(grid_csv.write, csv_edited), (grid_xlsx.write, excel_edited)]
)
def test_a_row_that_was_put_in_is_a_line_without_a_key(write, edited):
    read = read_back(edited(write(document(SMALL)), put_in))
    texts = [read.grid.opportunity_by_key[row.opportunity].text for row in read.grid.placements]
    assert texts == ["Coach", "Ask", "Read", "Visit", "Lead"]
    assert [row.key in read.carried for row in read.grid.placements] == [
        *(True, False, True, True, True)
    ]


@pytest.mark.parametrize(
    ("write", "edited"), [(grid_csv.write, csv_edited), (grid_xlsx.write, excel_edited)]
)
def test_a_line_is_moved_by_naming_another_stage(write, edited):
    def move(rows: Rows) -> Rows:
        rows[1][rows[0].index("Stage")] = "RQT"
        return rows

    home = with_carried_keys(read_back(edited(write(document(SMALL)), move)))
    assert home.stages[1].key == key("RQT")
    assert [row.stage for row in home.placements if row.key == key("ECT/School/0")] == [key("RQT")]


@pytest.mark.parametrize(
    ("write", "edited"), [(grid_csv.write, csv_edited), (grid_xlsx.write, excel_edited)]
)
def test_a_stage_that_all_its_rows_call_otherwise_was_renamed(write, edited):
    def rename(rows: Rows) -> Rows:
        place = rows[0].index("Stage")
        return [[*row[:place], row[place].replace("ECT", "Years 1–2"), *row[place + 1 :]]
                for row in rows]  # fmt: skip

    home = with_carried_keys(read_back(edited(write(document(SMALL)), rename)))
    assert [(stage.key, stage.name) for stage in home.stages] == [
        (key("ECT"), "Years 1–2"),
        (key("RQT"), "RQT"),
    ]


def test_a_key_beside_other_words_in_excel_has_slipped():
    def fill_down(rows: Rows) -> Rows:
        place = rows[0].index("Key")
        rows[2][place] = rows[1][place]
        return rows

    read = read_back(excel_edited(grid_xlsx.write(document(SMALL)), fill_down))
    assert [row.key in read.carried for row in read.grid.placements] == [True, False, True, True]


@pytest.mark.parametrize(
    "write", [grid_csv.write, grid_docx.write, grid_json.write, grid_xlsx.write]
)
@pytest.mark.parametrize(
    ("what", "stage", "is_filtered", "is_written_out"),
    [
        ({}, None, False, False),
        ({"lines_left": frozenset([key("RQT/School/0")])}, None, True, False),
        ({"stage": SMALL.stages[0], "written_out": True}, key("ECT"), False, True),
    ],
)
def test_a_file_says_what_of_its_edition_it_holds(write, what, stage, is_filtered, is_written_out):
    scope = files.read(write(document(SMALL, **what)), "file").scope
    assert isinstance(scope, Scope)
    assert (scope.stage, scope.is_filtered, scope.is_written_out) == (
        *(stage, is_filtered, is_written_out),
    )


def test_our_csv_after_excel_saved_it():
    contents = files.read((IMPORTS / "15-own-csv-after-excel.csv").read_bytes(), "a.csv")
    proposal = propose(contents)
    (cell,) = proposal.cells
    first, second = cell.lines
    assert (first.wording.text, first.wording.details) == (
        "-ve feedback – how to give it",
        ("one", "two"),
    )
    assert second.wording.text == "01-Feb"
    (question,) = proposal.questions
    assert (question.line, "“01-Feb” was probably changed by Excel" in question.text) == (1, True)
    assert not proposal.missing
    assert not proposal.left_out


def test_a_line_that_a_person_rewords_keeps_its_keys_and_all_that_is_beside_it():
    line = replace(SMALL.opportunities[0], contact="Ask Jo", cost=Cost.FREE, when="In spring")
    place = replace(SMALL.placements[0], note="Ours", tier=ProviderTier.NATIONAL)
    full = replace(
        SMALL,
        opportunities=(line, *SMALL.opportunities[1:]),
        placements=(place, *SMALL.placements[1:]),
    )
    contents = files.read(grid_xlsx.write(document(full)), "file")
    first, *_ = propose(contents).cells
    rows = [{"text": "Mentor", "source": list(line.source)} for line in first.lines[:1]]
    answers = Answers(cells={first.id: {"lines": rows}})
    home = with_carried_keys(grid_of(propose(contents, answers), new_key=uuid4))
    assert home.placements[0] == place
    assert home.opportunity_by_key[line.key].wording == replace(line.wording, text="Mentor")
