"""What a proof-reader does to the lines of a box."""

import pytest

from opportunities.exchange.reading.proposing import box_edits
from opportunities.exchange.reading.proposing.proposal import ProposedLine
from opportunities.exchange.reading.tables import Paragraph
from opportunities.grid.snapshot import Wording

ONE = ProposedLine(Wording("Meet a mentor", ("weekly",)), (0, 1))
TWO = ProposedLine(Wording("read; write; rest", ("at home",)), (2,))
LINES = (ONE, TWO)


def said(lines):
    return [(line.wording.text, line.wording.details, line.source) for line in lines]


def test_joined_its_words_go_on_those_before():
    assert said(box_edits.join(LINES, 1)) == [
        ("Meet a mentor read; write; rest", ("weekly", "at home"), (0, 1, 2))
    ]


def test_as_a_sub_point_it_stands_under_the_line_before():
    assert said(box_edits.make_sub_point(LINES, 1)) == [
        ("Meet a mentor", ("weekly", "read; write; rest", "at home"), (0, 1, 2))
    ]


def test_sub_points_become_lines():
    assert said(box_edits.make_lines(LINES, 0))[:2] == [
        ("Meet a mentor", (), (0, 1)),
        ("weekly", (), (0, 1)),
    ]


def test_a_line_is_split_at_each_semicolon():
    assert said(box_edits.split(LINES, 1))[1:] == [
        ("read", (), (2,)),
        ("write", (), (2,)),
        ("rest", ("at home",), (2,)),
    ]


def test_a_line_is_rewritten_and_a_further_row_is_one_of_its_own():
    assert said(box_edits.rewrite(LINES, 0, ["Meet", "Greet"], ["daily"]))[:2] == [
        ("Meet", (), (0, 1)),
        ("Greet", ("daily",), (0, 1)),
    ]


def test_a_line_that_is_none_can_be_put_back_at_its_place():
    paragraphs = [Paragraph("• Meet a mentor"), Paragraph("weekly"), Paragraph("• read")]

    lines = box_edits.restore(box_edits.remove(LINES, 0), paragraphs, 0)

    assert said(lines)[0] == ("Meet a mentor", (), (0,))
    assert len(lines) == 2


@pytest.mark.parametrize("way", box_edits.WAYS)
@pytest.mark.parametrize("number", [-1, 2, 999])
def test_a_line_that_is_not_there_changes_nothing(way, number):
    assert box_edits.WAYS[way](LINES, number) == LINES


@pytest.mark.parametrize("way", ["join", "sub-point"])
def test_before_the_first_line_there_is_none(way):
    assert box_edits.WAYS[way](LINES, 0) == LINES


@pytest.mark.parametrize("number", [0, 7, -1])
def test_a_paragraph_that_is_a_line_or_is_not_there_is_not_put_back(number):
    assert box_edits.restore(LINES, [Paragraph("Meet a mentor")], number) == LINES
