"""Report, by file and line, style sheets of ours that do not parse."""

import sys
from pathlib import Path

from lightningcss import process_stylesheet


def fault(sheet: Path) -> str | None:
    text = sheet.read_text("utf-8")
    try:
        process_stylesheet(text)
    except ValueError as error:
        what, _, place = str(error).rpartition(" at ")
        return f"{sheet}:{int(place.split(':')[-2]) + 1}: {what}"  # it counts lines from 0
    if text.count("{") != text.count("}"):  # parsers close open blocks at the end
        return f"{sheet}:{text.count('\n')}: a bracket is left open"
    return None


sys.exit("\n".join(filter(None, map(fault, sorted(Path("static/css").rglob("*.css"))))) or None)
