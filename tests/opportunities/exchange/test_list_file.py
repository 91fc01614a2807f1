from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange.list_file import MOST_KEYS, lines_in
from opportunities.grid.short_keys import of_place, short

ONE, OTHER = uuid4(), uuid4()


def of_lines(*keys):
    return "".join(f'<li data-key="{short(key)}">A line</li>' for key in keys).encode()


def test_the_keys_of_its_lines_are_read_once_and_in_order():
    assert lines_in(of_lines(ONE, OTHER, ONE)) == {ONE: None, OTHER: None}


def test_where_only_links_are_left_they_are_read():
    link = f'<a href="/list/?k={short(ONE)}&amp;k={short(OTHER)}">Open</a>'.encode()

    assert lines_in(link) == {ONE: None, OTHER: None}


def test_the_stage_at_which_a_line_was_chosen_is_read():
    place = f'<li data-key="{of_place(ONE, OTHER)}">'.encode()
    link = f'<a href="/list/?k={of_place(ONE, OTHER)}&amp;k={short(OTHER)}">Open</a>'.encode()

    assert lines_in(place) == {ONE: OTHER}
    assert lines_in(link) == {ONE: OTHER, OTHER: None}


def test_of_too_many_the_first_are_read():
    keys = [uuid4() for _ in range(MOST_KEYS + 5)]

    assert lines_in(of_lines(*keys)) == dict.fromkeys(keys[:MOST_KEYS])


@given(st.binary())
def test_anything_else_holds_none(file):
    assert lines_in(file) == {}


def test_what_is_nearly_a_key_is_none():
    assert lines_in(b'<li data-key="' + b"A" * 21 + b'B"> ?k=' + b"A" * 23) == {}
