from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange.list_file import MOST_KEYS, keys_in
from opportunities.grid.short_keys import short

ONE, OTHER = uuid4(), uuid4()


def of_lines(*keys):
    return "".join(f'<li data-key="{short(key)}">A line</li>' for key in keys).encode()


def test_the_keys_of_its_lines_are_read_once_and_in_order():
    assert keys_in(of_lines(ONE, OTHER, ONE)) == [ONE, OTHER]


def test_where_only_links_are_left_they_are_read():
    link = f'<a href="/list/?k={short(ONE)}&amp;k={short(OTHER)}">Open</a>'.encode()

    assert keys_in(link) == [ONE, OTHER]


def test_of_too_many_the_first_are_read():
    keys = [uuid4() for _ in range(MOST_KEYS + 5)]

    assert keys_in(of_lines(*keys)) == keys[:MOST_KEYS]


@given(st.binary())
def test_anything_else_holds_none(file):
    assert keys_in(file) == []


def test_what_is_nearly_a_key_is_none():
    assert keys_in(b'<li data-key="' + b"A" * 21 + b'B"> ?k=' + b"A" * 23) == []
