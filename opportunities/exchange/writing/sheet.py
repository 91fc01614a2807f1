"""Rows of text as CSV, safe to open in a spreadsheet. It knows nothing of what they say."""

import csv
import io
from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else
FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r\n")  # the wide ones too: some spreadsheets take them


def write(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """The file, in UTF-8. The headings stand as they are: they are never anybody’s words."""
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    lines = csv.writer(text)
    lines.writerow(headings)
    lines.writerows(map(harmless, row) for row in rows)
    return text.getvalue().encode(errors="replace")


def harmless(value: str) -> str:
    """The value as text: a spreadsheet would run one that begins like a formula."""
    return f"'{value}" if _needs_guard(value) else value


def unguarded(value: str) -> str:
    """The value as it was before `harmless`."""
    return value[1:] if value.startswith("'") and _needs_guard(value[1:]) else value


def _needs_guard(value: str) -> bool:
    """Also a value that looks guarded is: otherwise its own quote would be lost on the way back."""
    return value.lstrip("'").startswith(FORMULA_STARTS)
