"""What a file prints, and what was answered of it, comes out of JSON as it went in."""

import json
from uuid import uuid4

from opportunities.exchange.reading import as_json
from opportunities.exchange.reading.proposing.proposal import Answers
from opportunities.exchange.reading.tables import Box, FileContents, LeftOut, Paragraph, Table
from opportunities.exchange.scope import Scope

FULL = Paragraph(
    "Read",
    level=0,
    heading=2,
    is_bold=True,
    link="https://example.org/",
    placement=uuid4(),
    opportunity=uuid4(),
    is_marked=False,
    where="page 3",
)
CONTENTS = FileContents(
    blocks=(
        Paragraph("Our offer", heading=1),
        Table(
            boxes=(
                Box(0, 0, (FULL, Paragraph("")), rows=2, columns=3, is_heading=True),
                Box(2, 0),
            ),
            title="Teachers",
            where="page 2",
            heading_rows=1,
            is_hidden=True,
        ),
        Table(boxes=()),
    ),
    left_out=(LeftOut("A picture", "page 6", "Words in it are not read."),),
    title="Offer",
    reference="TH-2026",
    fingerprint="f" * 64,
    notes=("Tracked changes are read as accepted.",),
    scope=Scope(uuid4(), is_filtered=True),
)


def through_json(plain):
    return json.loads(json.dumps(plain))


def test_contents_come_back_as_they_went():
    plain = through_json(as_json.contents_to_json(CONTENTS))

    assert as_json.contents_from_json(plain) == CONTENTS


def test_empty_contents_come_back():
    plain = through_json(as_json.contents_to_json(FileContents(blocks=())))

    assert as_json.contents_from_json(plain) == FileContents(blocks=())


def test_a_box_of_one_word_takes_little():
    plain = as_json.contents_to_json(FileContents((Table((Box(0, 1, (Paragraph("Read"),)),)),)))

    assert plain["blocks"] == [
        {"table": {"boxes": [{"row": 0, "column": 1, "paragraphs": [{"text": "Read"}]}]}}
    ]


def test_characters_that_no_database_takes_are_left_out():
    plain = as_json.contents_to_json(FileContents((Paragraph("Re\0ad \ud800"),)))

    assert as_json.contents_from_json(plain).blocks == (Paragraph("Read ?"),)


def test_answers_come_back_as_they_went():
    answers = Answers(title="Offer", cells={"s1.c1": {"lines": [{"text": "Read"}]}})

    assert as_json.answers_from_json(through_json(as_json.answers_to_json(answers))) == answers
