"""Clean text of characters that cannot be seen, or that no page, file or mail can contain.

They are pasted along from pages and documents, and make lines differ that look the same, or names
that nobody can read or click. No Django here.
"""

import unicodedata

UNSEEN = frozenset(
    "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}"
    "\N{LEFT-TO-RIGHT EMBEDDING}\N{RIGHT-TO-LEFT EMBEDDING}\N{POP DIRECTIONAL FORMATTING}"
    "\N{LEFT-TO-RIGHT OVERRIDE}\N{RIGHT-TO-LEFT OVERRIDE}"
    "\N{LEFT-TO-RIGHT ISOLATE}\N{RIGHT-TO-LEFT ISOLATE}\N{FIRST STRONG ISOLATE}"
    "\N{POP DIRECTIONAL ISOLATE}"
)
"""Joiners are not among them: other scripts and emoji need them."""

SEEN = "LNPS"
"""Letters, numbers, punctuation and symbols, by the first letter of their category."""


NOT_TEXT = ("Cc", "Cs")
"""Control characters, and lone surrogates."""

NOT_IN_XML = str.maketrans("", "", "\ufffe\uffff")


def without_controls(text: str) -> str:
    """Remove what neither a database nor a page can contain; tabs and line breaks stay."""
    if text.isprintable():
        return text
    return "".join(
        letter
        for letter in text
        if letter in "\t\r\n" or unicodedata.category(letter) not in NOT_TEXT
    )


def paragraphs(text: str) -> str:
    """Return the text with its line breaks, without trailing blanks and blank ends."""
    return "\n".join(without_controls(line).rstrip() for line in text.splitlines()).strip()


def without_invisible(text: str) -> str:
    """Remove invisible characters; return an empty text if nothing else is left."""
    visible = "".join(letter for letter in text if letter not in UNSEEN)
    if any(unicodedata.category(letter)[0] in SEEN for letter in visible):
        return visible
    return ""


def one_line(text: str) -> str:
    """Join the text on one line with single spaces."""
    return without_controls(" ".join(without_invisible(text).split()))


def several_lines(text: str) -> str:
    """Keep line breaks, and strip the text."""
    lines = without_invisible(text).strip().splitlines()
    return "\n".join(without_controls(line.rstrip()) for line in lines)


def printable(text: str) -> str:
    """Remove what no file, feed or mail can contain; line breaks stay."""
    return without_controls(text).translate(NOT_IN_XML)
