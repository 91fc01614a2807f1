"""What was answered of a file is proposed again of the next one, by what the files say."""

import json

from opportunities.exchange.reading.proposing.proposal import Answers
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.proposing.remembered import propose_again, remember
from opportunities.exchange.reading.tables import Box, FileContents, Paragraph, Table
from tests.opportunities.exchange.reading.proposing.test_kinds_of_grids import KINDS


def a_file(*rows):
    boxes = [
        Box(row, column, (Paragraph(text),))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    return FileContents((Table(tuple(boxes), heading_rows=1),))


THIS_YEAR = a_file(
    ("Stage", "With us", "Elsewhere"),
    ("New staff", "Meet", "Read"),
    ("New Staff (2)", "Greet", "Write"),
    ("Heads", "Lead", "Rest"),
)
NEXT_YEAR = a_file(
    ("Stage", "Elsewhere", "With us"),
    ("Caretakers", "Sweep", "Mend"),
    ("heads", "Lead", "Rest"),
    ("New staff", "Meet", "Read"),
    ("New Staff (2)", "Greet", "Write"),
)


def ids(contents):
    read = propose(contents)
    return {each.name: each.id for each in read.stages} | {
        each.heading: each.id for each in read.columns
    }


def answered():
    at = ids(THIS_YEAR)
    return Answers(
        stages={
            at["New staff"]: {"group": "teachers", "family": "early-career"},
            at["New Staff (2)"]: {"same_as": at["New staff"], "was": "New Staff (2)"},
            at["Heads"]: {"name": "Headteachers", "group": "leaders"},
        },
        columns={at["With us"]: {"tier": "school"}, at["Elsewhere"]: {"is_left_out": True}},
    )


def again():
    return propose_again(NEXT_YEAR, json.loads(json.dumps(remember(THIS_YEAR, answered()))))


def test_a_stage_is_known_by_its_name_wherever_it_stands():
    at = ids(NEXT_YEAR)

    assert again().stages[at["New staff"]] == {"group": "teachers", "family": "early-career"}
    assert again().stages[at["heads"]] == {"name": "Headteachers", "group": "leaders"}
    assert at["Caretakers"] not in again().stages


def test_a_column_is_known_by_its_heading():
    at = ids(NEXT_YEAR)

    assert again().columns == {
        at["With us"]: {"tier": "school"},
        at["Elsewhere"]: {"is_left_out": True, "was": "Elsewhere"},
    }


def test_what_is_the_same_as_another_is_so_again():
    read = propose(NEXT_YEAR, again())

    assert [stage.name for stage in read.stages] == ["Caretakers", "Headteachers", "New staff"]


def test_what_it_is_the_same_as_may_be_gone():
    without = a_file(("Stage", "With us"), ("New Staff (2)", "Greet"))

    answers = propose_again(without, remember(THIS_YEAR, answered()))

    assert [stage.name for stage in propose(without, answers).stages] == ["New Staff (2)"]


def test_any_memory_is_taken():
    for memory in ({}, {"stages": None}, {"stages": {"heads": 3}, "columns": []}):
        assert propose_again(NEXT_YEAR, memory) == Answers()


def test_stages_of_one_name_are_known_by_their_kind_of_staff():
    _, _, new, established = [stage.id for stage in propose(KINDS).stages]
    said = Answers(stages={new: {"family": "support-staff"}, established: {"name": "Confident"}})

    again = propose_again(KINDS, remember(KINDS, said))

    assert again.stages == said.stages
