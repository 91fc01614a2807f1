"""Tables whose stages are named in rows across the whole width, not down a side."""

import pytest

from opportunities.exchange.reading.proposing.proposal import RowUse, TableLayout
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.tables import Box, FileContents, Paragraph, Table
from tests.opportunities.exchange.reading.proposing.made_up import box, said
from tests.opportunities.exchange.reading.proposing.test_kinds_of_grids import reasons


def banded(*rows: str) -> Table:
    """A table from rows whose boxes are parted by “|”; one alone reaches over all of them."""
    width = max(row.count("|") for row in rows) + 1
    boxes = [
        box(number, column, words, columns=1 if "|" in row else width)
        for number, row in enumerate(rows)
        for column, words in enumerate(row.split("|"))
    ]
    return Table(tuple(boxes), where="table 1")


BESIDE = ("In school|Mentor", "Council|Induction", "Middle leaders", "In school|Coaching")
BESIDE_SAYS = {
    "Early career teachers / In school": [("Mentor",)],
    "Early career teachers / Council": [("Induction",)],
    "Middle leaders / In school": [("Coaching",)],
}


@pytest.mark.parametrize("above", [(), ("Provider|What is offered",), ("Our offer",)])
def test_stages_across_and_who_provides_down_the_side(above: tuple[str, ...]) -> None:
    heading = Paragraph("CPD in Alderbrook", heading=1)
    grid = banded(*above, "Early career teachers", *BESIDE)
    proposal = propose(FileContents((heading, grid)))

    assert proposal.title == heading.text
    assert proposal.tables[0].layout is TableLayout.ONE_STAGE
    assert [column.heading for column in proposal.columns] == ["In school", "Council"]
    assert said(proposal) == BESIDE_SAYS


@pytest.mark.parametrize("again", [(), ("In school|Council|National",)])
def test_stages_across_and_who_provides_along_the_top(again: tuple[str, ...]) -> None:
    proposal = propose(
        FileContents(
            (
                banded(
                    *([] if again else ["In school|Council|National"]),
                    *["Early career teachers", *again, "Mentor|Induction|"],
                    *["Headteachers", *again, "Governors||Qualification", "Visits||"],
                ),
            )
        )
    )

    assert RowUse.BAND in proposal.tables[0].uses
    assert [stage.name for stage in proposal.stages] == ["Early career teachers", "Headteachers"]
    assert said(proposal) == {
        "Early career teachers / In school": [("Mentor",)],
        "Early career teachers / Council": [("Induction",)],
        "Headteachers / In school": [("Governors",), ("Visits",)],
        "Headteachers / National": [("Qualification",)],
    }
    assert "Early career teachers" not in reasons(proposal)


def test_one_box_across_that_is_no_stage_names_none() -> None:
    side = Box(2, 0, (Paragraph("Ask Ann for all of this."),), columns=2)
    table = banded("In school|Mentor", "Council|Induction")
    proposal = propose(FileContents((Table((*table.boxes, side), title="ECT"),)))

    assert [stage.name for stage in proposal.stages] == ["ECT"]


def test_a_table_that_goes_on_under_its_stage_again_goes_on_with_that_stage() -> None:
    tables = (
        banded("Trainee teachers", "School|University", "Shadowing|Lectures"),
        banded("Trainee teachers cont’d", "School|University", "Marking|Exams"),
    )
    proposal = propose(FileContents((Paragraph("CPD in Dale", heading=1), *tables)))

    assert said(proposal) == {
        "Trainee teachers / School": [("Shadowing",), ("Marking",)],
        "Trainee teachers / University": [("Lectures",), ("Exams",)],
    }
