import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.prose import Run, runs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Read", ()),
        ("", ()),
        ("https://khub.net/", (Run("khub.net", href="https://khub.net/"),)),
        (
            "See https://www.example.org/a/b.aspx.",
            (
                Run("See "),
                Run("example.org/…", href="https://www.example.org/a/b.aspx"),
                Run("."),
            ),
        ),
        (
            "(http://a.example)",
            (Run("("), Run("a.example", href="http://a.example"), Run(")")),
        ),
        ("javascript://alert(1)", ()),
        ("mailto:a@example.org", ()),
    ],
)
def test_web_addresses_are_links_with_a_short_text(text, expected):
    assert runs(text) == expected


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        (("network",), ["network", "Network"]),
        (("a",), ["a"]),
        (("absent",), []),
        (("(",), ["("]),
        (("net", "network"), ["network", "Network"]),
    ],
)
def test_words_are_marked_in_any_case_the_longest_first(words, marked):
    line = "A network (Network".replace("A", "a", 1) if words == ("a",) else "The network (Network"

    assert [run.text for run in runs(line, words) if run.match] == marked


def test_a_match_inside_a_web_address_marks_its_link():
    assert runs("https://khub.net/a", ("KHUB",)) == (
        Run("khub.net/…", href="https://khub.net/a", match=True),
    )


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_the_words_of_a_line_are_never_changed(text, words):
    found = runs(text, words)

    assert not found or "".join(run.href or run.text for run in found) == text
