import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.text import annotate
from opportunities.text.stems import MOST_WORDS, Marker, Term, query, stems, synonym_stems


def stretches(marker, text):
    runs = annotate.annotate(text, marker) or (annotate.TextRun(text),)
    return [(run.text, run.match) for run in runs if run.text]


def marked(marker, text):
    return [said for said, matches in stretches(marker, text) if matches]


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

    assert marked(coaches, "Coaching a coach, by Coaching") == ["Coaching", "coach", "Coaching"]
    assert marked(coaches, "Read") == []
    assert marked(mentors, "Mentoring and mentors") == ["Mentoring", "mentors"]
    assert marked(Marker(query("")), "Read") == []
    assert marked(Marker(query("art")), "Take part in art") == ["art"]


def test_parts_are_marked_wherever_they_stand():
    marker = Marker(query("coaches"), ["teacher's", "coach", "hing"])

    assert marked(marker, "Coaching TEACHER’S") == ["Coaching", "TEACHER’S"]
    assert marked(marker, "uncoached") == ["coach"]


def test_an_exact_marker_goes_by_the_meaning_where_a_name_is_looked_for():
    assert marked(Marker(query("ECT"), exact=True), "Support NQTs") == ["NQTs"]
    assert marked(Marker(query("learning"), exact=True), "Lead CPD") == []
    assert marked(Marker(query("learning")), "Lead CPD") == ["CPD"]


def test_a_beginning_finds_the_whole_word_and_whatever_begins_so():
    (mentoring,) = query("mentoring*").terms

    assert mentoring.matches("mentor")
    assert mentoring.matches("mentoringly")
    assert not mentoring.matches("mental")


def test_an_abbreviation_is_marked_where_its_meaning_is_looked_for():
    marker = Marker(query("newly qualified"))

    assert marked(marker, "Support NQTs, TAs and others") == ["NQTs"]
    assert marked(Marker(query("head teachers")), "The Head Teacher") == ["Head Teacher"]


def test_a_text_is_told_in_stretches():
    marker = Marker(query("coaches"))

    assert stretches(marker, "A coach, or coaching") == [
        ("A ", False),
        ("coach", True),
        (", or ", False),
        ("coaching", True),
    ]
    assert stretches(marker, "Read") == [("Read", False)]
    assert stretches(marker, "") == []


@given(st.text(), st.text())
def test_stretches_make_the_text_again(text, typed):
    assert "".join(said for said, _ in stretches(Marker(query(typed)), text)) == text


@pytest.mark.parametrize(
    ("text", "other_names"),
    [
        ("Support NQTs", {"newli", "qualifi", "teacher", "ect", "earli", "career"}),
        ("Support newly qualified teachers", {"nqt", "ect", "earli", "career"}),
        ("Support newly promoted teachers", set()),
        ("Join the training", set()),
        ("Shadow a headteacher", {"head"}),
        ("Premises staff", {"caretak"}),
        ("Lead CPD", {"continu", "profession", "develop", "learn"}),
    ],
)
def test_the_other_names_of_what_is_named(text, other_names):
    assert set(synonym_stems(text)) == other_names


@given(st.text())
def test_a_word_of_a_text_finds_that_text(text):
    for term in query(text).terms:
        assert term.is_prefix or {single.stem for single in term.single} <= set(stems(text))


def test_words_in_quotes_are_one_phrase_and_a_single_word_is_itself():
    (phrase, word) = query("“Action Research” for 'NQTs' \"NQTs\"").terms

    assert (phrase.stem, phrase.is_phrase) == ("action research", True)
    assert (word.stem, word.is_phrase) == ("nqt", False)
