"""HTML: tables as a browser shows them, lists, what is hidden, and what Word and Excel save."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange.reading import files
from opportunities.exchange.reading.formats import web_page
from opportunities.exchange.reading.tables import CannotRead, FileContents, Paragraph, Table
from tests.laws import times

GRID = """
<h2>Staff pathway</h2>
<table>
  <tr><th rowspan=2>Stage</th><th colspan=2>Who provides it</th></tr>
  <tr><th>School</th><th>Council</th></tr>
  <tr><td rowspan="2">ECT</td><td>Mentor<br>Visit</td>
    <td><a href="https://example.org/a">Days</a></td></tr>
  <tr><td colspan=2><ul><li>Coaching<ul><li>weekly</li></ul></li>
    <li><p>Talks</p></li></ul></td></tr>
</table>
<p>See the <a href="/more">notes</a>.</p>
"""


STRUCK = "<style>td.x, .xl5 {color:red; text-decoration: line-through}</style><table><tr><td>B"


def read(text: str) -> FileContents:
    return web_page.read(text.encode())


def only(contents: FileContents) -> Table:
    [table] = contents.tables
    return table


def words(contents: FileContents) -> list[str]:
    return [block.text for block in contents.blocks if isinstance(block, Paragraph)]


def left_out(contents: FileContents) -> list[tuple[str, str, str]]:
    return [(each.what, each.where, each.reason) for each in contents.left_out]


def test_a_grid() -> None:
    contents = read(GRID)
    table = only(contents)

    assert (table.title, table.where, table.size) == ("Staff pathway", "table 1", (4, 3))
    assert table.heading_rows == 2
    assert table.at[0, 1] is table.at[0, 2]
    assert table.at[0, 0] is table.at[1, 0]
    assert [box.text for box in table.row(2)] == ["ECT", "Mentor\nVisit", "Days"]
    assert table.at[2, 2].paragraphs[0].link == "https://example.org/a"
    assert table.at[3, 1] is table.at[3, 2]
    assert [(each.text, each.level) for each in table.at[3, 1].paragraphs] == [
        *[("Coaching", 0), ("weekly", 1), ("Talks", 0)]
    ]
    assert words(contents) == ["Staff pathway", "See the notes."]


def test_the_text_between_with_its_headings_lists_and_bold_words() -> None:
    contents = read(
        "<title>Our\noffer</title><body><h1>Offer</h1><div>One <b>two</b>\nthree"
        "<p><strong>Early career</strong><ol><li>Induction</ol>loose<br><br>looser"
    )

    assert contents.title == "Offer"
    assert contents.blocks == (
        Paragraph("Offer", heading=1),
        Paragraph("One two three"),
        Paragraph("Early career", is_bold=True),
        Paragraph("Induction", level=0),
        Paragraph("loose"),
        Paragraph("looser"),
    )


@pytest.mark.parametrize("headings", ["", "<h1>ECT</h1><h1>Headteachers</h1>", "<h2>ECT</h2>"])
def test_without_one_heading_above_all_others_a_page_is_called_what_its_window_is(headings) -> None:
    assert read(f"<title>Our\noffer</title><body>{headings}<p>Words").title == "Our offer"


def test_scripts_and_styles_are_never_read() -> None:
    contents = read(
        "<style>p {color: red}</style><script>alert(1)</script><!-- no -->"
        "<p>Words <script>more()</script>after<noscript>Switch it on</noscript></p>"
    )

    assert words(contents) == ["Words after"]
    assert contents.left_out == ()


@pytest.mark.parametrize(
    ("html", "where", "reason"),
    [
        ("<p hidden>Gone</p>", "outside tables", "It is hidden."),
        (
            "<p style='DISPLAY : none'>Gone</p>",
            *("outside tables", "It is hidden."),
        ),
        (
            "<p>A <span style='mso-hide:all'>Gone</span></p>",
            *("outside tables", "It is hidden."),
        ),
        (
            "<table><tr><td>A<tr style='display:none'><td>Gone</table>",
            *("table 1, row 2", "It is hidden."),
        ),
        ("<p><s>Gone</s> B</p>", "outside tables", "It is struck through."),
        ("<del>Gone</del> B", "outside tables", "It is struck through."),
        (f"{STRUCK}<td class='xl4 xl5'>Gone</table>", "table 1, row 1", "It is struck through."),
        ("<nav><a href=/>Gone</a></nav>B", "outside tables", "It is the menu of the page."),
    ],
)
def test_what_is_hidden_or_struck_through_is_left_out_and_told(
    html: str, where: str, reason: str
) -> None:
    contents = read(html)

    assert left_out(contents) == [("Gone", where, reason)]
    printed = [*words(contents), *(box.text for table in contents.tables for box in table.boxes)]
    assert "Gone" not in " ".join(printed)


def test_a_span_reaches_no_further_than_the_table() -> None:
    table = only(
        read(
            "<table><tr><td colspan=90000000 rowspan=1>Title"
            "<tr><td rowspan=99999999999999>Stage<td>School<tr><td rowspan=0>Council</table>"
        )
    )

    assert table.size == (3, 2)
    assert table.at[0, 0].columns == 2
    assert table.at[1, 0].rows == 2


def test_too_many_columns_or_rows_are_refused() -> None:
    with pytest.raises(CannotRead, match="columns"):
        read(f"<table><tr>{'<td>a' * 301}</table>")
    with pytest.raises(CannotRead, match="120,001 rows"):
        read(f"<table>{'<tr><td>a' * 120_001}</table>")


def test_tables_that_lay_out_a_page_are_gone_into() -> None:
    contents = read(
        "<table><tr><td>Menu<td><table><tr><td>Stage<td>School<tr><td>ECT<td>Mentor</table></table>"
    )

    assert [box.text for box in only(contents).boxes] == ["Stage", "School", "ECT", "Mentor"]
    assert words(contents) == ["Menu"]


def test_a_table_in_a_box_of_a_grid_is_paragraphs_of_that_box() -> None:
    table = only(
        read(
            "<table><tr><td>Stage<td>School<td>Council<tr><td>ECT"
            "<td><table><tr><td>Mentor<td>Visit</table><td>Days</table>"
        )
    )

    assert table.size == (2, 3)
    assert [each.text for each in table.at[1, 1].paragraphs] == ["Mentor", "Visit"]


WORD_SAVED = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta http-equiv=Content-Type content="text/html; charset=windows-1252">
<!--[if gte mso 9]><xml><o:p>no</o:p></xml><![endif]--></head><body lang=EN-GB>
<table class=MsoTableGrid><tr><td><p class=MsoNormal>Stage<o:p></o:p></p></td>
<td><p class=MsoNormal>School \x96 own</p></td></tr>
<tr><td>ECT</td><td><p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>\xb7<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>Mentor</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span>&nbsp;</span></span><![endif]>weekly</p></td></tr></table>
</body></html>"""


def test_what_word_saves_as_a_web_page() -> None:
    contents = files.read(WORD_SAVED.encode("latin-1"), "Framework.htm")

    table = only(contents)
    assert [box.text for box in table.row(0)] == ["Stage", "School – own"]
    assert [(each.text, each.level) for each in table.at[1, 1].paragraphs] == [
        *[("Mentor", 0), ("weekly", 1)]
    ]
    assert contents.notes == ()


def test_lists_of_google_documents_lie_beside_each_other() -> None:
    contents = read(
        '<ul class="lst-kix_a1-0 start"><li>Mentor</li></ul>'
        '<ul class="lst-kix_a1-1 start"><li>weekly</li></ul><li aria-level="2">monthly</li>'
    )

    assert [block.level for block in contents.blocks if isinstance(block, Paragraph)] == [0, 1, 1]


def test_the_page_of_an_excel_file_that_holds_only_frames_is_told() -> None:
    with pytest.raises(CannotRead, match="folder beside it"):
        read("<html><frameset rows='*,39'><frame src='book_files/sheet001.htm'></frameset></html>")


@pytest.mark.parametrize("text", ["<p></p>", "<html></html>", "<script>a()</script>", "<!-- a -->"])
def test_a_page_without_words_is_told(text: str) -> None:
    with pytest.raises(CannotRead, match="no words"):
        read(text)


def test_a_page_that_ends_in_the_middle_is_read_and_told() -> None:
    assert read("<html><body><p>Coaching</p>").notes == (web_page.CUT,)


def test_pictures_are_counted() -> None:
    assert read("<p>A <img src=a><img src=b></p>").notes == (
        "The page has 2 pictures, which are not read.",
    )


@pytest.mark.parametrize("levels", [251, 5_000, 500_000])
def test_what_lies_too_deep_is_refused_and_never_lost(levels: int) -> None:
    with pytest.raises(CannotRead, match="tangled"):
        read("<div>" * levels + "Words")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("<meta charset=utf-8><p>Café – “£5”".encode(), "Café – “£5”"),
        ("<meta charset='windows-1252'><p>Zoë’s".encode("cp1252"), "Zoë’s"),
        ("<meta charset='windows-1252'><p>Zoë’s".encode(), "Zoë’s"),
        ("<meta charset='iso-8859-1'><p>Zoë’s".encode("cp1252"), "Zoë’s"),
        ("<meta charset='punycode'><p>Zoë’s".encode("cp1252"), "Zoë’s"),
        ("<html><p>Zoë’s</html>".encode("utf-16"), "Zoë’s"),
        ('<?xml version="1.0" encoding="utf-8"?><html><p>Zoë’s</html>'.encode(), "Zoë’s"),
    ],
)
def test_any_usual_encoding(content: bytes, word: str) -> None:
    assert words(files.read(content, "x")) == [word]


@times(1.5)
@given(st.lists(st.sampled_from(
    ["<table>", "</table>", "<tr>", "<td>", "<td rowspan=3>", "<td colspan=5>", "<th rowspan=0>",
     "<ul>", "</ul>", "<li>", "<br>", "<p hidden>", "<pre>", "</pre>", "<b>", "</b>", "<a href=x>",
     "<thead>", "<s>", "</s>", "<h3>", "word ", " \n", "&nbsp;", "<div>", "</div>", "</html>"]
), max_size=40))  # fmt: skip
def test_any_markup_is_read_and_no_word_is_lost(parts: list[str]) -> None:
    with suppress(CannotRead):
        contents = read("<p>" + "".join(parts))
        said = [*words(contents), *(each.what for each in contents.left_out)]
        said += [box.text for table in contents.tables for box in table.boxes]
        assert " ".join(said).count("word") == parts.count("word ")
        for table in contents.tables:
            covered = sum(box.rows * box.columns for box in table.boxes)
            assert covered == len(table.at)
