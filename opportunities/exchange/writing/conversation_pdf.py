"""Writes the sheet for a conversation as PDF: one side of A4, whatever is written on it.

Tagged, after PDF/UA-1. In a process of its own: see `grid_pdf`.
"""

import json
from datetime import UTC, datetime, time

from opportunities.exchange.writing.conversation import ConversationSheet
from opportunities.exchange.writing.grid_pdf import TEMPLATES
from opportunities.exchange.writing.printable import FONTS, breakable, printable


def write(sheet: ConversationSheet) -> bytes:
    import typst  # heavy, and only the process that sets needs it

    return typst.compile(
        TEMPLATES / "conversation.typ",
        root=TEMPLATES,
        format="pdf",
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(_content(sheet))},
        pdf_standards="ua-1",
        timestamp=datetime.combine(sheet.made_on, time(), UTC),
    )


def _content(sheet: ConversationSheet) -> dict[str, object]:
    return {
        "title": sheet.use.title,
        "who": [[label, _words(text)] for label, text in sheet.above],
        "headings": ["What", *sheet.use.headings],
        "rows": [
            {
                "words": _words(line.shown),
                "where": _words(line.where),
                "written": [_words(text) for text in line.written],
            }
            for line in sheet.rows
        ],
        "signed": sheet.use.signed,
        "foot": breakable(printable(sheet.foot)),
    }


def _words(text: str) -> str:
    return breakable(printable(text))
