from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pikepdf
import pytest
import typst
from hypothesis import HealthCheck, given, settings

from opportunities.comparing.copy_comparison import CopyComparison
from opportunities.comparing.origins import OriginLabels
from opportunities.exchange.writing import grid_pdf, pdf_content
from opportunities.exchange.writing.document import GridDocument
from opportunities.exchange.writing.formats import formats
from opportunities.exchange.writing.printable import FONTS, letters, printable
from opportunities.grid.snapshot import PrintedHeading
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier
from tests.builders import grid, key
from tests.laws import times
from tests.opportunities.exchange.writing.test_document import SOURCE
from tests.pdf_tags import TaggedPDF, squeezed
from tests.strategies import any_grid, dices
from tests.test_any_text import TEN, a_grid

SMALL = grid(
    {
        ("NQT", "School"): ["Join in", "See https://example.org/a."],
        ("NQT", "Outside"): ["Read, “widely”"],
        ("RQT", "School"): ["Lead"],
    },
    details={"Join in": ("E.g. a club", "a choir")},
    continues={("RQT", "School"): ContinuationWord.PLUS},
    tiers={"Outside": None},
    sections=[("How to use it", "# Why\n\nWith *care*, **often**.\n\n1. one\n2. two")],
)
STAGE = replace(SMALL.stages[0], roles=("Mentor",), standards=("Core",), summary="A beginning.")
LINE = replace(SMALL.opportunities[0], link="https://example.org/club")
SMALL = replace(
    SMALL,
    stages=(STAGE, *SMALL.stages[1:]),
    opportunities=(LINE, *SMALL.opportunities[1:]),
    headings=(PrintedHeading(key("NQT"), key("School"), "In school..."),),
)
ISSUED = replace(SOURCE, title="Framework 2026", published=date(2026, 9, 1), credit="Their PDF")
DOCUMENT = GridDocument(SMALL, ISSUED)
FEW = settings(times(0.15), suppress_health_check=[HealthCheck.too_slow])


@cache
def read(document=DOCUMENT, write=grid_pdf.write):
    return TaggedPDF(write(document))


def test_each_cell_stands_under_its_heading_and_its_stage():
    [table] = read().root.all("Table")
    headers = {cell.name: cell for cell in table.all("TH")}

    def over(cell):
        return [headers[str(name)] for name in cell.attributes["/Headers"]]

    found = []
    for cell in table.all("TD"):
        [heading] = over(cell)
        [band] = over(heading)
        found.append((next(band.all("H2")).text(), next(heading.all("Strong")).text()))

    assert found == [
        ("NQT", "Inschool..."),
        ("NQT", "Outside"),
        ("RQT", "School"),
        ("RQT", "Outside"),
    ]
    assert {str(header.attributes["/Scope"]) for header in headers.values()} == {"/Column"}


def test_lines_are_lists_and_sub_points_lists_within():
    cell = next(read().root.all("TD"))
    [lines] = cell.of("L")
    first, inner, second = lines.tags

    assert [part.kind for part in lines.tags] == ["LI", "L", "LI"]  # as PDF/UA nests them
    assert [body.text() for body in first.of("LBody")] == ["Joinin"]
    assert [body.text() for body in inner.of("LBody")] == [
        *("E.g.aclub", "achoir", "https://example.org/club"),
    ]
    assert [body.text() for body in second.of("LBody")] == ["Seehttps://example.org/a."]
    assert read().links >= {"https://example.org/club", "https://example.org/a"}


def test_the_file_says_what_it_is():
    file = read().file
    with file.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Framework 2026"
    assert str(file.Root.Lang) == "en-GB"
    assert file.Root.MarkInfo.Marked
    assert file.Root.ViewerPreferences.DisplayDocTitle
    assert read().bookmarks == [
        (1, "Framework 2026"),
        (2, "How to use it"),
        (2, "NQT"),
        (2, "RQT"),
    ]


def test_its_letters_are_ours_and_in_the_file():
    assert read().fonts == {"CPDSans-Regular", "CPDSans-Bold", "CPDSans-Italic"}
    described = [
        entry
        for entry in read().file.objects
        if isinstance(entry, pikepdf.Dictionary) and entry.get("/Type") == "/FontDescriptor"
    ]
    assert described
    assert all("/FontFile2" in entry or "/FontFile3" in entry for entry in described)


def test_the_code_says_where_it_leads():
    [code] = read().root.all("Figure")
    assert code.alternative == f"QR code: {SOURCE.address}"


def test_each_page_says_where_it_comes_from():
    pages = read(GridDocument(many_lines(300), ISSUED)).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert DOCUMENT.cited.split(" · ")[0] in page
        assert "published on 1 September 2026" in page
        assert f"Page {number} of {len(pages)}" in page
    assert "Their PDF" in pages[-1]


def test_a_stage_that_goes_on_has_its_band_and_headings_again_but_one_bookmark():
    file = read(GridDocument(many_lines(300), ISSUED))
    assert [(level, name) for level, name in file.bookmarks if level == 2] == [(2, "NQT")]
    assert len(list(file.root.all("H2"))) == 1
    for page in file.pages[1:-1]:
        assert page.startswith("NQT continued\nSchool\nYour school – Take part in number ")


@pytest.mark.parametrize("write", [grid_pdf.write, grid_pdf.write_list])
def test_all_of_a_line_and_a_stage_is_said(write):
    placement = replace(SMALL.placements[0], note="Ask Jo\nor Sam")
    made = replace(SMALL, placements=(placement, *SMALL.placements[1:]))
    document = GridDocument(made, ISSUED)
    text = read(document, write).root.text()
    for said in (
        *("PLUS", "Read, “widely” (National)", "Note: Ask Jo", "Note: or Sam", "In school..."),
        *("Roles: Mentor", "Standards: Core", "A beginning.", "With care, often.", "Your school"),
        *(
            "Framework 2026",
            "2026 edition, 4 opportunities in 4 places, at 2 stages",
            document.cited,
        ),
    ):
        assert squeezed(said) in text


def test_written_out_the_lines_above_stand_with_where_they_come_from():
    text = read(replace(DOCUMENT, written_out=True)).root.text()
    assert "Lead–FromNQT:" not in text
    assert squeezed("Lead From NQT: – Join in") in text
    assert "PLUS" not in text


@pytest.mark.parametrize("field", ["roles", "summary"])
def test_a_stage_of_which_much_is_said_loses_none_of_it(field):
    said = " ".join(f"word{number}" for number in range(3000))
    more: dict[str, Any] = {field: (said,) if field == "roles" else said}
    stage = replace(STAGE, **more)
    made = replace(SMALL, stages=(stage, *SMALL.stages[1:]))
    text = read(GridDocument(made, ISSUED)).root.text()
    shown = " ".join(read(GridDocument(made, ISSUED)).pages)
    assert squeezed(said) in text
    assert all(f"word{number}" in shown for number in range(3000))


def test_a_draft_says_so_on_each_page():
    draft = GridDocument(many_lines(150), replace(ISSUED, published=None, edition=""))
    assert all(page.startswith("Draft\n") for page in read(draft).pages)
    assert str(read(draft).file.docinfo["/Title"]) == "Framework 2026 (draft)"


def test_a_filter_is_said():
    left = replace(DOCUMENT, lines_left=frozenset([key("NQT/School/0")]), filters=("School",))
    [page] = read(left).pages
    assert "Only what is chosen: School" in page
    assert "Join in" in page
    assert "Read, “widely”" not in page
    assert "How to use it" not in page


def test_nothing_is_cut_at_the_top_and_foot_of_a_page():
    many = tuple(f"Filter number {number}" for number in range(100))
    wordy = replace(ISSUED, organisation="A long name " * 40)
    [page] = read(
        GridDocument(SMALL, wordy, lines_left=frozenset([key("NQT/School/0")]), filters=many)
    ).pages
    assert "Only what is chosen: Filter number 0; Filter" in page
    assert "Filter number 99" in page
    assert "Thornshire 2026 · ref" in page.splitlines()[-1]


@pytest.mark.parametrize("write", [grid_pdf.write, grid_pdf.write_list])
def test_a_grid_without_anything_says_so(write):
    bare = GridDocument(grid({}), ISSUED)
    assert "No opportunities yet." in read(bare, write).pages[0]


def test_the_marks_of_a_copy():
    ours = replace(
        SMALL,
        opportunities=(replace(LINE, text="Join our choir"), *SMALL.opportunities[1:]),
        placements=(replace(SMALL.placements[0], note="On Mondays"), *SMALL.placements[1:]),
        stages=(STAGE, replace(SMALL.stages[1], name="Second years")),
    )
    labels = OriginLabels(CopyComparison(ours, SMALL), "Elm’s own", "Thornshire")
    text = read(GridDocument(ours, ISSUED, labels=labels)).root.text()
    assert squeezed("In Thornshire: “Join in E.g. a club a choir”") in text
    assert squeezed("Note: On Mondays") in text
    assert squeezed("In Thornshire: “RQT”") in text


def test_a_line_of_a_copy_whose_details_alone_changed_does_not_repeat_its_words():
    ours = replace(
        SMALL, opportunities=(replace(LINE, contact="Ms Hill"), *SMALL.opportunities[1:])
    )
    labels = OriginLabels(CopyComparison(ours, SMALL), "Elm’s own", "Thornshire")

    text = read(GridDocument(ours, ISSUED, labels=labels)).root.text()

    assert squeezed("Join in (Details changed)") in text
    assert "Thornshire:" not in text


def test_one_stage_is_one_sheet_with_boxes_and_room_for_notes():
    sheet = read(replace(DOCUMENT, stage=STAGE))
    [page] = sheet.pages
    [size] = {tuple(map(round, map(float, page.MediaBox[2:]))) for page in sheet.file.pages}

    assert size == (595, 842)  # A4, upright
    assert sheet.bookmarks == [(1, "NQT"), (2, "Your school"), (2, "Outside"), (2, "Notes")]
    assert "“In school...”" in page
    assert "Lead" not in page.split()
    boxes = [label.text() for label in sheet.root.all("Lbl")]
    assert set(boxes) == {""}


def test_a_stage_of_more_than_a_page_has_no_notes():
    document = GridDocument(many_lines(300), ISSUED)
    sheet = read(replace(document, stage=document.grid.stages[0]))
    assert len(sheet.pages) > 1
    assert (2, "Notes") not in sheet.bookmarks
    text = sheet.root.text()
    assert all(squeezed(line.text) in text for line in document.grid.opportunities)


def test_what_the_font_lacks_is_said():
    made = grid({("NQT", "School"): ["Party 🎉🎉 now", "שלום → “x”\u202e\u0007", "Żółw Ωμέγα Ёж"]})
    text = read(GridDocument(made, ISSUED)).root.text()
    for said in ("Party [?] now", "[?] -> “x”", "Żółw Ωμέγα Ёж", "[?] stands for letters"):
        assert squeezed(said) in text
    assert "standsforletters" not in read().root.text()


def test_each_letter_of_the_font_can_be_set():
    every = "".join(sorted(letters()))
    made = grid({("NQT", "School"): [every[at : at + 50] for at in range(0, len(every), 50)]})
    assert read(GridDocument(made, ISSUED)).fonts == {"CPDSans-Regular", "CPDSans-Bold"}
    assert {(font.family, font.style, font.weight) for font in _fonts()} == {
        ("CPD Sans", "normal", 400),
        ("CPD Sans", "normal", 700),
        ("CPD Sans", "italic", 400),
    }


def _fonts():
    return typst.Fonts(False, False, [str(FONTS)]).fonts()


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("plain", "plain"),
        ("e\u0301", "é"),
        ("ﬁ ① Ｘ", "fi 1 X"),
        ("a\u2011b\u2192", "a-b->"),
        ("👩\u200d🏫👍🏽!", "[?]!"),
        ("a\x00\u200b\ufeff\u202eb", "ab"),
        ("\ud800\ue000", "[?]"),
        ("a\u2028b\tc", "a b c"),
    ],
)
def test_text_in_letters_of_the_font(text, printed):
    assert printable(text) == printed


def test_a_long_word_stays_in_its_column():
    made = grid({("NQT", f"Column {n}"): ["x" * 400] for n in range(5)})
    [page] = read(GridDocument(made, ISSUED)).file.pages
    assert page  # one page: no word was pushed anywhere
    with_text = pdf_content.words("x" * 400)
    assert max(map(len, with_text.split("\u200b"))) <= 30
    runs = pdf_content.words(f"https://docs.example/{'x' * 60}")
    assert isinstance(runs, list)
    assert max(map(len, runs[1]["text"].split("\u200b"))) <= 50


@pytest.mark.parametrize("write", [grid_pdf.write, grid_pdf.write_list])
def test_the_last_day_of_a_line_is_written_as_people_do(write):
    dated = replace(LINE, ends_on=date(2027, 3, 3))
    made = replace(SMALL, opportunities=(dated, *SMALL.opportunities[1:]))
    assert squeezed("End date: 3 March 2027") in read(GridDocument(made, ISSUED), write).root.text()


def test_the_same_document_gives_the_same_bytes():
    assert grid_pdf.write(DOCUMENT) == grid_pdf.write(DOCUMENT)


def test_an_address_too_long_for_a_code_goes_without():
    long = replace(ISSUED, address=f"https://example.org/{'a' * 5000}")
    assert not list(read(GridDocument(SMALL, long)).root.all("Figure"))


def test_both_are_formats():
    assert formats()["pdf"] is grid_pdf.PDF
    assert formats()["list.pdf"] is grid_pdf.LIST


@FEW
@given(TEN, dices())
def test_any_text_can_be_set(texts, dice):
    document = GridDocument(a_grid(texts), replace(ISSUED, credit=texts[0], title=texts[1]))
    grid_pdf.write(document)
    grid_pdf.write_list(document)
    grid_pdf.write(replace(document, stage=dice.pick(document.grid.stages)))


@FEW
@given(dices())
def test_any_grid_can_be_set(dice):
    made = any_grid(dice)
    document = GridDocument(made, ISSUED, written_out=dice.seldom())
    text = TaggedPDF(grid_pdf.write(document)).root.text()
    for _, line in document.lines():
        assert squeezed(line.opportunity.text) in text
    if made.stages:
        grid_pdf.write(replace(document, stage=dice.pick(made.stages)))


def many_lines(number):
    made = grid({("NQT", "School"): [f"Take part in number {n}" for n in range(number)]})
    return replace(
        made, columns=tuple(replace(row, tier=ProviderTier.SCHOOL) for row in made.columns)
    )
