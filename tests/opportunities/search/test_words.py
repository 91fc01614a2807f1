import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.search.words import (
    MOST_WORDS,
    Marker,
    Term,
    names,
    query,
    said_otherwise,
    stems,
)

THINGS = [
    names(["NQT", "newly qualified teacher", "ECT", "early career teacher"]),
    names(["CPD", "continuing professional development", "training"]),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mentoring NQTs", ("mentor", "nqt")),
        ("mentor an NQT", ("mentor", "nqt")),
        ("Headteachers' networks", ("headteach", "network")),
        ("teachers’ teacher's", ("teacher", "teacher")),
        ("E.g. 24 Hours in Leadership etc.", ("24", "hour", "leadership")),
        ("visits (e. g. abroad, i.e. far)", ("visit", "abroad", "far")),
        ("Head Teachers, head-teacher", ("headteach", "headteach")),
        ("a head, teachers", ("head", "teacher")),
        ("E-learning, elearning", ("elearn", "elearn")),
        ("On-line co-ordinators", ("onlin", "coordin")),
        ("co-leadership", ("co", "leadership")),
        ("How do I become a leader?", ("becom", "leader")),
        ("naïve café", ("naiv", "cafe")),
        ("and or the", ()),
        ("", ()),
        ("---", ()),
    ],
)
def test_a_text_becomes_stems(text, expected):
    assert stems(text) == expected


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("Coaching coaches", (Term("coach"),)),
        ("mentor* NQTs", (Term("mentor", is_prefix=True), Term("nqt"))),
        ("the network", (Term("network"),)),
        ("head teacher*", (Term("headteacher", is_prefix=True),)),
        ("the of and", ()),
        ("   ", ()),
        ("!? \" ' % _ ( )", ()),
        ("NEAR(a b) AND NOT *", (Term("near"), Term("b"), Term("not"))),
        ('"head', (Term("head"),)),
        ("a\x00b", (Term("b"),)),
        ("\u202eport\u202c", (Term("port"),)),
        ("x" * 10_000, (Term("x" * 10_000),)),
    ],
)
def test_what_is_typed_becomes_terms(typed, terms):
    assert query(typed).terms == terms


def test_more_words_than_anyone_needs_are_left_out():
    assert len(query(" ".join(f"w{number}" for number in range(500))).terms) == MOST_WORDS


def test_words_found_are_those_printed():
    coaches, mentors = Marker(query("coaches")), Marker(query("mentor*"))

    assert coaches.found_in("Coaching a coach, by Coaching") == ("Coaching", "coach")
    assert coaches.found_in("Read") == ()
    assert mentors.found_in("Mentoring and mentors") == ("Mentoring", "mentors")
    assert Marker(query("")).found_in("Read") == ()


def test_a_beginning_finds_the_whole_word_and_whatever_begins_so():
    (mentoring,) = query("mentoring*").terms

    assert mentoring.matches("mentor")
    assert mentoring.matches("mentoringly")
    assert not mentoring.matches("mental")


def test_an_abbreviation_is_marked_where_its_meaning_is_looked_for():
    marker = Marker(query("newly qualified"))

    assert marker.found_in("Support NQTs, TAs and others") == ("NQTs",)
    assert Marker(query("head teachers")).found_in("The Head Teacher") == ("Head Teacher",)


def test_a_text_is_told_in_stretches():
    marker = Marker(query("coaches"))

    assert list(marker.stretches("A coach, or coaching")) == [
        ("A ", False),
        ("coach", True),
        (", or ", False),
        ("coaching", True),
    ]
    assert list(marker.stretches("Read")) == [("Read", False)]
    assert list(marker.stretches("")) == []


@given(st.text(), st.text())
def test_stretches_make_the_text_again(text, typed):
    assert "".join(said for said, _ in Marker(query(typed)).stretches(text)) == text


@pytest.mark.parametrize(
    ("text", "other_names"),
    [
        ("Support NQTs", {"newli", "qualifi", "teacher", "ect", "earli", "career"}),
        ("Support newly qualified teachers", {"nqt", "ect", "earli", "career"}),
        ("Support newly promoted teachers", set()),
        ("Join the training", set()),
        ("Shadow a headteacher", {"head"}),
        ("Premises staff", {"caretak"}),
        ("Lead CPD", {"continu", "profession", "develop", "train"}),
    ],
)
def test_the_other_names_of_what_is_named(text, other_names):
    assert set(said_otherwise(text, THINGS)) == other_names


@given(st.text())
def test_a_word_of_a_text_finds_that_text(text):
    for term in query(text).terms:
        assert term.is_prefix or term.stem in stems(text)
