"""What a file says of the framework before its first table: what it is called, and its year."""

import pytest

from opportunities.exchange.reading.proposing.proposal import Answers
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.tables import FileContents, Paragraph
from tests.opportunities.exchange.reading.proposing.made_up import table

GRID = table("Stage|In school|Council", "ECT (from 2031)|Mentor|Induction")


def of(*above: Paragraph, answers: Answers | None = None, title: str = ""):
    return propose(FileContents((*above, GRID), title=title), answers)


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("CPD framework 2026", 2026),
        ("CPD framework 2026–27", 2026),
        ("Our offer, 2025/2026", 2025),
        ("Our offer, September 2027", 2027),
        ("Ring 01632 202600", None),
        ("Approved on 01/09/2026", None),
        ("£2026 a year", None),
    ],
)
def test_a_year_in_a_heading(words: str, year: int | None) -> None:
    assert of(Paragraph(words, heading=1)).year == year


def test_a_year_in_a_line_below_the_title_but_in_no_long_text_and_no_table() -> None:
    assert of(Paragraph("Our offer", heading=1), Paragraph("Edition of 2026")).year == 2026
    assert of(Paragraph(f"We began in 2012, {'and went on ' * 10}")).year is None
    assert of().year is None


def test_what_a_person_said_of_the_year_stays() -> None:
    heading = Paragraph("Our offer 2026", heading=1)
    assert of(heading, answers=Answers(year=2027)).year == 2027
    assert of(heading, answers=Answers(year="")).year is None


def test_a_first_line_that_names_a_framework_is_its_title() -> None:
    proposal = of(Paragraph("Fellbridge CPD framework"), Paragraph("How to use it."))
    assert proposal.title == "Fellbridge CPD framework"
    assert [section.body for section in proposal.sections] == ["How to use it."]


@pytest.mark.parametrize(
    "first",
    ["Look at the framework each term.", "Welcome", "Our framework has these parts:"],
)
def test_a_first_line_that_may_be_anything_is_none(first: str) -> None:
    proposal = of(Paragraph(first))
    assert proposal.title == ""
    assert [section.body for section in proposal.sections] == [first]


def test_a_heading_that_says_what_the_file_is_called_stands_once() -> None:
    proposal = of(Paragraph("Our offer", heading=1), Paragraph("How to use it."), title="Our offer")
    assert [(each.heading, each.body) for each in proposal.sections] == [
        ("Introduction", "How to use it.")
    ]


def test_the_name_of_a_council_above_that_of_its_framework_is_no_title() -> None:
    council = Paragraph("Thornshire County Council", heading=1)
    proposal = of(council, Paragraph("CPD Framework 2026–27"), Paragraph("How to use it."))
    assert (proposal.title, proposal.year) == ("CPD Framework 2026–27", 2026)
    assert ("Thornshire County Council", "It names who publishes the framework.") in [
        (each.what, each.reason) for each in proposal.left_out
    ]
    assert [section.body for section in proposal.sections] == ["How to use it."]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Thornshire County Council", "This is what we have for CPD."),
        ("Thornshire County Council CPD framework", "CPD Framework 2026"),
        ("Growing together", "Our CPD offer"),
    ],
)
def test_a_heading_stays_the_title_where_nothing_below_it_is_a_better_one(
    first: str, second: str
) -> None:
    proposal = of(Paragraph(first, heading=1), Paragraph(second))
    assert proposal.title == first
    assert [section.body for section in proposal.sections] == [second]
