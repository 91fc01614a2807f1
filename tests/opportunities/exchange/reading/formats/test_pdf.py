"""Tables of PDF: ruled ones, our own, and what is no PDF with words."""

import io
import re
from contextlib import suppress

import pikepdf
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange.reading.formats.pdf import reader as pdf
from opportunities.exchange.reading.tables import CannotRead, FileContents, Paragraph
from opportunities.exchange.writing import grid_pdf
from opportunities.grid.vocabulary import ProviderTier
from tests.laws import times
from tests.opportunities.exchange.reading.frameworks import document_of

GRID = """
#set page(width: 500pt, height: 400pt, footer: [Alderbrook, page #context counter(page).display()])
#set text(size: 10pt)
#text(size: 18pt)[Staff pathway]

#table(
  columns: (90pt, 150pt, 150pt),
  [Stage], table.cell(colspan: 2)[Early on, and for all who come back to teaching],
  table.cell(rowspan: 2)[ECT], [- Mentor meeting every week with a colleague who knows
  - Induction], [Hub],
  [Coaching by a leader of another subject in the school], [Visit],
)
"""


def made(source: str) -> bytes:
    return typst.compile(source.encode())


def words(contents: FileContents) -> list[str]:
    return [block.text for block in contents.blocks if isinstance(block, Paragraph)]


def test_a_ruled_table() -> None:
    contents = pdf.read(made(GRID))

    [table] = contents.tables
    assert contents.notes == ("Read from a PDF: check each box.",)
    assert (table.title, table.where) == ("Staff pathway", "page 1")
    assert table.at[0, 1].columns == 2
    assert table.at[1, 0] is table.at[2, 0]
    assert [each.text for each in table.at[1, 1].paragraphs] == [
        "• Mentor meeting every week with a colleague who knows",
        "• Induction",
    ]
    assert table.at[2, 1].text == "Coaching by a leader of another subject in the school"


TIGHT = """
#set page(width: 500pt, height: 400pt)
#set text(size: 11pt)
#table(
  columns: (90pt, 150pt, 150pt), inset: (y: 0.2pt, x: 4pt),
  [Stage], [In school], [Council],
  [Early career \\ teachers], [Mentor], [Induction],
  [Headteachers], [Governors], [Briefings],
)
"""


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_narrow_table_on_a_page_that_lies_on_any_side(turned: int) -> None:
    content = io.BytesIO()
    with pikepdf.open(io.BytesIO(made(TIGHT))) as opened:
        opened.pages[0].rotate(turned, relative=True)
        opened.save(content)

    [table] = pdf.read(content.getvalue()).tables
    assert [[box.text for box in table.row(row)] for row in range(3)] == [
        ["Stage", "In school", "Council"],
        ["Early career teachers", "Mentor", "Induction"],
        ["Headteachers", "Governors", "Briefings"],
    ]


def test_what_stands_on_each_page_is_left_out() -> None:
    contents = pdf.read(made(GRID + "#pagebreak()\nThe end."))

    assert [each.what for each in contents.left_out] == ["Alderbrook, page 1"]
    assert words(contents) == ["Staff pathway", "The end."]


def test_a_table_that_goes_on_is_one() -> None:
    rows = "".join(f"[Stage {number}], [Coach {number}]," for number in range(40))
    source = f"#set page(height: 300pt)\n#table(columns: 2, table.header[Stage][School], {rows})"
    [table] = pdf.read(made(source)).tables

    assert table.size == (41, 2)
    assert [table.at[row, 0].text for row in range(1, 41)] == [f"Stage {n}" for n in range(40)]


TWO_TABLES = """
#set page(width: 500pt, height: 400pt)
#set text(size: 10pt)
#table(columns: (90pt, 110pt, 110pt, 110pt), [Stage], [In school], [Council], [National],
  [ECT], [Mentor], [Induction], [Programme])
#text(size: 14pt)[Support staff]
#table(columns: (110pt, 160pt, 150pt), [Role], [In school], [Council], [HLTA], [Cover], [Day])
"""


def test_two_tables_on_a_page_with_a_heading_between_them_stay_two() -> None:
    contents = pdf.read(made(TWO_TABLES))
    assert [table.size for table in contents.tables] == [(2, 4), (2, 3)]
    assert words(contents) == ["Support staff"]


SIZES = """
#set page(width: 500pt, height: 400pt)
#set text(size: 11pt)
#text(size: 20pt)[Pathway]

#text(size: 14pt)[Middle leaders]

#text(size: 13pt)[In school]

Coach a colleague, and write down what came of it at the end of term.

#text(size: 14pt)[Senior leaders]
"""


def test_headings_of_several_sizes_are_of_several_levels() -> None:
    blocks = [each for each in pdf.read(made(SIZES)).blocks if isinstance(each, Paragraph)]
    assert [(each.text, each.heading) for each in blocks if each.heading] == [
        ("Pathway", 1),
        ("Middle leaders", 2),
        ("In school", 3),
        ("Senior leaders", 2),
    ]


@pytest.mark.parametrize("slug", ["lancashire", "hampshire"])
def test_most_lines_of_our_own_pdf_stand_whole_at_their_stage(slug: str) -> None:
    document = document_of(slug)
    contents = pdf.read(grid_pdf.write(document))

    printed: dict[str, set[str]] = {}
    for table in contents.tables:
        said = (squeezed(each.text) for box in table.boxes for each in box.paragraphs)
        printed.setdefault(table.title, set()).update(PROVIDER.sub("", text) for text in said)
    found = [
        squeezed(f"– {line.opportunity.text}") in printed.get(cell.stage.name, ())
        for cell, line in document.lines()
    ]
    assert sum(found) > 0.95 * len(found)


PROVIDER = re.compile("|".join(rf"\({''.join(tier.label.split())}\)$" for tier in ProviderTier))
"""Who provides a line, in our own PDF, where its column mixes them."""


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_a_pdf_of_pictures_is_refused() -> None:
    with pytest.raises(CannotRead, match="pictures of pages"):
        pdf.read(made("#set page(width: 9cm, height: 9cm)\n#rect(width: 5cm)"))


def test_a_pdf_with_a_password_is_refused() -> None:
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(made("Words"))) as opened:
        opened.save(locked, encryption=pikepdf.Encryption(user="secret", owner="secret"))

    with pytest.raises(CannotRead, match="password"):
        pdf.read(locked.getvalue())


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(CannotRead, match="81 pages"):
        pdf.read(made("Page" + "#pagebreak()Page" * 80))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(CannotRead):
        pdf.read(content)


DAMAGEABLE = made(GRID)


@times(0.2)
@given(st.data())
def test_any_damage_is_refused_or_read(data: st.DataObject) -> None:
    content = bytearray(DAMAGEABLE)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(CannotRead):
        pdf.read(bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))]))
