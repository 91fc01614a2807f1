"""Addresses as they are pasted: how they are told apart, and what is wrong with those that are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd_site.accounts.pasted_addresses import read_pasted, why_wrong

ANN, BEA, HANA = "ann@elm.example", "bea@elm.example", "hana.holt@elm.example"


@pytest.mark.parametrize(
    "text",
    [
        f"{ANN}\n{BEA}",
        f"{ANN}\r\n\r\n{BEA}\r\n",
        f"{ANN}, {BEA}",
        f"{ANN};{BEA};",
        f"{ANN} {BEA}",
        f"{ANN}\t{BEA}",
        f"{ANN} | {BEA}",
        f"Ann Ant <{ANN}>; Birch, Bea <{BEA}>",
        f'"Ant, Ann" <{ANN}>, "Birch, Bea" <{BEA}>',
        f"Ann Ant <{ANN}>, Birch, Bea <{BEA}>",
        f"Ann Ant ({ANN})\nBea Birch ({BEA})",
        f"Ann\tAnt\t{ANN}\tYear 3\nBea\tBirch\t{BEA}\tYear 4",
        f"Ann,Ant,{ANN}\nBea,Birch,{BEA}",
        f"mailto:{ANN}\n'{BEA}'.",
        f"{ANN.upper()}\n\u200b{BEA}\u200b",
        f"• {ANN}\n• {BEA}",
        f"1. {ANN}\n2. {BEA}",
    ],
)
def test_addresses_are_found_whatever_stands_between_and_beside_them(text):
    found = read_pasted(text)

    assert (found.good, found.wrong, found.twice) == ([ANN, BEA], [], [])


@pytest.mark.parametrize(
    ("text", "written", "reason"),
    [
        ("bob.elm.example", "bob.elm.example", "no @"),
        ("Bob Birch", "Bob Birch", "no @"),
        (f"{ANN}, bob, {BEA}", "bob", "no @"),
        (f"{ANN}, bob.elm.example", "bob.elm.example", "no @"),
        ("bob@elm@example.org", "bob@elm@example.org", "more than one @"),
        (f"{ANN}{BEA}", f"{ANN}{BEA}", "more than one @"),
        ("bob@", "bob@", "after the @"),
        ("@elm.example", "@elm.example", "before the @"),
        ("bob @elm.example", "bob @elm.example", "before the @"),
        ("Bob Birch <bob@elm>", "Bob Birch <bob@elm>", "no dot"),
        ("bob@elm..example", "bob@elm..example", "dot too many"),
        ("bob!#@elm_.example", "bob!#@elm_.example", "not how"),
        (f"{'b' * 250}@elm.example", f"{'b' * 250}@elm.example", "longer than 254"),
    ],
)
def test_what_is_wrong_is_kept_as_written_with_the_reason(text, written, reason):
    (wrong,) = read_pasted(text).wrong

    assert wrong.written == written
    assert reason in wrong.reason


def test_a_heading_of_a_column_is_told_and_no_address():
    found = read_pasted(f"E-mail\n{HANA}")

    assert found.good == [HANA]
    assert [wrong.written for wrong in found.wrong] == ["E-mail"]


def test_an_address_that_stands_twice_counts_once():
    found = read_pasted(f"{ANN}\n{ANN.upper()}")

    assert (found.good, found.twice) == ([ANN], [ANN])


@pytest.mark.parametrize("text", ["", " \n\t;,, ;\n", "\u200b"])
def test_nothing_is_nothing(text):
    found = read_pasted(text)

    assert (found.good, found.wrong, found.twice) == ([], [], [])


@given(st.text(alphabet=st.sampled_from("ab@.,;<> \t\n\"'\u200b(é"), max_size=60))
def test_whatever_is_pasted_each_at_is_told(text):
    found = read_pasted(text)

    told = "".join([*found.good, *found.twice, *(wrong.written for wrong in found.wrong)])
    assert told.count("@") >= text.count("@")
    assert all(why_wrong(address) == "" for address in found.good)
