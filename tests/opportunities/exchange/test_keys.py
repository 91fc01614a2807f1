from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange import keys
from tests.builders import key

ANY_TEXT = st.text(st.characters())


@given(st.uuids(), ANY_TEXT)
def test_a_key_comes_home_beside_its_words(made, words):
    found = keys.read(keys.marked(made, words))

    assert found.key == made
    assert found.matches(words)


def test_a_marked_key_stays_as_it_is_written_today():
    """What is in people's files must be read for years."""
    assert keys.marked(UUID(int=1), "Join in") == "00000000-0000-0000-0000-000000000001-MYXR"


def test_a_marked_key_ends_in_a_letter_so_that_filling_down_does_not_count():
    assert all(keys.marked(key(str(one)), "Join in")[-1] in keys.LETTERS for one in range(100))


def test_a_key_beside_other_words_is_seen():
    found = keys.read(keys.marked(key("one"), "Join in"))

    assert not found.matches("Join up")
    assert found.matches("  Join\nin ")


def test_two_keys_that_changed_places_are_seen_even_beside_the_same_words():
    one, other = (keys.marked(key(name), "Join in") for name in ("one", "other"))

    assert one[-keys.LENGTH :] != other[-keys.LENGTH :]


def test_a_key_in_capitals_with_spaces_around_it_is_read():
    assert keys.read(f" {keys.marked(key('one'), 'Join in').upper()}\n").matches("Join in")


@pytest.mark.parametrize(
    "text", ["", "1", str(key("one")), f"{key('one')}-ABCD", f"{key('one')}-BCDFG", "=1+1"]
)
def test_what_is_no_marked_key_is_none(text):
    assert keys.read(text) is None


def test_the_mark_of_a_row_tells_of_each_name_whether_it_is_that_of_its_key():
    stage, column = uuid4(), uuid4()
    mark = keys.read_row_mark(keys.row_mark(12, (stage, "ECT"), (column, "In school")))

    assert mark.number == 12
    assert mark.matches(0, stage, "ECT")
    assert mark.matches(1, column, "In  school")
    assert not mark.matches(0, stage, "RQT")
    assert not mark.matches(1, stage, "In school")
    assert not mark.matches(2, column, "In school")


@pytest.mark.parametrize("text", ["", "12", "12-", "12-KM", "KMTB", "12-AEIO", "99999999-KMTB"])
def test_what_is_no_mark_of_a_row_is_none(text):
    assert keys.read_row_mark(text) is None
