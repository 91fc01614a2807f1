import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.text import glossary
from opportunities.text.annotate import (
    TextRun,
    annotate,
    annotate_lines,
    annotate_or_raise,
    leading,
)
from opportunities.text.stems import Marker, query


def looking_for(*words):
    return Marker(query(""), words)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Read", ()),
        ("", ()),
        ("https://khub.net/", (TextRun("khub.net", href="https://khub.net/"),)),
        (
            "See https://www.example.org/a/b.aspx.",
            (
                TextRun("See "),
                TextRun("example.org/…", href="https://www.example.org/a/b.aspx"),
                TextRun("."),
            ),
        ),
        (
            "(http://a.example)",
            (TextRun("("), TextRun("a.example", href="http://a.example"), TextRun(")")),
        ),
        ("javascript://alert(1)", ()),
        ("mailto:a@example.org", ()),
        ("see https://[x for more", ()),
        ("https://[insert link]", ()),
        ("https://exa℀mple.com/a", ()),
        ("https://[", ()),
        ("http://a\ud800", (TextRun("a\ud800", href="http://a\ud800"),)),
        (
            "https://[x or https://khub.net",
            (TextRun("https://[x or "), TextRun("khub.net", href="https://khub.net")),
        ),
    ],
)
def test_web_addresses_are_links_with_a_short_text(text, expected):
    assert annotate(text) == expected


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

    assert [run.text for run in annotate(line, looking_for(*words)) if run.match] == marked


def test_a_match_inside_a_web_address_marks_its_link():
    assert annotate("https://khub.net/a", looking_for("KHUB")) == (
        TextRun("khub.net/…", href="https://khub.net/a", match=True),
    )


def test_an_abbreviation_carries_its_meaning_where_it_is_told():
    assert annotate("Buddy an NQT") == ()
    assert annotate("Buddy an NQT", explained=set()) == (
        TextRun("Buddy an "),
        TextRun("NQT", meaning="newly qualified teacher"),
    )


def test_an_abbreviation_is_told_once_in_whatever_form():
    explained = {"TA"}
    line = annotate("NQTs, TAs, an NQT and an RQT", explained=explained)

    assert [run.text for run in line if run.meaning] == ["NQTs", "RQT"]
    assert explained == {"TA", "NQT", "RQT"}
    assert annotate("NQT", explained=explained) == ()


def test_an_abbreviation_in_a_web_address_is_left_alone():
    explained = set()

    assert annotate("https://example.org/NQT-TA (NQT)", explained=explained) == (
        TextRun("example.org/…", href="https://example.org/NQT-TA"),
        TextRun(" ("),
        TextRun("NQT", meaning="newly qualified teacher"),
        TextRun(")"),
    )
    assert explained == {"NQT"}


@pytest.mark.parametrize(
    ("text", "word", "marked"),
    [
        ("An NQT network", "nqt", ["NQT"]),
        ("An NQT network", "qt", ["NQT"]),
        ("An NQT network", "an nqt net", ["An ", "NQT", " net"]),
        ("TA/HLTA network", "TA/HLTA", ["TA", "/", "HLTA"]),
        ("An NQT network", "network", ["network"]),
    ],
)
def test_an_abbreviation_that_was_looked_for_keeps_its_meaning(text, word, marked):
    line = annotate(text, looking_for(word), set())

    assert [run.text for run in line if run.match] == marked
    assert {run.text for run in line if run.meaning} == {"NQT", "TA", "HLTA"} & set(
        text.replace("/", " ").split()
    )


PIECES = ["NQT", "TAs", "/", " ", "https://a.example/NQT", "I.T.T.", "x", ", "]


@given(
    st.text() | st.lists(st.sampled_from(PIECES)).map("".join),
    st.lists(st.text(min_size=1) | st.sampled_from(PIECES), max_size=3),
    st.none() | st.sets(st.sampled_from(["NQT", "TA"])),
)
def test_the_words_of_a_line_are_never_changed(text, words, explained):
    found = annotate(text, looking_for(*words), explained)

    assert not found or "".join(run.href or run.text for run in found) == text
    assert all(run.text for run in found)
    assert not any(run.meaning for run in found if run.href)


@given(st.lists(st.sampled_from(PIECES)).map("".join), st.sampled_from(["q", "n", "NQTs", "TA"]))
def test_every_letter_of_a_match_is_marked(text, word):
    plain = "".join(run.text for run in annotate(text, looking_for(word), set()) if not run.match)

    assert word.casefold() not in plain.casefold() or "/" in text


def test_a_line_that_fails_is_its_bare_text_and_logged(monkeypatch, caplog):
    def fails(text):
        raise ValueError("no such abbreviation")

    monkeypatch.setattr(glossary, "abbreviations", fails)

    assert annotate_lines(["Join the NGA"], set()) == (("Join the NGA", ()),)
    assert "Join the NGA" in caplog.text
    with pytest.raises(ValueError, match="no such abbreviation"):
        annotate_or_raise("Join the NGA", explained=set())


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("Read https://a.example/ before May", " before May"),
        ("Read all of https://a.example/.", "Read all of "),
        ("https://a.example/ and https://b.example/", " and "),
        ("https://a.example/ – https://b.example/", ""),
        ("https://a.example/", ""),
        ("Gain NPQH at https://a.example/", "Gain NPQH at "),
    ],
)
def test_the_longest_stretch_without_a_link_leads_on_and_nothing_is_lost(text, leads):
    runs = annotate(text, explained=set())
    before, middle, after = leading(runs)

    assert "".join(run.text for run in middle) == leads
    assert (*before, *middle, *after) == runs
    assert not any(run.href for run in middle)
