"""The poster: one side of A4 upright, large, in black, with the address in words and as a code."""

import io
from dataclasses import replace
from datetime import date

import pdfplumber
import pytest

from opportunities.exchange.writing.poster_pdf import Poster, write
from tests.pdf_tags import TaggedPDF

POSTER = Poster(
    organisation="Elm Primary School",
    title="How we grow at Elm",
    lead="What you can do next, at every stage of your career.",
    address="https://cpd.example/frameworks/elm/",
    leads_to="https://cpd.example/accounts/login/?next=/frameworks/elm/",
    how="You need no account.",
    foot="2026 edition, published on 2 March 2026.",
    made_on=date(2026, 3, 2),
)


def pages(poster=POSTER):
    return pdfplumber.open(io.BytesIO(write(poster))).pages


def test_it_is_one_upright_side_of_a4_that_says_everything():
    (page,) = pages()

    assert (round(page.width), round(page.height)) == (595, 842)
    said = page.extract_text()
    for text in (POSTER.organisation, POSTER.lead, POSTER.how, POSTER.foot):
        assert text in said
    assert "cpd.example/frameworks/elm/" in said


def test_its_title_can_be_read_from_afar_and_all_of_it_is_black():
    (page,) = pages()

    assert max(letter["size"] for letter in page.chars) > 45
    assert min(letter["size"] for letter in page.chars) > 10
    assert {letter["non_stroking_color"] for letter in page.chars} <= {(0,), (0, 0, 0)}


def test_the_code_is_large_and_says_where_it_leads():
    (page,) = pages()

    (figure,) = TaggedPDF(write(POSTER)).root.all("Figure")
    assert figure.alternative == f"QR code: {POSTER.leads_to}"
    code = [line for line in (*page.lines, *page.curves) if line["x0"] > 60]
    assert max(shape["x1"] for shape in code) - min(shape["x0"] for shape in code) > 200


@pytest.mark.parametrize(
    "much",
    [
        {"title": "The framework of continuing professional development " * 5},
        {"title": "x" * 250, "how": "Ask " * 90},
        {
            "address": f"https://{'long.' * 20}example/",
            "leads_to": f"https://{'x' * 5000}.example/",
        },
        {"organisation": "学校 <b>#1</b> $x$ *bold*"},
    ],
)
def test_whatever_it_says_it_is_one_page(much):
    (page,) = pages(replace(POSTER, **much))

    assert POSTER.foot in page.extract_text()
