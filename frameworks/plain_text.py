"""What people type, without what no page, feed or mail can hold, and what nobody sees."""

import unicodedata

from opportunities.unseen import without_unseen


def one_line(text: str) -> str:
    """On one line: breaks, tabs and runs of spaces become one space."""
    return _without_controls(" ".join(without_unseen(text).split()))


def several_lines(text: str) -> str:
    """With its line breaks, and nothing blank around it."""
    lines = without_unseen(text).strip().splitlines()
    return "\n".join(_without_controls(line.rstrip()) for line in lines)


def _without_controls(text: str) -> str:
    """Without control characters, and without halves of characters (lone surrogates)."""
    return "".join(
        letter for letter in text if letter == "\t" or unicodedata.category(letter) not in _CONTROLS
    )


_CONTROLS = ("Cc", "Cs")
