"""What people type, without what no page, feed or mail can hold, and what nobody sees."""

from opportunities.editing.invisible_characters import without_controls, without_invisible

NOT_IN_XML = str.maketrans("", "", "\ufffe\uffff")


def one_line(text: str) -> str:
    """On one line: breaks, tabs and runs of spaces become one space."""
    return without_controls(" ".join(without_invisible(text).split()))


def several_lines(text: str) -> str:
    """With its line breaks, and nothing blank around it."""
    lines = without_invisible(text).strip().splitlines()
    return "\n".join(without_controls(line.rstrip()) for line in lines)


def printable(text: str) -> str:
    """What of any text a file, a feed or a mail can hold; its line breaks stay."""
    return without_controls(text).translate(NOT_IN_XML)
