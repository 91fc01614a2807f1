"""Write a grid as PDF, to print and hand out, and as a list for screen readers."""

from datetime import date

from opportunities.exchange.writing.document import GridDocument
from opportunities.exchange.writing.formats import Format, register
from opportunities.exchange.writing.pdf_content import content
from opportunities.exchange.writing.qr_code import qr_code
from opportunities.exchange.writing.typeset import typeset

MEDIA_TYPE = "application/pdf"
LONG_AGO = date(2000, 1, 1)


def write(document: GridDocument) -> bytes:
    """Return the grid as printed; a single stage is a sheet on its own."""
    return _set(document, "stage.typ" if document.stage else "grid.typ")


def write_list(document: GridDocument) -> bytes:
    """Return the grid as headings and lists, without a table."""
    return _set(document, "list.typ")


def _set(document: GridDocument, template: str) -> bytes:
    data = content(document) | {"qr": qr_code(document.source.address)}
    return typeset(template, data, document.source.published or LONG_AGO)


PDF = register(
    Format(
        "pdf",
        "PDF",
        MEDIA_TYPE,
        "Print it, hand it out",
        write,
        rank=20,
        extension="pdf",
        is_slow=True,
        version=3,
    )
)
LIST = register(
    Format(
        "list.pdf",
        "PDF as a list",
        MEDIA_TYPE,
        "For reading with a screen reader",
        write_list,
        rank=25,
        extension="pdf",
        is_slow=True,
        version=3,
    )
)
