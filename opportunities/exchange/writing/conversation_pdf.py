"""Write the sheet for a conversation as PDF: one side of A4, however much is written on it."""

from opportunities.exchange.writing.conversation import ConversationSheet
from opportunities.exchange.writing.printable import breakable, lacking, printable
from opportunities.exchange.writing.typeset import typeset


def write(sheet: ConversationSheet) -> bytes:
    content = _content(sheet)
    return typeset("conversation.typ", content | {"lacking": lacking(content)}, sheet.made_on)


def _content(sheet: ConversationSheet) -> dict[str, object]:
    return {
        "title": sheet.use.title,
        "who": [[label, _words(text)] for label, text in sheet.above],
        "headings": ["What", *sheet.use.headings],
        "rows": [
            {
                "words": _words(line.shortened),
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
