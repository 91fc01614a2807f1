"""What is written is read back by two other libraries."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from opportunities.comparing.copy_comparison import CopyComparison
from opportunities.comparing.origins import OriginLabels
from opportunities.exchange import keys
from opportunities.exchange.reading import grid_yaml
from opportunities.exchange.writing import grid_xlsx, workbook
from opportunities.exchange.writing.document import NOTHING_LEFT, GridDocument
from opportunities.exchange.writing.formats import formats
from opportunities.exchange.yaml_nodes import parse
from opportunities.grid.snapshot import PrintedHeading
from opportunities.grid.vocabulary import ContinuationWord
from tests.builders import grid, key
from tests.fidelity.printed import CONTINUATIONS, FRAMEWORKS, Cell, committed, rows
from tests.fidelity.test_download import COLUMNS_ARE_OURS
from tests.laws import times
from tests.opportunities.exchange.writing.test_document import SOURCE
from tests.strategies import any_grid, dices
from tests.test_any_text import IN_TENS, TEN, a_grid

SMALL = grid(
    {("NQT", "School"): ["Join in"], ("NQT", "Outside"): ["Read, “widely”"], ("RQT", "School"): []},
    details={"Join in": ("E.g. a club", "a choir")},
    continues={("RQT", "School"): ContinuationWord.AS_ABOVE},
    tiers={"Outside": None},
    sections=[("How to use it", "With *care*.\n\nOften.")],
)
SMALL = replace(SMALL, headings=(PrintedHeading(key("NQT"), key("School"), "In school..."),))
ISSUED = replace(SOURCE, title="Framework 2026", published=date(2026, 9, 1), credit="Their PDF")
DOCUMENT = GridDocument(SMALL, ISSUED)
FIXTURES = Path("fixtures")
HEAD = grid_xlsx.HEAD


def opened(document):
    return openpyxl.load_workbook(io.BytesIO(grid_xlsx.write(document)), rich_text=False)


def read(document, sheet):
    """The values of a sheet, by the other library."""
    content = CalamineWorkbook.from_filelike(io.BytesIO(grid_xlsx.write(document)))
    return content.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def lines_of(document):
    """The rows of the table as dictionaries."""
    [headings, *lines] = read(document, "Opportunities")
    return [dict(zip(headings, line, strict=True)) for line in lines]


def test_it_is_a_format_that_can_be_taken():
    assert formats()["xlsx"].label == "Excel"


def test_the_sheet_to_read_has_stages_down_and_columns_along():
    assert read(DOCUMENT, "Framework") == [
        ["Framework 2026", "", ""],
        [DOCUMENT.cited, "", ""],
        ["Stage", "School", "Outside"],
        ["", "Your school", ""],
        ["NQT", "In school...", "Read, “widely”"],
        ["Teachers", "Join in\n– E.g. a club\n– a choir", ""],
        ["Early career teacher", "", ""],
        ["RQT", "As above", ""],
        ["Teachers", "", ""],
        ["Recently qualified teacher", "", ""],
    ]


def test_the_table_has_a_row_for_each_line_where_it_stands():
    [first, second] = lines_of(DOCUMENT)

    assert list(first)[:8] == [
        *("Stage", "Kind of staff", "Stage family", "Column", "Provider"),
        *("Opportunity", "Sub-points", "Link"),
    ]
    assert list(first)[-3:] == ["Note", "On the site", "Key"]
    assert list(first.values())[:7] == [
        *("NQT", "Teachers", "Early career teacher", "In school...", "Your school"),
        *("Join in", "E.g. a club\na choir"),
    ]
    assert (second["Column"], second["Opportunity"]) == ("Outside", "Read, “widely”")


def test_each_row_ends_in_its_key_marked_with_its_words():
    for row, placement in zip(lines_of(DOCUMENT), SMALL.placements, strict=True):
        found = keys.read(row["Key"])
        assert found.key == placement.key
        assert found.matches(row["Opportunity"])


def test_the_table_is_a_real_one_with_filters_and_a_hidden_key():
    sheet = opened(DOCUMENT)["Opportunities"]

    [table] = sheet.tables.values()
    assert table.ref == table.autoFilter.ref == sheet.dimensions
    last = sheet.cell(1, sheet.max_column)
    assert last.value == "Key"
    assert sheet.column_dimensions[last.column_letter].hidden
    assert not sheet.column_dimensions["A"].hidden


def test_both_sheets_are_set_up_for_printing():
    book = opened(replace(DOCUMENT, source=replace(ISSUED, title="Reading & writing")))

    for name, repeated in [("Framework", "$3:$4"), ("Opportunities", "$1:$1")]:
        sheet = book[name]
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == repeated
        assert sheet.oddHeader.left.text == "Reading && writing"
        assert sheet.oddHeader.right.text == DOCUMENT.cited
        assert sheet.oddFooter.left.text == f"{ISSUED.organisation} · {ISSUED.address}"
        assert sheet.oddFooter.right.text == "Page &P of &N"
    assert book["Framework"].freeze_panes == "B5"
    assert book["Opportunities"].freeze_panes == "A2"


def test_the_reference_is_a_property_and_on_a_very_hidden_sheet():
    book = opened(DOCUMENT)
    assert book.custom_doc_props[keys.PROPERTY].value == DOCUMENT.reference
    assert book["cpd"].sheet_state == "veryHidden"
    assert [cell.value for cell in book["cpd"][1]] == [keys.PROPERTY, DOCUMENT.reference]

    seen = CalamineWorkbook.from_filelike(io.BytesIO(grid_xlsx.write(DOCUMENT))).sheets_metadata
    assert {sheet.name for sheet in seen if sheet.visible == SheetVisibleEnum.Visible} == {
        *("Framework", "Opportunities", "About")
    }


def test_about_says_where_it_comes_from_and_the_text_around_the_grid():
    said = read(DOCUMENT, "About")

    assert ["Authority", "Thornshire County Council"] in said
    assert ["Published", "1 September 2026"] in said
    assert ["Source", "Their PDF"] in said
    assert said[-2:] == [["How to use it", "With care."], ["", "Often."]]


def test_a_line_leads_to_its_link_and_to_its_page():
    line = replace(SMALL.opportunities[0], link="https://example.org/club?a=1&b=2")
    document = replace(DOCUMENT, grid=replace(SMALL, opportunities=(line, SMALL.opportunities[1])))
    book = opened(document)

    read_here = book["Framework"].cell(HEAD + 2, 2)
    assert read_here.value.startswith("Join in")
    assert read_here.hyperlink.target == line.link
    headings, first, _ = book["Opportunities"]
    row = dict(zip([cell.value for cell in headings], first, strict=True))
    assert (row["Link"].value, row["Link"].hyperlink.target) == (line.link, line.link)
    its_page = row["On the site"].hyperlink
    assert f"{its_page.target}#{its_page.location}" == f"{ISSUED.address}#{key('NQT/School/0')}"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "internal:Sheet1!A1"]
)
def test_what_is_no_web_address_leads_nowhere(link):
    line = replace(SMALL.opportunities[0], link=link)
    document = replace(DOCUMENT, grid=replace(SMALL, opportunities=(line, SMALL.opportunities[1])))
    sheet = opened(document)["Opportunities"]

    [column] = [cell.column for cell in sheet[1] if cell.value == "Link"]
    assert sheet.cell(2, column).value == link
    assert sheet.cell(2, column).hyperlink is None


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "{="])
def test_nothing_is_a_formula(start):
    said = f"{start}HYPERLINK(1)"
    line = replace(SMALL.opportunities[0], text=said, details=(said,), link=said)
    stage = replace(SMALL.stages[0], name=said, summary=said)
    column = replace(SMALL.columns[0], heading=said)
    document = replace(
        DOCUMENT,
        source=replace(ISSUED, title=said, organisation=said, short_name=said, credit=said),
        grid=replace(
            SMALL,
            stages=(stage, SMALL.stages[1]),
            columns=(column, SMALL.columns[1]),
            opportunities=(line, SMALL.opportunities[1]),
            placements=tuple(replace(row, note=said) for row in SMALL.placements),
            sections=tuple(replace(row, heading=said, body=said) for row in SMALL.sections),
        ),
    )
    content = grid_xlsx.write(document)
    book = openpyxl.load_workbook(io.BytesIO(content))

    cells = [cell for sheet in book for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert sum(cell.value == said for cell in cells) >= 8
    assert b"<f>" not in b"".join(
        zipfile.ZipFile(io.BytesIO(content)).read(f"xl/worksheets/sheet{one}.xml")
        for one in (1, 2, 3, 4)
    )
    # Nor does it become one when somebody opens its cell and goes on.
    seen = [cell for sheet in book if sheet.title != "cpd" for row in sheet for cell in row]
    quoted = [cell.quotePrefix for cell in seen if cell.value == said]
    assert set(quoted) == ({True} if start != "{=" else {False})


def test_what_a_filter_leaves_says_what_it_is():
    left = replace(
        DOCUMENT, lines_left=frozenset({key("NQT/Outside/0")}), filters=("Provider: Outside",)
    )

    assert read(left, "Framework")[1][0] == f"{left.cited} · Provider: Outside"
    assert [row["Opportunity"] for row in lines_of(left)] == ["Read, “widely”"]
    assert ["Only", "Provider: Outside"] in read(left, "About")


def test_a_filter_that_leaves_nothing_has_no_table():
    left = replace(DOCUMENT, lines_left=frozenset(), filters=("Words: quokka",))

    assert read(left, "Framework")[1][0] == f"{left.cited} · Words: quokka · {NOTHING_LEFT}"
    assert read(left, "Opportunities") == [[NOTHING_LEFT]]
    assert not opened(left)["Opportunities"].tables


def test_what_is_written_out_says_where_it_is_carried_on_from():
    out = replace(DOCUMENT, written_out=True)

    assert [row[1] for row in read(out, "Framework")[HEAD + 3 : HEAD + 5]] == [
        *("As at NQT:", "Join in\n– E.g. a club\n– a choir")
    ]
    carried = lines_of(out)[-1]
    assert (carried["Stage"], carried["Carried on from"]) == ("RQT", "NQT")


def test_a_copy_says_whose_words_it_has_and_its_notes():
    ours = replace(
        SMALL,
        opportunities=(replace(SMALL.opportunities[0], text="Join us"), SMALL.opportunities[1]),
        placements=(replace(SMALL.placements[0], note="Ask Jo"), SMALL.placements[1]),
    )
    labels = OriginLabels(CopyComparison(ours, SMALL), "Ours", "Thornshire")
    copy = replace(DOCUMENT, grid=ours, labels=labels)

    first, second = lines_of(copy)
    assert first["Whose words"] == "Reworded. Thornshire: Join in; E.g. a club; a choir"
    assert first["Note"] == "Ask Jo"
    assert (second["Whose words"], second["Note"]) == ("", "")
    assert read(copy, "Framework")[HEAD + 1][1].endswith(
        "\n(Reworded. Thornshire: Join in; E.g. a club; a choir)\nNote: Ask Jo"
    )


def test_the_same_grid_makes_the_same_file():
    assert grid_xlsx.write(DOCUMENT) == grid_xlsx.write(DOCUMENT)


def test_a_text_longer_than_a_cell_is_cut_and_says_so():
    long = replace(SMALL.opportunities[0], text="🎉" * workbook.LONGEST)
    document = replace(DOCUMENT, grid=replace(SMALL, opportunities=(long, SMALL.opportunities[1])))

    [first, _] = lines_of(document)
    assert first["Opportunity"].startswith("🎉🎉")
    assert first["Opportunity"].endswith(f"🎉{workbook.CUT}")
    assert len(first["Opportunity"].encode("utf-16-le")) // 2 <= workbook.LONGEST


def test_more_links_than_a_sheet_holds_stand_there_as_text(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_LINKS", 1)
    sheet = opened(DOCUMENT)["Opportunities"]

    leads = [sheet.cell(row, sheet.max_column - 1) for row in (2, 3)]
    assert [cell.hyperlink is None for cell in leads] == [False, True]
    assert [cell.value for cell in leads] == ["Open", "Open"]


@IN_TENS
@given(TEN)
def test_any_text_can_be_written_and_read(texts):
    document = replace(DOCUMENT, grid=a_grid(texts))

    written = lines_of(document)
    assert [row["Opportunity"] for row in written] == [
        workbook.fitting(line.opportunity.text) for _, line in document.lines()
    ]
    assert {cell.data_type for sheet in opened(document) for row in sheet for cell in row} <= {
        *("s", "n", "d")
    }


@times(0.5)
@given(dices())
def test_no_line_of_any_grid_is_left_out(dice):
    document = replace(DOCUMENT, grid=any_grid(dice, hides=False))

    written = lines_of(document) if document.count else []
    assert [keys.read(row["Key"]).key for row in written] == [
        line.placement.key for _, line in document.lines()
    ]
    shown = read(document, "Framework")
    assert sum(bool(row[0]) for row in shown[HEAD:]) >= len(document.stages)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_printed_word_is_in_its_place(framework):
    path = FIXTURES / f"{framework}.yaml"
    made = grid_yaml.read(parse(path.read_text(encoding="utf-8")).open_mapping(), name=framework)
    document = GridDocument(made, ISSUED)

    written = list(_printed(document))
    if framework in COLUMNS_ARE_OURS:
        written = [[replace(cell, heading="") for cell in cells] for cells in written]
    assert rows(framework, written) == {
        place: row for place, row in committed().items() if place[0] == framework
    }


def _printed(document):
    """The cells of the sheet to read, taken apart again."""
    [_, _, headings, _, *body] = read(document, "Framework")
    [first, *_] = opened(document)["Framework"].iter_cols(min_row=HEAD + 1, max_col=1)
    tops = [number for number, cell in enumerate(first) if cell.border.top.style]
    for top, end, stage in zip(tops, [*tops[1:], len(body)], document.stages, strict=True):
        [about, *boxes] = zip(*body[top:end], strict=True)
        [name, group, family, *below] = filter(None, about)
        assert (group, family) == (stage.group.label, stage.family.label)
        printed = "\n".join([name, *below[: bool(stage.roles) + bool(stage.standards)]])
        yield [
            Cell(tuple(printed.split("\n"))),
            *(
                _box(list(filter(None, texts)), column, document.grid.heading_at(stage, column))
                for texts, column in zip(boxes, document.columns, strict=True)
            ),
        ]
        assert headings[1:] == [column.heading for column in document.columns]


def _box(texts, column, heading):
    own = column.heading != heading and texts.pop(0)
    assert not own or own == heading
    word = texts.pop(0) if texts and texts[0] in CONTINUATIONS else ""
    return Cell(
        tuple("\n– ".join(texts).split("\n– ") if texts else ()), own or column.heading, word
    )
