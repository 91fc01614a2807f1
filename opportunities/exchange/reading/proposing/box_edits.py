"""A proof-reader's edits of the lines of a box, each a function from lines to lines.

Each line keeps the numbers of the paragraphs it was made from, so that people see what became of
each. Lines are counted from 0; a line that does not exist changes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from opportunities.exchange.reading.bullets import marker_of, plain
from opportunities.exchange.reading.proposing.proposal import ProposedLine
from opportunities.exchange.reading.tables import Paragraph
from opportunities.grid.snapshot import Wording

type ProposedLines = tuple[ProposedLine, ...]


def join(lines: ProposedLines, number: int) -> ProposedLines:
    """Append the words of the line to those of the line before it."""
    if not 0 < number < len(lines):
        return lines
    before, line = lines[number - 1], lines[number]
    wording = replace(
        before.wording,
        text=f"{before.wording.text} {line.wording.text}",
        details=before.wording.details + line.wording.details,
        link=before.wording.link or line.wording.link,
    )
    return _one_for_two(lines, number, wording)


def make_sub_point(lines: ProposedLines, number: int) -> ProposedLines:
    """Make the line, with its sub-points, sub-points of the line before it."""
    if not 0 < number < len(lines):
        return lines
    before, line = lines[number - 1].wording, lines[number].wording
    wording = replace(
        before,
        details=(*before.details, line.text, *line.details),
        link=before.link or line.link,
    )
    return _one_for_two(lines, number, wording)


def make_lines(lines: ProposedLines, number: int) -> ProposedLines:
    """Turn the sub-points of the line into lines."""
    if not 0 <= number < len(lines):
        return lines
    line = lines[number]
    alone = replace(line, wording=replace(line.wording, details=()))
    own = (ProposedLine(Wording(words), line.source, line.tier) for words in line.wording.details)
    return (*lines[:number], alone, *own, *lines[number + 1 :])


def split(lines: ProposedLines, number: int) -> ProposedLines:
    """Split the line at each “;”; its sub-points stay with the last part."""
    if not 0 <= number < len(lines):
        return lines
    parts = [words for part in lines[number].wording.text.split(";") if (words := part.strip())]
    return rewrite(lines, number, parts, lines[number].wording.details)


def rewrite(
    lines: ProposedLines, number: int, rows: Sequence[str], details: Sequence[str]
) -> ProposedLines:
    """Replace the line: one line for each of `rows`. With no rows, remove it."""
    if not 0 <= number < len(lines):
        return lines
    line = lines[number]
    own = [
        replace(line, wording=replace(line.wording, text=rows[0], details=())) if place == 0
        else ProposedLine(Wording(row), line.source, line.tier)
        for place, row in enumerate(rows)
    ]  # fmt: skip
    if own:
        own[-1] = replace(own[-1], wording=replace(own[-1].wording, details=tuple(details)))
    return (*lines[:number], *own, *lines[number + 1 :])


def remove(lines: ProposedLines, number: int) -> ProposedLines:
    """Remove the line."""
    return (*lines[:number], *lines[number + 1 :]) if 0 <= number < len(lines) else lines


def restore(lines: ProposedLines, paragraphs: Sequence[Paragraph], number: int) -> ProposedLines:
    """Make a line of a paragraph of the file that became none, at its place."""
    if not 0 <= number < len(paragraphs) or any(number in line.source for line in lines):
        return lines
    text = paragraphs[number].text
    if not (words := plain(text[marker_of(text).length :])):
        return lines
    after = sum(max(line.source, default=-1) < number for line in lines)
    line = ProposedLine(Wording(words, link=paragraphs[number].link), (number,))
    return (*lines[:after], line, *lines[after:])


WAYS: Mapping[str, Callable[[ProposedLines, int], ProposedLines]] = {
    "join": join,
    "sub-point": make_sub_point,
    "lines": make_lines,
    "split": split,
    "away": remove,
}


def _one_for_two(lines: ProposedLines, number: int, wording: Wording) -> ProposedLines:
    before, line = lines[number - 1], lines[number]
    source = tuple(dict.fromkeys(before.source + line.source))
    one = replace(before, wording=wording, source=source)
    return (*lines[: number - 1], one, *lines[number + 1 :])
