"""What a file holds of an edition, there and back."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange.scope import Scope, read

KEY = UUID("6f1d2c1e-0b8a-5e57-9a55-0a4b7f1f0020")
scopes = st.builds(
    Scope,
    stage=st.none() | st.uuids(),
    is_filtered=st.booleans(),
    is_written_out=st.booleans(),
    has_sections=st.booleans(),
    has_columns=st.booleans(),
    has_fields=st.booleans(),
)


@given(scopes)
def test_a_law_a_scope_is_read_as_it_was_written(scope: Scope) -> None:
    assert read(str(scope)) == scope


def test_a_scope_reads_as_people_would_say_it() -> None:
    assert str(Scope()) == "everything"
    assert str(Scope(KEY, is_filtered=True)) == f"stage {KEY}, filtered"


@pytest.mark.parametrize("text", ["", " ", "stage one"])
def test_a_text_that_is_no_scope_is_none(text: str) -> None:
    assert read(text) is None


def test_what_is_not_known_yet_is_passed_over() -> None:
    assert read("filtered, in Welsh") == Scope(is_filtered=True)
