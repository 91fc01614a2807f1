import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.editing.finding import LONGEST_WANTED, Wanted
from opportunities.editing.lines import cleaned

NBSP, ACUTE = "\N{NO-BREAK SPACE}", "\N{COMBINING ACUTE ACCENT}"
ANY_CASE = {"by_case": False}
WHOLE = {"whole_words": True}


def found(words, text, **how):
    return [text[start:end] for start, end in Wanted(words, **how).spans(text)]


@pytest.mark.parametrize(
    ("words", "text", "how", "expected"),
    [
        ("NQT", "NQTs meet other NQTs", {}, ["NQT", "NQT"]),
        ("NQT", "nqt and Nqt", {}, []),
        ("NQT", "nqt and Nqt", ANY_CASE, ["nqt", "Nqt"]),
        ("NQT", "NQTs, NQT's, the NQT-led (NQT)", WHOLE, ["NQT"] * 3),
        ("-", "well-known - and 2 – 3", WHOLE, ["-", "–"]),
        ("NQTs' work", f"NQTs’ work, NQTsʼ{NBSP}work", {}, ["NQTs’ work", f"NQTsʼ{NBSP}work"]),
        ("NQTs’ work", "NQTs' work", {}, []),
        ('"Fast Track"', "“Fast  Track”", {}, ["“Fast  Track”"]),
        ("2-5", "Years 2–5, 2—5, 2‑5, 25", {}, ["2–5", "2—5", "2‑5"]),
        ("–", "a - b", {}, []),
        ("and so on...", "and so on…", {}, ["and so on…"]),
        ("office", "oﬃce, oﬀice, ofﬁce", {}, ["oﬃce", "oﬀice", "ofﬁce"]),
        ("fi", "ﬁnd, FIND", {}, ["ﬁ"]),
        ("FI", "ﬁnd", {}, []),
        ("FI", "ﬁnd", ANY_CASE, ["ﬁ"]),
        ("café", f"café, cafe{ACUTE}", {}, ["café", f"cafe{ACUTE}"]),
        ("cafe", f"cafe{ACUTE}", {}, []),
        ("\N{WOMAN}", "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{SCHOOL}", {}, []),
        ("e.g. a", "E.g. a, e.g. a, egg a", {}, ["e.g. a"]),
        ("  NQT \n", "an NQT", {}, ["NQT"]),
        (".*", "a.*b", {}, [".*"]),
        ("", "anything", {}, []),
        ("\N{ZERO WIDTH SPACE}", "anything", {}, []),
        ("aa", "aaaaa", {}, ["aa", "aa"]),
    ],
)  # fmt: skip
def test_words_are_found_as_an_editor_looks_for_them(words, text, how, expected):
    assert found(words, text, **how) == expected


TEXTS = st.text(st.sampled_from(f"aAbfiﬁé{ACUTE}{NBSP} -–'’\"“.…\n"))


@given(words=TEXTS, text=TEXTS, by_case=st.booleans(), whole=st.booleans())
def test_what_is_found_stands_in_order_and_never_overlaps(words, text, by_case, whole):
    spans = list(Wanted(words, by_case, whole).spans(text))

    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(start < end for start, end in spans)
    assert not any(unicodedata.combining(text[end]) for _, end in spans if end < len(text))


@given(text=TEXTS)
def test_a_text_is_found_in_itself_whatever_is_printed_in_it(text):
    as_typed = cleaned(text)
    is_something = bool(as_typed) and not unicodedata.combining(as_typed[0])

    assert Wanted(as_typed).is_in(text) or not is_something


@given(words=st.text("abAB ", min_size=1), text=st.text("abAB ."))
def test_plain_letters_are_found_as_every_program_finds_them(words, text):
    words = " ".join(words.split())
    plain = [found.span() for found in re.finditer(re.escape(words), text)] if words else []

    if "  " not in text:
        assert list(Wanted(words).spans(text)) == plain


def test_very_long_words_are_cut_not_compiled():
    assert not Wanted("a" * 10_000).is_in("a" * (LONGEST_WANTED - 1))
    assert Wanted("a" * 10_000).is_in("a" * LONGEST_WANTED)
