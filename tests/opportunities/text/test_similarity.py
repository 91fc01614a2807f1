"""Lines that say nearly the same are found; lines that only look alike are not."""

import random
from unittest.mock import Mock

import pytest

from opportunities.text import similarity
from opportunities.text.similarity import MOST_PAIRS, nearly_the_same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Join a trade union", "Join a trade union."),
        ("Visit Specialist Schools", "Visit specialist schools"),
        ("Read academic & professional journals", "Read academic and professional journals"),
        ("Seek advice from School Adviser", "Seek advice from School Advisor"),
        ("Support from in-house courses", "Support from inhouse courses"),
        ("Train as a mentor\nE.g. for students", "Train as a mentor (e.g. for students)"),
        (
            "Analyse and discuss school performance data with a member of the leadership team",
            "Discuss school performance data with a member of the leadership team",
        ),
    ],
)
def test_lines_are_nearly_the_same(one, other):
    assert list(nearly_the_same([one, "Something else entirely", other])) == [(0, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Visit other schools", "Visit other settings"),
        ("Network with other NQTs", "Network with other RQTs"),
        ("Take part in Year 2 moderation", "Take part in Year 6 moderation"),
        ("Work with external agencies", "Work with external support agencies"),
        ("Train as a mentor", "Train as a mentor\nE.g. students, work placements, TAs"),
        ("Conferences", "conference"),
    ],
)
def test_lines_are_different(one, other):
    assert list(nearly_the_same([one, other])) == []


def test_a_grid_of_much_the_same_words_stops_in_time(monkeypatch):
    compared = Mock(side_effect=similarity._alike)
    monkeypatch.setattr(similarity, "_alike", compared)
    source = random.Random(1)
    words = [f"word{number}" for number in range(30)]
    lines = [" ".join(source.sample(words, 20)) for _ in range(1000)]

    found = list(nearly_the_same(lines))

    assert len(found) <= MOST_PAIRS
    assert compared.call_count <= similarity.MOST_COMPARED


def test_at_most_so_many_pairs_are_told():
    lines = [f"Visit other schools{'.' * number}" for number in range(100)]

    assert len(list(nearly_the_same(lines))) == MOST_PAIRS
