"""What holds of each format alike: a format that is added is tested here without being named,
once READERS says how another library reads it."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import mammoth  # type: ignore[import-untyped]
import openpyxl
import pytest
from icalendar import Calendar

from opportunities.exchange.writing.document import NOTHING_LEFT, GridDocument
from opportunities.exchange.writing.formats import formats
from opportunities.exchange.writing.printable import printable
from opportunities.grid.snapshot import GridSnapshot
from tests.builders import document, grid
from tests.pdf_tags import TaggedPDF

TYPED = {
    "emoji": "Party 🎉👩‍🏫👍🏽 now",
    "right to left": "Say שלום and مرحبا \u202eback\u202c again",
    "control characters": "nul\0 bell\a escape\x1b[31m next\x85 page\f half\ud800 none\ufffe end",
    "markup": "]]> &amp; <w:t>x</w:t> <script>alert(1)</script> {{ a }} {% b %}",
    "Markdown": "# one\n\n* two\n\n= three\n\n- **four** _five_ `six`\n\n1. seven",
    "backslashes": "\\ \\n \\u{41} C:\\new\\table \\\\end",
    "formulas": '=HYPERLINK("x") +1 -1 @a %b',
    "Typst": "#read(“/etc/passwd”) $c$ `d` *e* = a\n= b @c <d> -- ... ~ #[x] {{ f }}",
    "a calendar’s": "one;two,three:four\r\nEND:VCALENDAR\r\nfive",
    "no words": " \t\n",
}
"""Every kind of character that people type."""

PLACES = (
    *("stage", "role", "summary", "heading", "line", "point0", "point99"),
    *("section", "body", "authority", "framework"),
)
MARKDOWN = {"Markdown", "markup"}
"""What the body of a section says otherwise: it is Markdown, and drawn."""

LEFT_OUT = {
    "csv": {"section", "body"},
    "ics": {"role", "summary", "heading", "section", "body", "framework"},
}
"""What a format has no place for: a table of lines, and a calendar of them."""


class _Text(HTMLParser):
    """The text of a page without its markup."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def _of_csv(content: bytes) -> Iterator[str]:
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        yield from row


def _of_word(content: bytes) -> list[str]:
    found = mammoth.convert_to_html(io.BytesIO(content))
    assert [each for each in found.messages if each.type == "error"] == []
    return _Text(found.value).said


def _of_excel(content: bytes) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        for row in sheet.iter_rows(values_only=True):
            yield from map(str, filter(None, row))


def _of_calendar(content: bytes) -> Iterator[str]:
    for part in Calendar.from_ical(content).walk():
        yield from map(str, part.values())


def _of_pdf(content: bytes) -> list[str]:
    return [TaggedPDF(content).root.text()]


READERS = {
    "csv": _of_csv,
    "json": lambda content: _strings(json.loads(content)),
    "docx": _of_word,
    "xlsx": _of_excel,
    "ics": _of_calendar,
    "pdf": _of_pdf,
    "list.pdf": _of_pdf,
}
"""How another library than the one that wrote it reads each format."""

each_format = pytest.mark.parametrize("name", formats())


def said_in(name: str, made: GridDocument) -> str:
    return _letters("".join(READERS[name](formats()[name].write(made))))


def _letters(text: str) -> str:
    """What of a text no program may lose or change: its letters and digits."""
    return "".join(letter for letter in text if letter.isalnum())


def typed(text: str) -> GridDocument:
    """A document that says this wherever it says anything, behind the name of the place."""
    made = grid({("NQT", "School"): ["Join in"]}, sections=[("How", "Often.")])
    points = tuple(f"point{number} {text}" for number in range(100))
    made = replace(
        made,
        stages=tuple(
            replace(one, name=f"stage {text}", roles=(f"role {text}",), summary=f"summary {text}")
            for one in made.stages
        ),
        columns=tuple(replace(one, heading=f"heading {text}") for one in made.columns),
        opportunities=tuple(
            replace(one, text=f"line {text}", details=points, ends_on=date(2027, 3, 1))
            for one in made.opportunities
        ),
        sections=tuple(
            replace(one, heading=f"section {text}", body=f"body {text}") for one in made.sections
        ),
    )
    said = document(made)
    authority, framework = f"authority {text}", f"framework {text}"
    source = replace(
        said.source,
        organisation=authority,
        short_name=authority,
        framework=framework,
        title=framework,
    )
    return replace(said, source=source)


@each_format
@pytest.mark.parametrize("kind", TYPED)
def test_whatever_people_type_is_in_the_file(name, kind):
    said = said_in(name, typed(TYPED[kind]))

    can_say = printable if name.endswith("pdf") else str
    wanted = {place: _letters(can_say(f"{place} {TYPED[kind]}")) for place in PLACES}
    missing = {place for place, words in wanted.items() if words not in said}
    assert missing <= LEFT_OUT.get(name, set()) | ({"body"} if kind in MARKDOWN else set())


@each_format
def test_no_letter_of_a_very_long_word_is_lost(name):
    said = READERS[name](formats()[name].write(typed("ü" * 150)))

    places = len(PLACES) - len(LEFT_OUT.get(name, ())) + 98
    assert "".join(said).count("ü") >= 150 * places


@each_format
@pytest.mark.parametrize("left", ["lines_left", "stages_left"])
def test_a_filter_that_leaves_nothing_is_a_file_that_says_so(name, left):
    leaves: dict[str, Any] = {left: frozenset()}
    nothing = replace(typed("x"), filters=("Words: quokka",), **leaves)

    says_so = [_letters(NOTHING_LEFT) in said_in(name, made) for made in (nothing, typed("x"))]
    assert says_so == [True, False]


@each_format
def test_a_grid_without_anything_is_a_file(name):
    assert said_in(name, document(GridSnapshot()))
