"""A line of a framework as runs of text, so that a template can link and mark parts of it.

The words are never changed. Only a web address is shown shortened, as the text of its link.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]’”]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line: plain text, a link (`href`), or a match of the words looked for."""

    text: str
    href: str = ""
    match: bool = False


def runs(text: str, words: Sequence[str] = ()) -> tuple[Run, ...]:
    """The line in runs; nothing where it is all plain text, which is nearly always."""
    if not words and "://" not in text:
        return ()
    found = tuple(_runs(text, words))
    return () if found == (Run(text),) else found


def _runs(text: str, words: Sequence[str]) -> Iterator[Run]:
    end = 0
    for address in WEB_ADDRESS.finditer(text):
        yield from _marked(text[end : address.start()], words)
        found = any(word.casefold() in address[0].casefold() for word in words)
        yield Run(_shortened(address[0]), href=address[0], match=found)
        end = address.end()
    yield from _marked(text[end:], words)


def _marked(text: str, words: Sequence[str]) -> Iterator[Run]:
    if not words:
        pieces = [text]
    else:
        longest_first = sorted(map(re.escape, words), key=len, reverse=True)
        pieces = re.split(f"({'|'.join(longest_first)})", text, flags=re.IGNORECASE)
    for number, piece in enumerate(pieces):
        if piece:
            yield Run(piece, match=bool(number % 2))


def _shortened(address: str) -> str:
    """ "khub.net", "educationendowmentfoundation.org.uk/…": enough to know where it leads."""
    parts = urlsplit(address)
    host = parts.netloc.removeprefix("www.")
    return f"{host}/…" if parts.path.strip("/") or parts.query else host
