"""Word files: tracked changes, hidden words, what stands around the text, and what is refused."""

import io
import zipfile

import pytest

from opportunities.exchange.reading.formats.word import reader as word
from opportunities.exchange.reading.tables import CannotRead, FileContents, LeftOut, Paragraph
from tests.opportunities.exchange.reading.formats.test_word import box, left_out, only, paragraphs
from tests.opportunities.exchange.reading.word_files import (
    HEAD,
    docx,
    p,
    r,
    span,
    tbl,
    tc,
    tr,
    zipped,
)

TRACKED = "The file has tracked changes. It is read as if all of them were accepted."


def deleted(text: str) -> str:
    return f'<w:del w:id="1"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def inserted(text: str) -> str:
    return f'<w:ins w:id="2">{r(text)}</w:ins>'


def texts(contents: FileContents) -> list[str]:
    return [each.text for each in paragraphs(contents)]


# Tracked changes.


def test_insertions_are_read_and_deletions_are_told() -> None:
    contents = word.read(docx(p("Coach ", inserted("and lead"), deleted(" often"))))

    assert texts(contents) == ["Coach and lead"]
    assert left_out(contents) == {"often": "It is deleted in the tracked changes."}
    assert contents.notes == (TRACKED,)


def test_what_was_moved_is_read_where_it_went() -> None:
    from_here = f'<w:moveFrom w:id="3">{r("Coach")}</w:moveFrom>'
    to_here = f'<w:moveTo w:id="4">{r("Coach")}</w:moveTo>'
    contents = word.read(docx(p("First"), p(from_here), p("Then"), p(to_here)))

    assert texts(contents) == ["First", "Then", "Coach"]
    assert (contents.left_out, contents.notes) == ((), (TRACKED,))


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next() -> None:
    end = '<w:rPr><w:del w:id="1"/></w:rPr>'

    assert only(p("Lead ", properties=end), p("a team")).text == "Lead a team"


def test_a_deleted_row_and_an_old_style_are_not_read() -> None:
    before = '<w:pPrChange w:id="1"><w:pPr><w:pStyle w:val="Berschrift1"/></w:pPr></w:pPrChange>'
    contents = word.read(
        docx(
            tbl(
                tr("Stage", "School"),
                tr("Old", "Gone", properties='<w:del w:id="1"/>'),
                tr("ECT", tc(p("Coach", properties=before))),
            )
        )
    )

    [table] = contents.tables
    assert [each.text for each in table.boxes] == ["Stage", "School", "ECT", "Coach"]
    assert table.at[1, 1].paragraphs[0].heading == 0
    assert left_out(contents) == {"Old Gone": "It is deleted in the tracked changes."}


# What people do not see, and what is no text.


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("<w:vanish/>", "It is hidden text."),
        ("<w:strike/>", "It is struck through."),
        ('<w:dstrike w:val="true"/>', "It is struck through."),
        ('<w:rStyle w:val="Gone"/>', "It is struck through."),
    ],
)
def test_words_that_are_hidden_or_struck_are_told(properties: str, reason: str) -> None:
    contents = word.read(docx(tbl(tr("a", "b"), tr("c", tc(p("Lead ", r("not", properties)))))))

    assert contents.tables[0].at[1, 1].text == "Lead"
    assert contents.left_out == (LeftOut("not", "table 1, row 2", reason),)


def test_what_turns_hiding_off_is_read() -> None:
    struck = '<w:rStyle w:val="Gone"/><w:strike w:val="0"/>'

    assert only(p(r("Lead", struck), r(" on", '<w:vanish w:val="false"/>'))).text == "Lead on"


def text_box(*content: str) -> str:
    """A text box as Word writes it: for itself, and again for older programs."""
    inside = f"<w:txbxContent>{''.join(content)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><a:graphic><wps:wsp>'
        f"<wps:txbx>{inside}</wps:txbx></wps:wsp></a:graphic></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    contents = word.read(docx(p("Before", text_box(p("In it"), p("More"))), p("After")))
    assert texts(contents) == ["Before", "In it", "More", "After"]
    inside = f"<w:txbxContent>{p('Old')}</w:txbxContent>"
    old = f"<w:r><w:pict><v:textbox>{inside}</v:textbox></w:pict></w:r>"
    assert box(p("Lead", old)) == [("Lead", None), ("Old", None)]


def test_a_table_in_a_text_box_is_a_table() -> None:
    contents = word.read(docx(p(text_box(tbl(tr("Stage", "School"), tr("ECT", "Coach"))))))

    assert contents.tables[0].at[1, 1].text == "Coach"


def test_pictures_are_told_with_what_they_show() -> None:
    picture = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="Our logo"/><a:graphic>'
        '<pic:pic><a:blip r:embed="p1"/></pic:pic></a:graphic></wp:inline></w:drawing></w:r>'
    )
    contents = word.read(docx(p("Text", picture)))

    assert texts(contents) == ["Text"]
    assert [each.what for each in contents.left_out] == ["A picture: Our logo"]
    with pytest.raises(CannotRead, match="only pictures"):
        word.read(docx(p(picture)))


def note(id: str, text: str, kind: str = "footnote") -> str:
    return f'<w:{kind} w:id="{id}">{p(text)}</w:{kind}>'


REFERENCE = '<w:r><w:footnoteReference w:id="{}"/></w:r>'.format
LINES = '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'


def test_a_footnote_stands_beneath_its_line() -> None:
    contents = word.read(
        docx(
            tbl(
                tr("Stage", tc(p("School", REFERENCE("2")))),
                tr("ECT", tc(p("Coach", REFERENCE("1"), listed="1.0"), p("Lead", listed="1.0"))),
            ),
            parts={"footnotes": LINES + note("1", "Funded only") + note("2", "Ours")},
        )
    )

    assert [(each.text, each.level) for each in contents.tables[0].at[1, 1].paragraphs] == [
        ("Coach", 0),
        ("Funded only", 1),
        ("Lead", 0),
    ]
    assert left_out(contents) == {"Ours": "It is a footnote to a heading."}
    assert contents.notes == (
        "The file has footnotes. Each is read beneath the line that it belongs to.",
    )


def test_an_endnote_of_a_line_without_a_bullet_is_its_sub_point() -> None:
    reference = '<w:r><w:endnoteReference w:id="1"/></w:r>'
    contents = word.read(
        docx(
            tbl(tr("Stage", "School"), tr("ECT", tc(p("Coach", reference)))),
            parts={"endnotes": note("1", "Funded only", "endnote")},
        )
    )

    assert contents.tables[0].at[1, 1].text == "Coach\n    Funded only"


def test_comments_and_what_stands_on_every_page_are_told() -> None:
    reference = '<w:r><w:commentReference w:id="1"/></w:r>'
    contents = word.read(
        docx(
            tbl(tr("Stage", "School"), tr("ECT", tc(p("Coach", reference)))),
            parts={
                "comments": f'<w:comment w:id="1" w:author="Ann">{p("Still true?")}</w:comment>',
                "footer": p("Draft 3 – page 1"),
            },
        )
    )

    assert contents.left_out == (
        LeftOut("Draft 3 – page 1", "top or bottom of the pages", "It is printed on every page."),
        LeftOut("Still true?", "table 1, row 2", "It is a comment in the margin."),
    )


# Content controls, and other ways to write the same.


def control(inside: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def test_content_controls_around_rows_boxes_paragraphs_and_runs() -> None:
    contents = word.read(
        docx(
            control(p("Title", style="Berschrift1")),
            control(
                tbl(
                    tr("Stage", "School"),
                    control(control(tr("ECT", control(tc("Coach"))))),
                    tr("RQT", tc(control(p("Lead ", control(r("a team")))))),
                )
            ),
        )
    )

    assert texts(contents) == ["Title"]
    assert [each.text for each in contents.tables[0].boxes] == [
        *("Stage", "School", "ECT", "Coach", "RQT", "Lead a team"),
    ]


def test_the_prompt_of_an_empty_control_is_told() -> None:
    prompt = control(r("Click here to enter text."), "<w:showingPlcHdr/>")
    contents = word.read(docx(p("Text"), p(prompt)))

    assert texts(contents) == ["Text"]
    assert left_out(contents) == {"Click here to enter text.": "It only says what to fill in here."}


def test_a_table_of_contents_is_told_once() -> None:
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    contents = word.read(
        docx(control(p("Contents"), gallery), p("ECT	4", style="TOC1"), p("ECT"))
    )

    assert texts(contents) == ["ECT"]
    assert [each.what for each in contents.left_out] == ["The table of contents"]


def test_a_strict_file_and_a_main_part_of_another_name() -> None:
    content = p("Visits", listed="1.0"), p("near", listed="1.1")
    usual = word.read(docx(*content))

    assert word.read(docx(*content, is_strict=True)) == usual
    assert word.read(docx(*content, main="word/document2.xml")) == usual
    kinds = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
        'PartName="/x/Main.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    with zipfile.ZipFile(io.BytesIO(docx(p("Text")))) as archive:
        main = archive.read("word/document.xml").decode().removeprefix(HEAD)
    alone = zipped({"[Content_Types].xml": kinds, "x/main.xml": main})
    assert texts(word.read(alone)) == ["Text"]


def test_lengths_of_strict_files_have_units() -> None:
    further = '<w:ind w:start="72pt" w:hanging="18pt"/>'
    deep = p("b", listed="2.0", properties=further)
    assert [level for _, level in box(p("a", listed="1.0"), deep)] == [0, 1]


def test_pages_are_told_where_word_noted_them() -> None:
    new_page = "<w:r><w:lastRenderedPageBreak/></w:r>"
    contents = word.read(docx(p("One"), p(new_page, "Two"), tbl(tr("Stage", "School"))))

    assert [each.where for each in paragraphs(contents)] == ["page 1", "page 2"]
    assert contents.tables[0].where == "table 1 (page 2)"
    assert contents.tables[0].boxes[0].paragraphs == (
        Paragraph("Stage", where="table 1 (page 2), row 1"),
    )


# What is refused.


@pytest.mark.parametrize("columns", ["301", "90000000", "9" * 5000])
def test_a_span_that_no_table_has_is_refused(columns: str) -> None:
    with pytest.raises(CannotRead, match="covers more than 300 columns"):
        word.read(docx(tbl(tr("Stage", tc("School", properties=span(0).replace("0", columns))))))


def test_boxes_within_boxes_without_end_are_refused() -> None:
    table = tbl(tr("a", "b"))
    for _ in range(30):
        table = tbl(tr("a", tc(table, p(""))), tr("b", "c"))
    with pytest.raises(CannotRead, match="inside one another"):
        word.read(docx(table))


def test_links_within_links_are_refused_where_they_are_too_many() -> None:
    with pytest.raises(CannotRead):
        word.read(docx(p("<w:ins>" * 400 + r("x") + "</w:ins>" * 400)))
    assert only(p("<w:ins>" * 200 + r("x") + "</w:ins>" * 200)).text == "x"


def test_a_broken_file_is_told() -> None:
    whole = docx(tbl(tr("Stage", "School"), tr("ECT", "Coach")))
    with pytest.raises(CannotRead, match="damaged"):
        word.read(b"no zip")
    with pytest.raises(CannotRead, match="damaged"):
        word.read(whole[: len(whole) // 2])
    with pytest.raises(CannotRead, match="damaged"):
        word.read(docx("<w:p>", p("x")))
    with pytest.raises(CannotRead, match="no Word document"):
        word.read(zipped({"a.xml": "<a/>"}))
    with pytest.raises(CannotRead, match="nothing in this Word file"):
        word.read(docx(p("")))


def test_a_file_without_styles_and_lists_is_read() -> None:
    with zipfile.ZipFile(io.BytesIO(docx(p("Text", style="No", listed="7.1")))) as archive:
        main = archive.read("word/document.xml").decode().removeprefix(HEAD)
        rels = archive.read("_rels/.rels").decode().removeprefix(HEAD)
    contents = word.read(zipped({"_rels/.rels": rels, "word/document.xml": main}))

    assert texts(contents) == ["Text"]
