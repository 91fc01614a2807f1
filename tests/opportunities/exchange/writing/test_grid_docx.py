"""A grid as a Word document, read back with other libraries than wrote it."""

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import mammoth  # type: ignore[import-untyped]
import pytest
from docx import Document

from opportunities.comparing.copy_comparison import CopyComparison
from opportunities.comparing.origins import OriginLabels
from opportunities.exchange.reading import grid_yaml
from opportunities.exchange.writing import grid_docx
from opportunities.exchange.writing.document import GridDocument, GridSource
from opportunities.exchange.writing.formats import formats
from opportunities.exchange.yaml_nodes import parse
from opportunities.grid.fields import Field
from opportunities.grid.snapshot import GridSnapshot, Placement, PrintedHeading
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier
from tests.builders import grid, key
from tests.opportunities.exchange.writing.docx_reading import Docx, W, out_of_order

FIXTURES = sorted((Path(__file__).resolve().parents[4] / "fixtures").glob("*.yaml"))

SOURCE = GridSource(
    organisation="Thornshire County Council",
    short_name="Thornshire",
    framework="CPD Framework",
    edition="2026",
    address="https://cpd.example/frameworks/thornshire/",
    slug="thornshire",
    title="Thornshire’s CPD",
    published=date(2026, 1, 2),
    credit="Made up for a test.",
    opportunities="https://cpd.example/opportunities/",
)
SMALL = grid(
    {
        ("NQT", "School"): ["Join in", "Read https://example.org/a.", "Lead"],
        ("NQT", "Outside"): ["Visit"],
        ("RQT", "School"): ["Coach"],
        ("RQT", "Outside"): ["Go on"],
    },
    details={"Join in": ("E.g. a club", "a choir")},
    continues={("RQT", "School"): ContinuationWord.PLUS},
    tiers={"Outside": None},
    sections=[("How to use it", "With **care**.\n\n1. Read\n2. [Do](/do/)\n\n- so\n  - deep")],
)


def read(snapshot: GridSnapshot = SMALL, source: GridSource = SOURCE, **what: Any) -> Docx:
    return Docx(grid_docx.write(GridDocument(snapshot, source, **what)))


def lines(cell) -> list[tuple[int, str]]:
    return [(line.level, line.text) for line in cell if line.level is not None]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_each_printed_word_stands_in_its_place(path):
    snapshot = grid_yaml.read(parse(path.read_text("utf-8")).open_mapping(), name=path.stem)
    file = read(snapshot)

    stages = file.stages()
    assert [name for name, _ in stages] == [stage.name for stage in snapshot.stages]
    for stage, (_, [headings, cells]) in zip(snapshot.stages, stages, strict=True):
        assert [cell[0].text for cell in headings] == [
            snapshot.heading_at(stage, column) for column in snapshot.columns
        ]
        for column, cell in zip(snapshot.columns, cells, strict=True):
            assert lines(cell) == _printed(snapshot, snapshot.cells[stage.key, column.key])
            words = [said.text for said in cell if said.style == "Continues"]
            assert words == [
                word for word in [snapshot.word_at.get((stage.key, column.key))] if word
            ]
    notes = " ".join(file.texts("StageNote"))
    for stage in snapshot.stages:
        for said in (*stage.roles, *stage.standards, stage.summary):
            assert said in notes
    around = " ".join(each.text for each in file.paragraphs)
    for section in snapshot.sections:
        for word in re.findall(r"\w+", f"{section.heading} {section.body}"):
            assert word in around
    assert out_of_order(file) == []


def _printed(snapshot: GridSnapshot, placements: tuple[Placement, ...]) -> list[tuple[int, str]]:
    rows = [snapshot.opportunity_by_key[each.opportunity] for each in placements]
    return [
        piece for row in rows for piece in ((0, row.text), *((1, each) for each in row.details))
    ]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_other_programs_read_lists_links_and_tables(path):
    snapshot = grid_yaml.read(parse(path.read_text("utf-8")).open_mapping(), name=path.stem)
    content = grid_docx.write(GridDocument(snapshot, SOURCE))

    read_by_mammoth = mammoth.convert_to_html(io.BytesIO(content))
    assert [each for each in read_by_mammoth.messages if each.type == "error"] == []
    html = read_by_mammoth.value
    assert html.count("<table>") == html.count("<thead>") == len(snapshot.stages)
    assert html.count("#") >= len(snapshot.placements)
    for placement in snapshot.placements:
        assert f"#{placement.key}" in html
    read_by_docx = Document(io.BytesIO(content))
    assert len(read_by_docx.tables) == len(snapshot.stages)
    assert read_by_docx.core_properties.language == "en-GB"


def test_mammoth_reads_sub_points_as_the_second_level():
    content = grid_docx.write(GridDocument(SMALL, SOURCE))
    html = re.sub(r"<a[^>]*>.*?</a>", "", mammoth.convert_to_html(io.BytesIO(content)).value)

    assert "<li>Join in<ul><li>E.g. a club</li><li>a choir</li></ul></li>" in html


def test_a_table_has_a_heading_row_that_repeats_and_no_fixed_heights():
    file = read()

    for table in file.tables:
        first, *others = table.findall(f"{W}tr")
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr") is None for row in others)
        widths = [int(each.get(f"{W}w")) for each in table.iter(f"{W}gridCol")]
        assert sum(widths) == 16838 - 2 * grid_docx.MARGIN
        assert table.find(f"{W}tblPr/{W}tblLayout").get(f"{W}type") == "fixed"
    assert not any(list(file.body.iter(f"{W}{name}")) for name in ("trHeight", "sdt"))
    pages = list(file.body.iter(f"{W}pgSz"))
    assert {(each.get(f"{W}w"), each.get(f"{W}orient")) for each in pages} == {
        ("16838", "landscape")
    }


def test_each_line_has_a_bookmark_and_a_link_with_its_key():
    snapshot = SMALL
    found = [each for each in read().all_paragraphs if each.style == "ListBullet"]

    assert [each.bookmarks for each in found] == [
        (f"_cpd{row.key.hex}",) for row in snapshot.placements
    ]
    assert [each.links[-1] for each in found] == [
        f"{SOURCE.opportunities}{row.opportunity}/#{row.key}" for row in snapshot.placements
    ]
    names = [name for each in found for name in each.bookmarks]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 40 for name in names)


def test_addresses_in_a_line_and_its_own_are_links():
    line = replace(SMALL.opportunities[0], link="https://example.org/club?a=1&b=2")
    file = read(replace(SMALL, opportunities=(line, *SMALL.opportunities[1:])))
    by_text = {each.text: each for each in file.all_paragraphs}

    assert by_text["Read https://example.org/a."].links[0] == "https://example.org/a"
    own = by_text["https://example.org/club?a=1&b=2"]
    assert (own.style, own.links) == ("LineDetails", ("https://example.org/club?a=1&b=2",))


def test_what_is_no_web_address_is_no_link():
    line = replace(SMALL.opportunities[0], link="javascript:alert(1)")
    file = read(replace(SMALL, opportunities=(line, *SMALL.opportunities[1:])))

    [own] = [each for each in file.all_paragraphs if each.text == "javascript:alert(1)"]
    assert own.links == ()


def test_a_field_that_is_added_is_written_under_its_line(monkeypatch):
    monkeypatch.setattr(grid_docx, "OF_LINE", (Field("details", "remarks"), Field("link", "site")))
    (_, [_, [school, _]]), _ = read().stages()

    assert [each.text for each in school if each.style == "LineDetails"] == [
        "Remarks: E.g. a club; a choir"
    ]


def test_a_withdrawn_edition_says_so():
    assert "withdrawn" in read(source=replace(SOURCE, status="withdrawn")).texts("Edition")[0]


def test_sections_have_headings_lists_links_and_bold():
    file = read()
    said = {each.text: each for each in file.paragraphs}

    assert file.texts("Heading1") == ["How to use it", "Opportunities by stage"]
    assert said["Do"].links == ("https://cpd.example/do/",)
    assert [said[text].level for text in ("Read", "Do", "so", "deep")] == [0, 0, 0, 1]
    [bold] = [run for run in file.body.iter(f"{W}r") if run.find(f"{W}rPr/{W}b") is not None]
    assert "".join(bold.itertext()) == "care"


def test_numbered_lists_count_from_their_own_beginning():
    body = "1. One\n2. Two\n\nThen\n\n3. Three\n4. Four"
    file = read(grid({("NQT", "School"): ["Join in"]}, sections=[("How", body)]))

    numbers = {
        each.get(f"{W}numId"): [
            int(start.get(f"{W}val")) for start in each.iter(f"{W}startOverride")
        ]
        for each in file.trees["word/numbering.xml"].findall(f"{W}num")
    }
    used = [
        each.find(f"{W}pPr/{W}numPr/{W}numId").get(f"{W}val")
        for each in file.body.findall(f"{W}p")
        if each.find(f"{W}pPr/{W}numPr") is not None
    ]
    assert [numbers[number] for number in used] == [[1], [1], [3], [3]]


def test_each_file_says_where_it_comes_from():
    document = GridDocument(SMALL, SOURCE)
    file = read()
    around = "\n".join(each.text for each in file.paragraphs)

    assert file.texts("Organisation") == ["Thornshire County Council"]
    assert file.texts("Title") == ["Thornshire’s CPD"]
    for said in ("2026 edition", "2 January 2026", SOURCE.address, "Source: Made up for a test."):
        assert said in around
    footer = "".join(file.trees["word/footer1.xml"].itertext())
    assert footer == f"{document.cited}Page 1 of 1"
    assert file.properties() == {
        "CPD reference": document.reference,
        "CPD fingerprint": SMALL.fingerprint,
        "CPD address": SOURCE.address,
        "CPD scope": "no fields",
    }
    core = "\n".join(file.trees["docProps/core.xml"].itertext())
    assert "Thornshire’s CPD, Thornshire County Council" in core
    assert document.cited in core


def test_a_draft_says_so_on_each_page():
    file = read(source=replace(SOURCE, published=None, edition="", opportunities=""))

    assert "Draft, not published" in " ".join(file.texts("Edition"))
    assert "Draft. " in "".join(file.trees["word/footer1.xml"].itertext())
    links = [each.links[-1] for each in file.all_paragraphs if each.style == "ListBullet"]
    assert links[0] == f"{SOURCE.address}#{key('NQT/School/0')}"


def test_headings_of_a_stage_stand_over_its_own_table():
    own = PrintedHeading(key("RQT"), key("School"), "In school...")
    (_, [first, _]), (_, [second, _]) = read(replace(SMALL, headings=(own,))).stages()

    assert first[0][0].text == "School"
    assert second[0][0].text == "In school..."


def test_who_provides_it_is_said_in_words():
    (_, [headings, cells]), _ = read().stages()

    assert [cell[1].text for cell in headings] == ["Your school", "Several providers"]
    assert cells[0][0].marks == ("\N{NO-BREAK SPACE}»",)
    assert cells[1][0].marks == (" · National", "\N{NO-BREAK SPACE}»")


def test_written_out_has_the_lines_that_plus_carries_on_without_a_second_bookmark():
    _, (_, [_, cells]) = read(written_out=True).stages()

    school = cells[0]
    assert "PLUS" not in [each.text for each in school]
    assert [
        (each.style, each.text) for each in school if each.style in ("CarriedOn", "ListBullet")
    ] == [
        ("ListBullet", "Coach"),
        ("CarriedOn", "From NQT"),
        ("ListBullet", "Join in"),
        ("ListBullet", "Read https://example.org/a."),
        ("ListBullet", "Lead"),
    ]
    carried = next(each for each in school if each.text == "Join in")
    assert carried.bookmarks == ()
    assert carried.links[-1].endswith(f"#{key('NQT/School/0')}")


def test_what_a_filter_leaves_says_what_is_filtered_by():
    left = frozenset([key("NQT/Outside/0")])
    file = read(lines_left=left, filters=("Teachers", "“visit”"))

    assert [name for name, _ in file.stages()] == ["NQT"]
    assert "Filtered by Teachers; “visit”. The whole has 6 opportunities." in file.texts("Edition")
    assert [each.text for each in file.all_paragraphs if each.style == "ListBullet"] == ["Visit"]


def test_a_grid_without_anything_says_so():
    assert "There is nothing in this grid yet." in read(GridSnapshot()).texts("BodyText")


def test_one_stage_is_an_upright_page_with_boxes_and_room_to_write():
    file = read(stage=SMALL.stages[0])
    [(_, rows)] = file.stages()

    assert [cell[0].text for cell in rows[0]] == ["Who provides it", "What you can do", "Notes"]
    assert [row[0][0].text for row in rows[1:]] == ["School", "Outside"]
    assert lines(rows[1][1])[:2] == [(0, "Join in"), (1, "E.g. a club")]
    assert [cell.text for cell in rows[1][2]] == [""]
    assert file.texts("Title") == ["NQT"]
    assert {each.get(f"{W}w") for each in file.body.iter(f"{W}pgSz")} == {"11906"}
    boxes = file.body.find(f".//{W}tc//{W}numId").get(f"{W}val")
    [number] = [
        each for each in file.trees["word/numbering.xml"] if each.get(f"{W}abstractNumId") == boxes
    ]
    assert number.find(f"{W}lvl/{W}lvlText").get(f"{W}val") == "☐"


def test_a_short_stage_stands_in_larger_letters():
    many = grid({("NQT", "School"): [f"A line of some words, number {each}" for each in range(60)]})

    def letters(file: Docx) -> str:
        return file.trees["word/styles.xml"].find(f"{W}docDefaults//{W}sz").get(f"{W}val")

    assert letters(read()) == letters(read(many, stage=many.stages[0])) == "16"
    assert letters(read(stage=SMALL.stages[0])) == "21"


def test_a_copy_says_what_is_its_own_and_what_it_reworded():
    first, second, *rest = SMALL.placements
    own = replace(SMALL.opportunities[0], key=UUID(int=7), text="Our club", details=())
    reworded = replace(SMALL.opportunities[1], key=UUID(int=8), text="Read more",
                       derived_from=second.opportunity)  # fmt: skip
    ours = replace(
        SMALL,
        opportunities=(*SMALL.opportunities, own, reworded),
        placements=(
            first,
            replace(second, opportunity=reworded.key, note="Ask Jo"),
            Placement(UUID(int=9), first.stage, first.column, own.key, ProviderTier.SCHOOL),
            *rest,
        ),
    )
    marks = OriginLabels(CopyComparison(ours, SMALL), "Our own", "Thornshire")
    said = {each.text: each for each in read(ours, labels=marks).all_paragraphs}

    assert " · Our own" in said["Our club"].marks
    assert said["Ask Jo"].style == "LineNote"
    assert said["Thornshire: Read https://example.org/a."].style == "LineBefore"


def test_a_grid_of_many_columns_goes_on_in_a_further_table():
    columns = [f"Column {number}" for number in range(11)]
    file = read(grid({("NQT", column): [column] for column in columns}))

    assert [len(rows[0]) for _, rows in file.stages()] == [8, 3]
    assert out_of_order(file) == []


def test_right_to_left_words_are_marked_so():
    file = read(grid({("NQT", "School"): ["שלום", "Hello שלום"]}))

    marked = [
        each.find(f"{W}pPr/{W}bidi") is not None
        for each in file.body.iter(f"{W}p")
        if each.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "ListBullet"
    ]
    assert marked == [True, False]


def test_ten_thousand_lines_are_all_there():
    texts = [f"Line {number}" for number in range(1_000)]
    cells = {(f"Stage {stage}", column): texts for stage in range(5) for column in ("A", "B")}
    file = read(grid(cells))

    names = [each.get(f"{W}name") for each in file.body.iter(f"{W}bookmarkStart")]
    assert len(set(names)) == len(names) == 10_000


def test_equal_documents_are_equal_bytes():
    assert grid_docx.write(GridDocument(SMALL, SOURCE)) == grid_docx.write(
        GridDocument(replace(SMALL), SOURCE)
    )


def test_it_is_one_of_the_formats():
    assert formats()["docx"].write is grid_docx.write
