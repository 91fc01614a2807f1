from dataclasses import replace

import pytest

from opportunities.layout.retired_terms import current_name, retired_terms
from tests.builders import grid

HERE = ("New", "School")


def found(*lines, **more):
    terms = retired_terms(grid({HERE: lines}, **more))
    return [(term.wanted.words, term.instead, term.lines) for term in terms]


def test_retired_terms_are_counted_by_line_the_most_frequent_first():
    assert found("Meet NQTs", "Lead NQT work, as an NQT", "NQT") == [
        ("NQT", "ECT", 2),
        ("NQTs", "ECTs", 1),
    ]
    assert found("Read", details={"Read": ("Access teachers.tv",)}) == [("teachers.tv", "", 1)]


def test_the_longest_name_is_taken_not_what_it_holds():
    assert found("Meet a newly qualified teacher (NQT)") == [
        ("a newly qualified teacher (NQT)", "an early career teacher (ECT)", 1)
    ]


def test_capitals_count_in_an_abbreviation_and_not_in_words():
    (term,) = retired_terms(grid({HERE: ["Newly qualified teachers meet"]}))
    assert not term.wanted.by_case
    assert found("pm and nqt") == []


def test_what_is_hidden_or_still_on_is_not_listed():
    snapshot = grid({HERE: ["Meet NQTs"]})
    hidden = replace(snapshot.placements[0], hidden=True)

    assert retired_terms(replace(snapshot, placements=(hidden,))) == []
    assert found("Study for the NPQH") == []


@pytest.mark.parametrize(
    ("words", "today"), [("NQT", "ECT"), ("nqt s", ""), ("Fun", ""), ("GTCE", "")]
)
def test_the_words_of_today_for_a_term_that_is_typed(words, today):
    assert current_name(words) == today
