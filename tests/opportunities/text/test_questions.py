"""How search understands what people type, without any database."""

import pytest

from opportunities.exchange.yaml_nodes import NotReadable
from opportunities.text import stems
from opportunities.text.questions import parse_question
from opportunities.text.synonyms import read, synonyms


@pytest.mark.parametrize(
    ("typed", "wanted", "left_out"),
    [
        ("how do I become a deputy head", ("deputy", "head"), ("how", "do", "i", "become")),
        ("free training", ("training",), ("free",)),
        ("courses near me", ("courses",), ("near", "me")),
        ("first aid course", ("first", "aid"), ("course",)),
        ("near me", ("near",), ("me",)),
        ("free", ("free",), ()),
        ("of the", (), ()),
        ("head of department", ("head", "department"), ()),
        ('"action research" free', ('"action research"',), ("free",)),
    ],
)
def test_words_around_what_is_looked_for_are_left_out_where_something_is_left(
    typed, wanted, left_out
):
    question = parse_question(typed)

    assert question.wanted.words == wanted
    assert question.left_out == left_out


def test_the_same_in_other_words_takes_the_longest_that_is_known():
    reworded = [query.words for query in parse_question("mentor for the site manager").reworded]

    assert ("mentor", "premises") in reworded
    assert [query.words for query in parse_question("SEND coordinator").reworded] == [("senco",)]


def test_what_is_in_quotes_is_not_said_otherwise():
    assert parse_question('"site manager"').reworded == ()
    assert parse_question("site*").reworded == ()


def test_what_comes_near_says_whether_it_is_near_to_all_that_is_asked():
    assert [text for text, _ in parse_question("phonics").nearest] == [
        "literacy",
        "subject-specific",
    ]
    assert parse_question("phonics").is_near_whole
    assert not parse_question("phonics coaching").is_near_whole
    assert parse_question("coaching").nearest == ()


@pytest.mark.parametrize(
    ("typed", "terms"),
    [("ECT", "ECT"), ("what is NPQH", "NPQH"), ("early years", "EYFS"), ("training", "")],
)
def test_a_term_of_the_glossary_is_known_by_any_of_its_names(typed, terms):
    assert [entry.term for entry in parse_question(typed).entries][:1] == terms.split()


def test_every_other_word_can_be_looked_for():
    for texts in (*synonyms().same.values(), *synonyms().nearest.values()):
        assert all(stems.query(text) for text in texts)


OTHER_PARTS = "nearest: []\ndropped: []\ndropped_last: []\ngeneral: [a]\nordinary: []"


@pytest.mark.parametrize(
    ("same", "said"),
    [
        ("{asked: [Site manager, site managers], printed: [premises]}", "stands here twice"),
        ("{asked: [of the], printed: [premises]}", "is no word"),
    ],
)
def test_a_file_that_says_something_twice_or_nothing_is_refused(same, said):
    with pytest.raises(NotReadable, match=said):
        read(f"same: [{same}]\n{OTHER_PARTS}")
