"""Writes a grid as PDF to print and hand out, and as a list for screen readers.

Tagged, after PDF/UA-1. Typst sets it (59 to 90 MB of memory, so that this runs in a process of its
own). What people wrote goes to the templates as data, never as markup; they read no other file.
"""

import io
import json
from datetime import UTC, datetime, time
from pathlib import Path

import segno

from opportunities.exchange.writing.document import GridDocument
from opportunities.exchange.writing.formats import Format, register
from opportunities.exchange.writing.pdf_content import content
from opportunities.exchange.writing.printable import FONTS

MEDIA_TYPE = "application/pdf"
TEMPLATES = Path(__file__).with_name("pdf")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def write(document: GridDocument) -> bytes:
    """The grid as printed; one stage stands on a sheet of its own."""
    return _set(document, "stage.typ" if document.stage else "grid.typ")


def write_list(document: GridDocument) -> bytes:
    """The same as headings and lists, without a table."""
    return _set(document, "list.typ")


def _set(document: GridDocument, template: str) -> bytes:
    import typst  # heavy, and only the process that sets needs it

    said = content(document) | {"qr": _qr_code(document.source.address)}
    published = document.source.published
    stamp = datetime.combine(published, time(), UTC) if published else LONG_AGO
    return typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        format="pdf",
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(said)},
        pdf_standards="ua-1",
        timestamp=stamp,
    )


def _qr_code(address: str) -> str:
    """As SVG; empty where the address is too long for one."""
    svg = io.BytesIO()
    try:
        segno.make(address, error="m", micro=False).save(
            svg, kind="svg", border=0, dark="#14242b", xmldecl=False
        )
    except segno.DataOverflowError:
        return ""
    return svg.getvalue().decode()


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
