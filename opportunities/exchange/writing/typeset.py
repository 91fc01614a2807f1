"""Typeset a PDF with Typst: tagged, conforming to PDF/UA-1.

It takes 59 to 90 MB of memory, so it runs in a child process (`child_process`). Words from people
reach the templates as data, never as markup; templates read no other file.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

from opportunities.exchange.writing.printable import FONTS

TEMPLATES = Path(__file__).with_name("pdf")


def typeset(template: str, content: Mapping[str, object], made_on: date) -> bytes:
    """Return the file. The same content and day make the same bytes."""
    import typst  # heavy, and needed by the child only

    return typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        format="pdf",
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(content)},
        pdf_standards="ua-1",
        timestamp=datetime.combine(made_on, time(), UTC),
    )
