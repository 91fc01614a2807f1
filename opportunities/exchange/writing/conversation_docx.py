"""Write the sheet for a conversation as a Word document: one side of A4, to be filled in."""

from collections.abc import Iterator

from opportunities.exchange.writing.conversation import ConversationSheet, SheetLine
from opportunities.exchange.writing.docx_parts import Properties, package
from opportunities.exchange.writing.docx_styles import INK
from opportunities.exchange.writing.docx_xml import (
    References,
    cell,
    paragraph,
    row,
    run,
    table,
    tag,
)
from opportunities.exchange.writing.grid_docx import A4, MARGIN, MARGIN_ABOVE

WIDTH = A4[1] - 2 * MARGIN
"""Twentieths of a point, like all lengths here."""

SHARES = (25, 19, 10, 12, 17, 17)
HIGHEST_ROW, ROOM_FOR_ROWS = 1700, 6400
LETTERS, SMALL_LETTERS = 18, 15
"""Half points."""


def write(sheet: ConversationSheet) -> bytes:
    references = References()
    letters = SMALL_LETTERS if sheet.is_dense else LETTERS
    body = "".join((*_above(sheet), _lines(sheet), *_beneath(sheet), _page()))
    about = Properties(
        title=sheet.use.title,
        subject="",
        author="CPD Frameworks",
        keywords="continuing professional development",
        created=sheet.made_on,
        custom={},
    )
    return package(body, paragraph("Footer", run(sheet.foot)), about, references, letters)


def _text(style: str, text: str, *, bold: bool = False) -> str:
    return paragraph(style, run(text, bold=bold) if text else "", text=text)


def _above(sheet: ConversationSheet) -> Iterator[str]:
    yield _text("Title", sheet.use.title)
    width = WIDTH // len(sheet.above)
    cells = (
        cell(width, paragraph("Normal", run(f"{label}: ", bold=True), run(text), text=text))
        for label, text in sheet.above
    )
    yield table([width] * len(sheet.above), [row(*cells)], caption="Who talks")
    yield paragraph("SourceNote")


def _lines(sheet: ConversationSheet) -> str:
    widths = [WIDTH * share // 100 for share in SHARES]
    headings = ("What", *sheet.use.headings)
    first = row(
        *(
            cell(width, _text("ColumnHeading", heading), rule=INK)
            for width, heading in zip(widths, headings, strict=True)
        ),
        is_heading=True,
    )
    high = min(HIGHEST_ROW, ROOM_FOR_ROWS // len(sheet.rows))
    rows = [_row(line, widths, high) for line in sheet.rows]
    return table(widths, [first, *rows], caption=sheet.use.title)


def _row(line: SheetLine, widths: list[int], high: int) -> str:
    first, *others = widths
    properties = tag("trPr", tag("cantSplit"), tag("trHeight", val=high, hRule="atLeast"))
    what = (_text("Normal", line.shortened, bold=True), _text("StageNote", line.where))
    cells = (
        cell(first, *what[: 2 if line.where else 1]),
        *(
            cell(width, _text("Normal", text))
            for width, text in zip(others, line.written, strict=True)
        ),
    )
    return tag("tr", properties, *cells)


def _beneath(sheet: ConversationSheet) -> Iterator[str]:
    signed = sheet.use.signed
    width = WIDTH // len(signed)
    high = tag("trPr", tag("trHeight", val=700, hRule="atLeast"))
    cells = (cell(width, paragraph("SourceNote"), _text("StageNote", label)) for label in signed)
    yield paragraph("Normal")
    yield table([width] * len(signed), [tag("tr", high, *cells)], caption="Signed")
    yield paragraph("Footer")


def _page() -> str:
    wide, high = A4[::-1]
    margins = {"top": MARGIN_ABOVE, "right": MARGIN, "bottom": MARGIN_ABOVE, "left": MARGIN}
    return tag(
        "sectPr",
        '<w:footerReference w:type="default" r:id="footer"/>',
        tag("pgSz", w=wide, h=high, orient="landscape"),
        tag("pgMar", **margins, header=400, footer=300, gutter=0),
    )
