"""Word files: the traps that files of people hold, one for each thing that programs write."""

import pytest

from opportunities.exchange.reading.formats.word import reader as word
from opportunities.exchange.reading.tables import FileContents, Paragraph, Table
from tests.opportunities.exchange.reading.frameworks import IMPORTS
from tests.opportunities.exchange.reading.word_files import (
    MERGE,
    MERGED,
    docx,
    field,
    p,
    r,
    span,
    tbl,
    tc,
    tr,
)


def paragraphs(contents: FileContents) -> list[Paragraph]:
    return [block for block in contents.blocks if isinstance(block, Paragraph)]


def only(*content: str, **how: object) -> Paragraph:
    """The one paragraph that is read of this content."""
    [paragraph] = paragraphs(word.read(docx(*content, **how)))  # type: ignore[arg-type]
    return paragraph


def box(*content: str) -> list[tuple[str, int | None]]:
    """The words and levels of a box with this content."""
    [table] = word.read(docx(tbl(tr("Head", "Head"), tr("Stage", tc(*content))))).tables
    return [(each.text, each.level) for each in table.at[1, 1].paragraphs]


def places(table: Table) -> dict[str, tuple[int, int, int, int]]:
    return {box.text: (box.row, box.column, box.rows, box.columns) for box in table.boxes}


def left_out(contents: FileContents) -> dict[str, str]:
    return {each.what: each.reason for each in contents.left_out}


# Lists.


def test_levels_of_a_list() -> None:
    assert box(p("Visits", listed="1.0"), p("near", listed="1.1"), p("Coach", listed="1.0")) == [
        ("Visits", 0),
        ("near", 1),
        ("Coach", 0),
    ]


def test_levels_by_the_names_of_styles() -> None:
    assert box(p("Visits", style="ListBullet"), p("near", style="ListBullet2")) == [
        ("Visits", 0),
        ("near", 1),
    ]


def test_lists_of_styles_and_their_levels() -> None:
    assert box(p("Visits", style="Dashes"), p("near", style="Deeper"), p("Text")) == [
        ("Visits", 0),
        ("near", 1),
        ("Text", None),
    ]


def test_levels_by_how_far_to_the_right_an_entry_begins() -> None:
    further = '<w:ind w:left="1440" w:hanging="360"/>'
    for deep in (p("near", listed="2.0", properties=further), p("near", listed="2.1")):
        assert box(p("Visits", listed="1.0"), deep) == [("Visits", 0), ("near", 1)]
    nearly = '<w:ind w:left="800" w:hanging="360"/>'
    assert box(p("Visits", listed="1.0"), p("Coach", listed="2.0", properties=nearly)) == [
        ("Visits", 0),
        ("Coach", 0),
    ]


def test_an_entry_before_those_further_left_is_no_deeper() -> None:
    assert [level for _, level in box(p("a", listed="1.0"), p("b", style="Dashes"))] == [0, 0]


def test_a_bullet_taken_away_is_none() -> None:
    assert box(p("Text", style="Dashes", listed="0.0")) == [("Text", None)]


def test_typed_bullets_stay_and_indents_before_them_are_spaces() -> None:
    further = '<w:ind w:left="720"/>'
    assert box(p("• Visits"), p("- near", properties=further)) == [
        ("• Visits", None),
        ("    - near", None),
    ]


def test_bullets_that_are_letters_of_a_font_of_signs() -> None:
    old = r("§", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>')
    new = '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    assert box(p(old, " Visits"), p(new)) == [("\uf0a7 Visits", None), ("✓", None)]


# Boxes.


def test_merged_boxes() -> None:
    [table] = word.read(
        docx(
            tbl(
                tr(tc("Stage", properties=MERGE), tc("Where", properties=span(2))),
                tr(tc(properties=MERGED), "School", "Council"),
                tr("Council only", properties='<w:gridBefore w:val="2"/>'),
                tr("ECT", tc("Both", properties=span(2))),
                widths=(2000, 2000, 2000),
            )
        )
    ).tables

    assert places(table) == {
        "Stage": (0, 0, 2, 1),
        "Where": (0, 1, 1, 2),
        "School": (1, 1, 1, 1),
        "Council": (1, 2, 1, 1),
        "Council only": (2, 2, 1, 1),
        "ECT": (3, 0, 1, 1),
        "Both": (3, 1, 1, 2),
    }


def test_edges_that_nearly_meet_are_one() -> None:
    [table] = word.read(
        docx(
            tbl(
                tr(tc("Stage", properties=span(2)), "School"),
                tr("ECT", tc("Coach", properties=span(2))),
                widths=(2000, 30, 2000),
            )
        )
    ).tables

    assert places(table) == {
        "Stage": (0, 0, 1, 1),
        "School": (0, 1, 1, 1),
        "ECT": (1, 0, 1, 1),
        "Coach": (1, 1, 1, 1),
    }


def test_rows_that_are_repeated_on_each_page_are_headings() -> None:
    [table] = word.read(
        docx(tbl(tr("Stage", "School", properties="<w:tblHeader/>"), tr("ECT", "Coach")))
    ).tables

    assert table.heading_rows == 1
    assert [box.is_heading for box in table.boxes] == [True, True, False, False]


def test_a_table_in_a_box_is_read_as_its_lines() -> None:
    contents = word.read(
        docx(tbl(tr("Stage", "School"), tr("ECT", tc("Before", tbl(tr("a", "b")), p("After")))))
    )

    [table] = contents.tables
    assert table.at[1, 1].text == "Before\na\nb\nAfter"
    assert contents.notes == ("A table inside a box is read as lines of that box.",)


def test_tables_in_a_table_that_only_sets_them_side_by_side() -> None:
    one = tbl(tr("Stage", "School"), tr("ECT", "Coach"))
    other = tbl(tr("Stage", "Council"), tr("Head", "Visit"))

    tables = word.read(docx(tbl(tr(tc(one, p("")), tc(other, p("")))))).tables

    assert [table.at[1, 0].text for table in tables] == ["ECT", "Head"]
    assert [table.where for table in tables] == ["table 1", "table 2"]


# Words.


def test_a_break_within_a_paragraph() -> None:
    assert only(p("Induction days\n(three a year)")).text == "Induction days\n(three a year)"


def test_hyphens_tabs_and_empty_paragraphs() -> None:
    special = "<w:r><w:t>in</w:t><w:noBreakHyphen/><w:t>house</w:t><w:tab/><w:t>x</w:t></w:r>"
    assert only(p(""), p(" "), p(special)).text == "in-house\tx"


def test_headings_by_the_names_of_styles_and_by_outline() -> None:
    contents = word.read(docx(p("First", style="Berschrift1"), p("Second", style="Own"), p("Text")))

    assert [(each.text, each.heading) for each in paragraphs(contents)] == [
        ("First", 1),
        ("Second", 2),
        ("Text", 0),
    ]


def test_bold_is_a_paragraph_whose_words_are_all_bold() -> None:
    contents = word.read(docx(p(r("Bold", "<w:b/>"), " "), p(r("Partly", "<w:b/>"), "so")))

    assert [each.is_bold for each in paragraphs(contents)] == [True, False]


ADDRESS = "https://example.org/a"


@pytest.mark.parametrize(
    "linked",
    [
        f'<w:hyperlink r:id="l1">{r("Coach")}</w:hyperlink>',
        f'<w:hyperlink r:id="l1"><w:ins>{r("Coach")}</w:ins></w:hyperlink>',
        f"<w:fldSimple w:instr=' HYPERLINK \"{ADDRESS}\" '>{r('Coach')}</w:fldSimple>",
        field(f' HYPERLINK "{ADDRESS}" \\o "Tip" ', "Coach"),
        field(" IF 1 ", field(f'HYPERLINK "{ADDRESS}"', "Coach")),
        field(f'HYPERLINK "{ADDRESS}"', field(" REF _a ", "Coach")),
    ],
)
def test_links_and_fields_of_links(linked: str) -> None:
    paragraph = only(p(linked, " often"), links={"l1": ADDRESS})

    assert (paragraph.text, paragraph.link) == ("Coach often", ADDRESS)


def test_a_link_that_leads_nowhere_on_the_web_is_none_and_a_second_one_is_told() -> None:
    linked = '<w:hyperlink r:id="{}">{}</w:hyperlink>'.format
    links = {"l1": "javascript:alert(1)", "l2": ADDRESS, "l3": "https://example.org/b"}
    contents = word.read(
        docx(p(*(linked(id, r(id)) for id in links)), p(linked("none", r("x"))), links=links)
    )

    assert [each.link for each in paragraphs(contents)] == [ADDRESS, ""]
    assert left_out(contents) == {
        "https://example.org/b": "A line has one link; this is a further one."
    }


def test_a_field_without_an_end_loses_no_words() -> None:
    begun = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'

    contents = word.read(docx(p(begun, "Coach"), p("Mentor")))

    assert [each.text for each in paragraphs(contents)] == ["Coach", "Mentor"]


# The rest is in test_word_left_out.py, our own files in test_word_own.py.


def test_the_files_of_real_shapes() -> None:
    merged = word.read((IMPORTS / "01-word-grid-merged.docx").read_bytes())
    [grid] = merged.tables
    assert grid.size == (8, 4)
    assert (grid.at[5, 0].rows, grid.at[5, 3].rows, grid.at[7, 1].columns) == (2, 2, 2)
    assert (grid.at[0, 1].columns, grid.at[2, 0].columns) == (3, 4)
    assert [(each.text, each.level) for each in grid.at[3, 1].paragraphs] == [
        ("Weekly mentor meeting", 0),
        ("Visits to other classes:", 0),
        ("same phase", 1),
        ("next phase", 1),
    ]
    assert grid.at[7, 1].text == "Executive coaching\nPartnership reviews"
    assert [each.heading for each in paragraphs(merged)] == [1, 0]

    stages = word.read((IMPORTS / "02-word-table-per-stage.docx").read_bytes())
    assert [table.title for table in stages.tables] == ["Newly appointed", "Aspiring leader"]
    assert [table.size for table in stages.tables] == [(2, 2), (3, 2)]
