"""Rows of text as CSV, safe to open in a spreadsheet, whatever they contain."""

import csv
import io
from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"  # without it Excel mistakes UTF-8 for another encoding
FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r\n")  # full-width ones too: some spreadsheets accept them


def write(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """Return the file in UTF-8. Headings are written unguarded: they are never people's words."""
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    lines = csv.writer(text)
    lines.writerow(headings)
    lines.writerows(map(guard_formula, row) for row in rows)
    return text.getvalue().encode(errors="replace")


def guard_formula(value: str) -> str:
    """Guard a value that a spreadsheet would run as a formula."""
    return f"'{value}" if _needs_guard(value) else value


def unguard_formula(value: str) -> str:
    """Return the value as it was before `guard_formula`."""
    return value[1:] if value.startswith("'") and _needs_guard(value[1:]) else value


def _needs_guard(value: str) -> bool:
    """Return whether to guard the value; guard values that look guarded, to keep their quote."""
    return value.lstrip("'").startswith(FORMULA_STARTS)
