"""The sheet for a conversation: one side of A4, whatever is written on it, and nothing lost."""

import io
from datetime import date

import docx
import pdfplumber
import pytest

from opportunities.exchange.writing import conversation_docx, conversation_pdf
from opportunities.exchange.writing.conversation import (
    FIELDS,
    LONGEST_LINE,
    USES,
    ConversationSheet,
    SheetLine,
)

PROSE = "To be ready for the next step by summer, and to lead a small group in maths with "
WRITTEN = (PROSE + "confidence, with my mentor and the phase leader beside me, twice a week.")[:140]


def sheet(*lines: SheetLine, use: str = "appraisal", **who: str) -> ConversationSheet:
    address = "https://cpd.example/list/?k=1J9vdjbBUAqZdNkw9ADL2Q"
    return ConversationSheet(USES[use], lines, who, address, date(2026, 11, 29))


def line(words: str, *written: str) -> SheetLine:
    texts = (*written, *("" for _ in FIELDS[len(written) :]))
    return SheetLine(words, "Lancashire, Teaching Assistants", texts)


def pages(made: ConversationSheet) -> list[str]:
    with pdfplumber.open(io.BytesIO(conversation_pdf.write(made))) as file:
        return [" ".join(page.extract_text().split()) for page in file.pages]


def in_word(made: ConversationSheet) -> list[list[str]]:
    """The texts of its tables, row by row."""
    document = docx.Document(io.BytesIO(conversation_docx.write(made)))
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


FULL = sheet(*(line("Support the induction of new TAs", *[WRITTEN] * 5) for _ in range(6)))
EMPTY = sheet(*(line("Support the induction of new TAs") for _ in range(6)))
SHEETS = {
    "nothing written": EMPTY,
    "everything written": FULL,
    "no lines": sheet(),
    "one line": sheet(line("Join in")),
    "words without end": sheet(*(line("W" * 999, *["W" * 140] * 5) for _ in range(6))),
}


def test_letters_that_the_font_of_a_pdf_lacks_are_explained():
    (page,) = pages(sheet(line("Join in", "Yes \N{GRINNING FACE}")))

    assert "Yes [?]" in page
    assert "[?] stands for letters that are not in the font" in page
    assert "stands for letters" not in pages(EMPTY)[0]


@pytest.mark.parametrize("made", SHEETS.values(), ids=SHEETS)
def test_a_pdf_is_one_side_of_a4(made):
    with pdfplumber.open(io.BytesIO(conversation_pdf.write(made))) as file:
        (page,) = file.pages
        assert (round(page.width), round(page.height)) == (842, 595)


@pytest.mark.parametrize("use", USES)
def test_a_sheet_says_what_it_is_for(use):
    made = sheet(line("Join in"), use=use)
    (page,) = pages(made)

    for said in (made.use.title, *made.use.headings, *made.use.who.values(), *made.use.signed):
        assert said in page
    assert in_word(made)[1] == ["What", *made.use.headings]


def test_what_is_written_stands_beside_its_line():
    made = sheet(
        line("Join in", "Why not", "By May", "Ms Holt", "An afternoon", "We agreed"), name="Ann"
    )

    (page,) = pages(made)
    assert "Ann" in page
    for said in ("Why not", "By May", "Ms Holt", "An afternoon", "We agreed"):
        assert said in page
    assert in_word(made)[0][0] == "Name: Ann"
    assert in_word(made)[2] == [
        "Join in\nLancashire, Teaching Assistants",
        *("Why not", "By May", "Ms Holt", "An afternoon", "We agreed"),
    ]


def test_without_lines_there_are_six_rows_to_write_in():
    assert in_word(sheet())[2:8] == [[""] * 6] * 6


def test_of_a_long_line_as_much_is_printed_as_fits():
    made = line("word " * 100)

    assert made.shortened.endswith("word…")
    assert len(made.shortened) <= LONGEST_LINE + 1


@pytest.mark.parametrize(
    "text",
    [
        "a\0b\x1b",
        "\u202e\u2066 abc",
        "🎉👩‍🏫",
        "שלום",
        "\ufffe\ud800",
        "ﷺ" * 50,
        "e\u0301" * 99,
        "\n\t",
    ],
)
def test_whatever_somebody_types_can_be_printed(text):
    typed = text[:140]
    made = sheet(line(text, *[typed] * 5), name=typed)

    assert len(pages(made)) == 1
    assert in_word(made)


def test_text_is_no_markup():
    hostile = '#panic() *a* <script>alert("x")</script> $x$ \\'
    (page,) = pages(sheet(line(hostile, hostile)))

    assert "#panic() *a*" in page
    assert "<script>" in page
