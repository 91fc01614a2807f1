import pytest
from hypothesis import given

from opportunities.exchange.writing.markdown_text import paragraphs
from tests.test_any_text import TEXTS


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("", []),
        ("With *care*,\nand **often**.\n\nMore.", ["With care, and often.", "More."]),
        ("- One\n- Two\n  - Three", ["– One\n– Two\n   – Three"]),
        ("3. One\n4. Two", ["3. One\n4. Two"]),
        ("# Head\n> Said", ["Head", "Said"]),
        ("See [here](https://example.org/).", ["See here (https://example.org/)."]),
        ("<https://example.org/>", ["https://example.org/"]),
        ("[x](javascript:a) <b>", ["[x](javascript:a) <b>"]),
    ],
)
def test_markdown_is_said_as_plain_paragraphs(markdown, said):
    assert paragraphs(markdown) == said


@given(TEXTS)
def test_any_text_is_said(text):
    assert all(paragraphs(text))
