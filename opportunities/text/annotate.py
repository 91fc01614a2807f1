"""Split a line of a framework into runs of text, so that a template can link and mark parts of it.

The words never change. Only a web address is shortened, as the text of its link.

Every page gets its lines from `annotate`, which never fails, whatever a line contains.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple
from urllib.parse import urlsplit

from opportunities.grid.web_address import WEB_ADDRESS
from opportunities.text import glossary
from opportunities.text.stems import Marker

WORD = re.compile(r"[^\W_]")
"""A letter or a digit."""

log = logging.getLogger(__name__)


class TextRun(NamedTuple):
    """A stretch of a line: plain text, a link (`href`), an abbreviation (`meaning`), or a match.

    A link or an abbreviation is a match as a whole if any part of it matches. (A tuple, since
    templates draw hundreds of them, and unpack tuples faster than objects.)
    """

    text: str
    href: str = ""
    match: bool = False
    meaning: str = ""


type AnnotatedLine = tuple[str, tuple[TextRun, ...]]
"""A line and its runs."""

type Leading = tuple[tuple[TextRun, ...], tuple[TextRun, ...], tuple[TextRun, ...]]
"""The runs of a line before the part that links to its page, that part, and the rest."""

type MarkedStretch = tuple[int, int, TextRun]
"""Start and end in the line of a run that is not plain text."""


def annotate(
    text: str, marker: Marker | None = None, explained: set[str] | None = None
) -> tuple[TextRun, ...]:
    """Split a line into runs; empty if it is all plain text, as it nearly always is.

    `explained`: the terms whose meaning is further up on the page. Other abbreviations are marked
    and added to it; with None, no abbreviation is marked.

    A line that cannot be split counts as plain text, and the failure is logged.
    """
    try:
        return annotate_or_raise(text, marker, explained)
    except Exception:
        log.exception("This line is drawn as its bare text: %.200r", text)
        return ()


def annotate_or_raise(
    text: str, marker: Marker | None = None, explained: set[str] | None = None
) -> tuple[TextRun, ...]:
    """Annotate a line, or raise: for callers that must know whether it can be drawn."""
    stretches = _links(text) if "://" in text else []
    if explained is not None and (abbreviations := glossary.abbreviations(text)):
        stretches = sorted([*stretches, *_unexplained(abbreviations, explained, stretches)])
    matches = marker.spans(text) if marker else []
    if not matches and not stretches:
        return ()
    found = tuple(_runs(text, matches, stretches))
    return () if found == (TextRun(text),) else found


def leading(runs: Sequence[TextRun]) -> Leading:
    """Split runs around those that link to the line's page: its longest stretch without a link.

    Links cannot nest. If no stretch is long enough, the middle is empty.
    """
    stretches: list[list[TextRun]] = [[]]
    for run in runs:
        if run.href:
            stretches += [run], []
        else:
            stretches[-1].append(run)
    lengths = [sum(len(WORD.findall(run.text)) for run in each) for each in stretches[::2]]
    longest = 2 * lengths.index(max(lengths))
    if not max(lengths):
        return tuple(runs), (), ()
    before, after = chain(*stretches[:longest]), chain(*stretches[longest + 1 :])
    return tuple(before), tuple(stretches[longest]), tuple(after)


def annotate_lines(texts: Iterable[str], explained: set[str]) -> tuple[AnnotatedLine, ...]:
    return tuple((text, annotate(text, explained=explained)) for text in texts)


def _links(text: str) -> list[MarkedStretch]:
    return [
        (*address.span(), TextRun(shortened, href=address[0]))
        for address in WEB_ADDRESS.finditer(text)
        if (shortened := _shortened(address[0]))
    ]


def _unexplained(
    abbreviations: Iterable[glossary.FoundTerm], explained: set[str], links: Sequence[MarkedStretch]
) -> Iterator[MarkedStretch]:
    """Yield unexplained abbreviations outside links, and record them as explained."""
    for start, stop, form, entry in abbreviations:
        in_link = any(left < stop and start < right for left, right, _ in links)
        if entry.term not in explained and not in_link:
            explained.add(entry.term)
            yield start, stop, TextRun(form, meaning=entry.meaning)


def _runs(
    text: str, matches: Sequence[tuple[int, int]], stretches: Iterable[MarkedStretch]
) -> Iterator[TextRun]:
    end = 0
    for start, stop, run in stretches:
        yield from _plain(text, end, start, matches)
        match = any(left < stop and start < right for left, right in matches)
        yield run._replace(match=match)
        end = stop
    yield from _plain(text, end, len(text), matches)


def _plain(
    text: str, start: int, stop: int, matches: Iterable[tuple[int, int]]
) -> Iterator[TextRun]:
    """Yield the text between two stretches, in runs that match and runs that do not."""
    for left, right in matches:
        left, right = max(left, start), min(right, stop)
        if left < right:
            if start < left:
                yield TextRun(text[start:left])
            yield TextRun(text[left:right], match=True)
            start = right
    if start < stop:
        yield TextRun(text[start:stop])


def _shortened(address: str) -> str:
    """Return "khub.net", "educationendowmentfoundation.org.uk/…": enough to recognise the site.

    Empty if the address is invalid, such as "https://[insert link]": that is plain text.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    host = parts.netloc.removeprefix("www.")
    return f"{host}/…" if parts.path.strip("/") or parts.query else host
