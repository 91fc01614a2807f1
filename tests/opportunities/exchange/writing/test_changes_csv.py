from dataclasses import replace

import pytest

from opportunities.comparing.changes import lay_out
from opportunities.comparing.diff import diff
from opportunities.exchange.writing import changes_csv
from opportunities.exchange.writing.sheet import FORMULA_STARTS
from tests.builders import grid, key
from tests.opportunities.exchange.writing.test_writers import rows
from tests.two_editions import AFTER, BEFORE, LOCAL, SCHOOL


def written(before, after, **about):
    return rows(changes_csv.write(lay_out(diff(before, after)), about=about))


def test_csv_has_a_row_for_each_change():
    listed = written(BEFORE, AFTER, From="2025", To="2026")

    assert len(listed) == diff(BEFORE, AFTER).count
    assert {(row["From"], row["To"]) for row in listed} == {("2025", "2026")}


def test_csv_names_the_places_of_a_change_and_both_wordings():
    (row,) = [row for row in written(BEFORE, AFTER) if "Follow Ofsted" in row["After"]]

    assert (row["Change"], row["Of"]) == ("Reworded", "Opportunity")
    assert row["Stages"].splitlines() == ["Early career teachers", "RQT", "Middle leaders"]
    assert row["Where"] == "Nationally & regionally"
    assert row["Provider tier"] == "National"
    assert row["Before"] == "Follow Ofsted on Twitter"
    assert row["After"] == "Follow Ofsted and your subject association online"
    assert row["Key"] == str(key("Follow Ofsted on Twitter"))


def test_csv_says_what_is_no_wording_beside_it():
    by_text = {row["After"] or row["Before"]: row for row in written(BEFORE, AFTER)}

    assert by_text["Chair a meeting"]["Also"].splitlines() == [
        "Note: nothing → Ask the office",
        "Who provides it: was Your school, now Your own action.",
    ]
    assert by_text["Governors"]["Also"].splitlines() == [
        "2 lines went with it; 1 of them is gone altogether.",
        f"{SCHOOL}: Visit other schools",
        f"{SCHOOL}: Read the minutes",
    ]
    assert by_text["PLUS"]["Stages"] == "RQT"
    assert by_text["PLUS"]["Where"].splitlines() == [SCHOOL, LOCAL]
    assert by_text["Lead a project\nE.g. learning walks\nLesson study"]["Before"] == (
        "Lead a project\nE.g. learning walks"
    )


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_cell_of_a_csv_is_a_formula(start):
    line = f"{start}HYPERLINK(1)"
    before = grid({("NQT", "School"): ["Join in"]})
    after = replace(
        before,
        stages=(replace(before.stages[0], name=line),),
        opportunities=(replace(before.opportunities[0], text=line),),
    )

    for row in written(before, after, From=line):
        for value in row.values():
            assert not value.startswith(FORMULA_STARTS)
            assert value != line
