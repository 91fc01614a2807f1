"""What people type, without what no page, feed, mail or file name can hold."""

import unicodedata


def one_line(text: str) -> str:
    """On one line: breaks, tabs and runs of spaces become one space."""
    return _without_controls(" ".join(text.split()))


def several_lines(text: str) -> str:
    """With its line breaks, and nothing blank around it."""
    return "\n".join(_without_controls(line.rstrip()) for line in text.strip().splitlines())


def _without_controls(text: str) -> str:
    """Without control characters, and without halves of characters (lone surrogates)."""
    return "".join(
        letter for letter in text if letter == "\t" or unicodedata.category(letter) not in _CONTROLS
    )


_CONTROLS = ("Cc", "Cs")
