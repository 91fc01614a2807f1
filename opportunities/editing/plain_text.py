"""Clean typed text of characters that cannot be shown or seen."""

from opportunities.editing.invisible_characters import without_controls, without_invisible

NOT_IN_XML = str.maketrans("", "", "\ufffe\uffff")


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
