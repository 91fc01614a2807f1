"""What people answer of a file goes before what we think, and is known by the place it is about."""

from uuid import uuid4

from opportunities.exchange.reading.proposing.proposal import Answers, ProposedLine
from opportunities.exchange.reading.proposing.propose import fill_in_guesses, propose
from opportunities.exchange.reading.proposing.to_grid import grid_of
from opportunities.exchange.reading.tables import Box, FileContents, Paragraph, Table
from opportunities.grid.snapshot import Wording
from tests.opportunities.exchange.reading.proposing.made_up import MERGED, said, table

GRID = FileContents(
    (table("Stage|In school|National", "ECT|Coach|Coach", "Middle leader|Lead|Coach"),)
)
FILLED = fill_in_guesses(Answers(), propose(GRID))


def test_a_line_is_the_same_wherever_its_words_stand_unless_that_is_refused() -> None:
    proposal = propose(GRID, FILLED)
    assert len(proposal.boxes_with[Wording("Coach")]) == 3
    assert len(grid_of(proposal, new_key=uuid4).grid.opportunities) == 2

    first, second, *_ = proposal.cells
    cells = {first.id: {"apart": [0]}, second.id: {"lines": [{"text": "Coach", "is_apart": True}]}}
    refused = propose(GRID, Answers(stages=FILLED.stages, cells=cells))
    grid = grid_of(refused, new_key=uuid4).grid
    assert [line.text for line in grid.opportunities] == ["Coach", "Coach", "Lead", "Coach"]
    assert len(refused.boxes_with[Wording("Coach")]) == 1


def test_what_a_file_says_beside_the_words_stays_with_a_line_that_a_person_rewords() -> None:
    key = uuid4()
    keyed = Paragraph("Coach", placement=key, is_marked=True, link="https://example.org/a")
    contents = FileContents((Table((*table("Stage|In school", "ECT").boxes, Box(1, 1, (keyed,)))),))
    (cell,) = propose(contents).cells
    rows = [{"text": "Coach a colleague", "source": [0]}, {"text": "Mentor", "source": [0]}]
    (cell,) = propose(contents, Answers(cells={cell.id: {"lines": rows}})).cells
    assert cell.lines == (
        ProposedLine(
            Wording("Coach a colleague", link="https://example.org/a"), (0,),
            placement=key, is_marked=True,
        ),
        ProposedLine(Wording("Mentor"), (0,)),
    )  # fmt: skip


def test_what_a_person_makes_no_line_of_is_listed() -> None:
    contents = FileContents((table("Stage|In school", "ECT|"),))
    box = Box(1, 1, (Paragraph("PLUS"), Paragraph("Coach"), Paragraph("Mentor")))
    contents = FileContents((Table((*contents.tables[0].boxes[:3], box)),))
    (cell,) = propose(contents).cells
    answered = {"lines": [{"text": "Coach", "source": [1]}], "word": ""}
    proposal = propose(contents, Answers(cells={cell.id: answered}))
    assert proposal.cells[0].word is None
    left_out = {each.what: each.reason for each in proposal.left_out}
    assert left_out["Mentor"] == "You said that it is no line."
    assert left_out["PLUS"] == "You took it away."


def test_a_question_tells_its_choices_and_keeps_its_answer() -> None:
    contents = FileContents((MERGED,))
    over = next(q for q in propose(contents).questions if "One box stands over" in q.text)
    assert [label for _, label in over.choices] == [
        "All of them", "In school", "Through the council",
    ]  # fmt: skip
    proposal = propose(contents, Answers(questions={over.id: over.choices[1][0]}))
    assert "Headteachers / Through the council" not in said(proposal)
    assert "Headteachers / In school" in said(proposal)
    answered = next(question for question in proposal.questions if question.id == over.id)
    assert answered.answer == over.choices[1][0]
    assert answered not in proposal.open_questions


def test_one_line_or_several_is_answered_where_it_stands() -> None:
    contents = FileContents((table("Stage|In school", "ECT|Keep a log; read one article"),))
    (question,) = propose(contents).questions
    answers = Answers(questions={question.id: "yes"})
    assert said(propose(contents, answers)) == {
        "ECT / In school": [("Keep a log",), ("read one article",)]
    }
    contents = FileContents((table("Stage|In school", "ECT|Keep a log; read; coach"),))
    (question,) = propose(contents).questions
    answers = Answers(questions={question.id: "no"})
    assert said(propose(contents, answers)) == {"ECT / In school": [("Keep a log; read; coach",)]}
