"""What people type and what schools are called come to the same words."""

import pytest

from cpd_site.words import LONGEST, MOST_WORDS, findable, search_words, words


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("St. Mary’s", "St Mary's"),
        ("SAINT MARYS", "St Mary's"),
        ("Park C of E", "Park Church of England"),
        ("park cofe", "Park C.E."),
        ("Our Lady RC", "Our Lady Roman Catholic"),
        ("Holy Trinity and St John", "Holy Trinity & St John"),
        ("cæsar", "Cæsar"),
        ("Ysgol Dwr", "Ysgol Dŵr"),
    ],
)
def test_what_is_written_two_ways_is_the_same(typed, found):
    assert words(typed) == words(found) != []


def test_a_school_is_found_by_its_names_its_area_its_postcode_and_its_urn():
    found = findable("Park C of E School", "Park", "Lancashire", postcode="PR1 8RJ", urn=119500)

    assert found.split() == [
        *("park", "ce", "school", "lancashire", "pr1", "8rj", "pr18rj", "119500"),
    ]


def test_the_beginning_of_a_spelling_is_found_too():
    assert "england" in findable("Park Church of England School").split()


@pytest.mark.parametrize("typed", ["", "  ", "!!", "the of", "' OR 1=1 --"[:1], "\x00", '<>&*"'])
def test_nothing_that_tells_is_nothing_looked_for(typed):
    assert search_words(typed) == []


def test_words_hold_no_operator_of_an_index():
    assert search_words("a* OR b\" NEAR(c) & !d:* (e) 'f' \\") == [
        "or",
        "b",
        "near",
        "c",
        "d",
        "e",
        "f",
    ]


def test_a_long_search_is_cut():
    assert len(search_words(" ".join(f"word{number}" for number in range(100)))) == MOST_WORDS
    assert search_words("x" * 10_000) == ["x" * LONGEST]
