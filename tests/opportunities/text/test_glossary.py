import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange.yaml_nodes import NotReadable
from opportunities.text import glossary
from opportunities.text.glossary import abbreviations, by_form, entries, forms_in, read

FIXTURES = sorted(Path("fixtures").glob("*.yaml"))

UNSURE = {
    "RQT",
    "TLA",
    "SIP",
    "IPH",
    "TIPD",
    "SLE",
    "NLE",
    "LSCB",
    "CAF",
}
"""Terms that are printed, and of which TERMS.md only guesses what became: never told as fact."""

KNOWN = {"MA", "MSc", "PhD", "OFSTED", "PLUS", "TV"}
"""Printed, and known to every reader, or explained where it stands."""

UNCERTAIN = {
    "CAMSTAR",
    "CEL",
    "CSL",
    "CYPs",
    "HeadStart",
    "IDeAHs",
    "LGFL",
    "LPPH",
    "NPQCL",
    "NSL",
    "ROSE",
    "SI",
    "SWIfT",
    "VLN",
    "WASH",
}
"""Printed, and not spelt out, since nobody here is certain what it stands for."""


TYPED = {"DSL", "ECF", "ECT", "ECTE", "ECTs", "QTS", "TSH", "TSHs"}
"""Today's terms, which readers type and no framework here prints."""


def words(value) -> list[str]:
    """All that is printed in a framework, text by text."""
    if isinstance(value, dict):
        return [text for name in value for text in words(value[name]) if name not in {"id", "slug"}]
    if isinstance(value, list):
        return [text for item in value for text in words(item)]
    return [value] if isinstance(value, str) else []


@pytest.fixture(scope="module")
def printed():
    """The words of the five frameworks, without web addresses."""
    grids = [yaml.safe_load(path.read_text("utf-8")) for path in FIXTURES]
    texts = [text for grid in grids for text in words([grid["stages"], grid["columns"]])]
    texts += [text for grid in grids for text in words(grid["sections"])]
    return "\n".join(re.sub(r"https?://\S+", "", text) for text in texts)


def test_there_are_entries_by_the_alphabet():
    slugs = [entry.slug for entry in entries()]

    assert len(slugs) > 80
    assert slugs == sorted(set(slugs))
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", slug) for slug in slugs)
    assert all("letter" not in slug.split("-") and slug != "main" for slug in slugs)


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.slug)
def test_an_entry_is_well_formed(entry):
    assert not entry.meaning.endswith(".")
    assert bool(entry.today) == bool(entry.source)
    assert not entry.today or entry.today.endswith(".")
    for text in (*entry.printed, *entry.alike, entry.meaning, entry.today, entry.source):
        assert text == " ".join(text.split())
    assert not set(entry.alike) & set(entry.printed)


def test_every_form_is_printed_in_the_frameworks_or_typed_by_readers(printed):
    assert set(by_form()) - forms_in(printed) == TYPED


def test_every_abbreviation_in_print_is_spelt_out_or_left_out_on_purpose(printed):
    tokens = set(re.findall(r"(?<!\w)[A-Z](?:[\w&]|\.(?=\w))*[A-Z](?:[\w&]|\.(?=\w))*\.?", printed))
    tokens = {token if token == "I.T.T." else token.removesuffix(".") for token in tokens}
    with_dots_between_sentences = {token for token in tokens if re.search(r"\w{2}\.\w{2}", token)}
    unknown = tokens - with_dots_between_sentences - set(by_form()) - KNOWN - UNCERTAIN

    assert sorted(unknown) == []


def test_nothing_is_left_out_that_is_not_printed_or_is_spelt_out(printed):
    left_out = KNOWN | UNCERTAIN

    assert [word for word in left_out if not re.search(rf"\b{word}\b", printed)] == []
    assert left_out & set(by_form()) == set()


def test_what_is_only_believed_is_not_told():
    assert set(by_form()) >= UNSURE
    assert [term for term in UNSURE if by_form()[term].today] == []
    closed_perhaps = re.compile(r"Fast Track|Leading from the Middle|New Visions|LSIS|Early Help")
    assert not closed_perhaps.search(glossary.PATH.read_text("utf-8"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Attend NQT Clusters", ["NQT"]),
        ("NQTs and RQTs, TA/HLTA", ["NQTs", "RQTs", "TA", "HLTA"]),
        ("NQT-specific-training, the TSA's offer", ["NQT", "TSA"]),
        ("the SENDCo, not the SEND or SEN.", ["SENDCo", "SEND", "SEN"]),
        ("Mentor an I.T.T. trainee in T&L", ["I.T.T.", "T&L"]),
        ("Ed.D, EdD /PhD", ["Ed.D", "EdD"]),
        ("nqt ta la; LAND, FLA, NQT2, _LA, Matter", []),
        ("performance management, teachers.tv, Excellent Teacher", []),
        ("PM, RaiseOnline, Inset", ["PM", "RaiseOnline", "Inset"]),
        ("", []),
    ],
)
def test_abbreviations_are_found_as_whole_words_and_as_printed(text, found):
    assert [form for _, _, form, _ in abbreviations(text)] == found


@given(st.text() | st.lists(st.sampled_from([*by_form(), " ", "/", "x", "."])).map("".join))
def test_an_abbreviation_stands_where_it_is_said_to(text):
    end = 0
    for start, stop, form, entry in abbreviations(text):
        assert end <= start < stop
        assert text[start:stop] == form
        assert form in entry.abbreviations
        end = stop


def test_whole_names_are_found_in_a_grid_too():
    assert forms_in("Act as a Performance Management reviewer (PM)") == {
        "Performance Management",
        "PM",
    }


def test_other_forms_are_those_that_say_something_new():
    assert by_form()["NQT"].others == ()
    assert by_form()["HoD"].others == ()
    assert by_form()["NPQML"].others == ("NPSML",)
    assert by_form()["performance management"].others == ("PM",)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("- term: NQT", 1, "lacks “meaning”"),
        ("- {term: NQT, meaning: x}\n- {term: ECT, meaning: x, sauce: y}", 2, "“sauce”"),
        ("- {term: NQT, meaning: x, today: Gone.}", 1, "go together"),
        ("- {term: NQT, meaning: x, source: gov.uk}", 1, "go together"),
        ("- {term: NQT, meaning: x, state: ended}", 1, "needs “today”"),
        ("- {term: A, meaning: x, today: G., source: y, state: gone}", 1, "is none of ended"),
        ("- {term: A, meaning: x, today: G., source: y, now: z}", 1, "goes with the states"),
        ("- {term: A, meaning: x, today: G., source: y, state: renamed}", 1, "goes with the"),
        ("- {term: A, meaning: x, today: G., source: y, year: 13}", 1, "should be a year"),
        ("- {term: NQT, meaning: x}\n- {term: A, forms: [NQT], meaning: x}", 2, "twice"),
        ("- {term: NQT, forms: NQTs, meaning: x}", 1, "should be a list"),
        ("- {term: NQT, meaning: ''}", 1, "empty"),
        ("term: NQT", 1, "should be a list"),
        ("- [", 1, "not YAML"),
    ],
)
def test_a_slip_in_the_file_is_reported_with_its_line(content, line, reason):
    with pytest.raises(NotReadable, match=reason) as refused:
        read(content)
    assert refused.value.line == line
