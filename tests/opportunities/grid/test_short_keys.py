from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.grid import short_keys


@given(st.uuids())
def test_a_key_comes_home(key):
    written = short_keys.short(key)

    assert len(written) == short_keys.LENGTH
    assert short_keys.read(written) == key


@pytest.mark.parametrize(
    "text",
    ["", "a", "A" * 21, "A" * 23, "A" * 21 + "B", "A" * 21 + "=", "é" * 22, "<script>" * 4, "A\n"],
)
def test_what_is_no_key_is_none(text):
    assert short_keys.read(text) is None


def test_every_key_has_one_spelling():
    assert short_keys.read("A" * 22) == UUID(int=0)
    assert [end for end in "ABCDEFGHIJKLMNOP" if short_keys.read("A" * 21 + end)] == ["A"]


@given(st.uuids(), st.none() | st.uuids())
def test_a_line_comes_home_with_its_stage(line, stage):
    assert short_keys.read_places([short_keys.of_place(line, stage)]) == {line: stage}


def test_a_stage_that_is_none_leaves_the_line():
    line, stage = UUID(int=1), UUID(int=2)
    written = short_keys.short(line)

    texts = [f"{written}.x", f"x.{written}", ".", f"{written}.", short_keys.of_place(line, stage)]

    assert short_keys.read_places(texts[:-1]) == {line: None}
    assert short_keys.read_places(texts) == {line: stage}
