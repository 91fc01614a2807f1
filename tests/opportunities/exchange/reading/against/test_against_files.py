"""Our Excel, CSV and JSON against the edition they came from. Word: `test_word_home.py`."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.comparing.diff import diff
from opportunities.exchange.reading import files
from opportunities.exchange.reading.against.as_before import answers_from_edition
from opportunities.exchange.reading.against.comparison import FileComparison, compare_with_edition
from opportunities.exchange.reading.against.printed import Prints, prints_of
from opportunities.exchange.reading.proposing.proposal import Answers
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.proposing.to_grid import grid_of
from opportunities.exchange.scope import Scope
from opportunities.exchange.writing import grid_csv, grid_json, grid_xlsx
from opportunities.grid.snapshot import GridSnapshot
from opportunities.grid.visible import as_followers_see
from tests.builders import document, key
from tests.laws import times
from tests.opportunities.comparing.test_matching import PLAIN, STAGES, Typist
from tests.opportunities.exchange.reading.files_of_grids import any_edition
from tests.opportunities.exchange.reading.frameworks import document_of
from tests.strategies import dices

FRAMEWORKS = ["cambridgeshire", "hampshire", "lancashire", "torbay", "wigan"]
WRITERS = [grid_json.write, grid_csv.write, grid_xlsx.write]
KEYS = ("Placement key", "Opportunity key", "Stage key", "Column key", "Key", "On the site")

type Rows = list[list[str]]


def home(content: bytes, base: GridSnapshot, *, keys: bool = True) -> FileComparison:
    contents = files.read(content, "file")
    answers = answers_from_edition(base, Answers(), propose(contents))
    read = grid_of(propose(contents, answers), new_key=uuid4)
    prints = prints_of(contents.scope) if contents.scope else Prints(columns=False)
    return compare_with_edition(base, read if keys else replace(read, carried={}), prints)


@pytest.mark.parametrize("slug", FRAMEWORKS)
@pytest.mark.parametrize("write", WRITERS)
def test_written_and_brought_in_unchanged_is_nothing_to_do(slug, write):
    written = document_of(slug)
    content = write(written)

    for keys in (True, False):
        found = home(content, written.grid, keys=keys)
        assert found.changes_nothing
        assert not found.questions


@times(0.4)
@given(dices(), st.sampled_from(WRITERS), st.booleans())
def test_a_law_any_edition_brought_in_unchanged_is_nothing_to_do(dice, write, keys):
    base = any_edition(dice)

    content = write(document(as_followers_see(base)))

    assert home(content, base, keys=keys).changes_nothing


@pytest.mark.parametrize("write", WRITERS)
def test_a_stage_alone_changes_no_other(write):
    stage = PLAIN.stages[1]
    content = write(document(PLAIN, stage=stage))

    assert home(content, PLAIN).changes_nothing


@pytest.mark.parametrize("write", WRITERS)
def test_what_a_filter_left_out_stays(write):
    left = frozenset(row.key for row in PLAIN.placements[::3])
    content = write(document(PLAIN, lines_left=left))

    assert home(content, PLAIN).changes_nothing


def in_csv(edit: Callable[[Rows], None]) -> bytes:
    rows = list(csv.reader(io.StringIO(grid_csv.write(document(PLAIN)).decode("utf-8-sig"))))
    edit(rows)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def in_excel(edit: Callable[[Rows], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(grid_xlsx.write(document(PLAIN))))
    sheet = book["Opportunities"]
    rows = [["" if cell is None else cell for cell in row] for row in sheet.values]
    edit(rows)  # type: ignore[arg-type]
    sheet.delete_rows(1, sheet.max_row)
    for row in rows:
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@times(0.4)
@given(dices(), st.integers(0, 5), st.sampled_from([in_csv, in_excel]), st.booleans())
def test_a_law_exactly_what_was_typed_comes_out(dice, steps, saved, has_keys):
    """Rows put in without a key, reworded, cut and pasted elsewhere, and taken out."""
    typist = Typist(dice)
    for number in range(steps):
        typist.step(number)

    def edit(rows: Rows) -> None:
        text, stage, column = map(rows[0].index, ("Opportunity", "Stage", "Column"))
        of_stage = slice(stage, rows[0].index("Column"))
        first = {row[stage]: row for row in rows[1:]}
        lines = {row[text]: row for row in rows[1:]}
        new = []
        for place, texts in typist.cells.items():
            names = PLAIN.stage_by_key[place[0]].name, PLAIN.column_by_key[place[1]].heading
            for said in texts:
                was = lines.get(said) or lines.get(said.rsplit(" ", 1)[0])
                row = [*(was or blank(rows[0], first[names[0]]))]
                row[of_stage] = first[names[0]][of_stage]
                row[column], row[text] = names[1], said
                new.append(row if has_keys else without_keys(rows[0], row))
        rows[1:] = new

    found = home(saved(edit), PLAIN)

    changes = diff(PLAIN, found.theirs)
    assert {getattr(one.row, "text", ""): one.kind for one in changes} == told(typist)
    assert not found.questions


def told(typist: Typist) -> dict:
    """What was done, by the words that stand there now."""
    now = {text.rsplit(" ", 1)[0]: text for texts in typist.cells.values() for text in texts}
    return {
        now.get(text, text) if kind == "reworded" else text: kind
        for text, kind in typist.told.items()
    }


def blank(headings: list[str], like: list[str]) -> list[str]:
    """A new row, of which only the stage, the provider and where it is from are filled in."""
    own = {"Opportunity", "Details", *KEYS}
    return ["" if name in own else said for name, said in zip(headings, like, strict=True)]


def without_keys(headings: list[str], row: list[str]) -> list[str]:
    return ["" if name in KEYS else said for name, said in zip(headings, row, strict=True)]


def test_what_a_file_says_of_itself_is_what_it_is_compared_with():
    contents = files.read(grid_csv.write(document(PLAIN, stage=PLAIN.stages[0])), "file")

    assert contents.scope == Scope(key(STAGES[0]), has_sections=False, has_columns=False)
