"""Headers and footers of a Word file, and comments in its margins.

They are not part of the text. Footers of our own files name their edition.
"""

from collections.abc import Iterator, Mapping

from opportunities.exchange.reading.formats.word.own import REFERENCE
from opportunities.exchange.reading.formats.word.parts import W, WordFile
from opportunities.exchange.reading.formats.word.runs import Runs
from opportunities.exchange.reading.formats.word.styles import Styles
from opportunities.exchange.reading.tables import LeftOut


def page_furniture(file: WordFile, styles: Styles) -> list[str]:
    """Return the words of headers and footers, without duplicates."""
    found: dict[str, None] = {}
    for kind in ("header", "footer"):
        for part in file.related(kind):
            found[" ".join(_paragraphs(file, styles, part))] = None
    return [words for words in found if words]


def reference_in(furniture: list[str]) -> str:
    """Return the reference of our edition, if a header or footer has it."""
    return next((found[1] for words in furniture if (found := REFERENCE.search(words))), "")


def left_out_of_pages(furniture: list[str]) -> Iterator[LeftOut]:
    for words in furniture:
        yield LeftOut(words, "top or bottom of the pages", "It is printed on every page.")


def comments(file: WordFile, styles: Styles, places: Mapping[str, str]) -> Iterator[LeftOut]:
    """Yield the comments as left out; `places` has their places by comment id."""
    for part in file.related("comments"):
        xml = file.xml(part)
        runs = Runs(styles, {})
        for each in () if xml is None else xml.iter(f"{W}comment"):
            words = " ".join(runs.read(one).text for one in each.iter(f"{W}p"))
            where = places.get(each.get(f"{W}id", ""), "")
            if text := " ".join(words.split()):
                yield LeftOut(text, where, "It is a comment in the margin.")


def _paragraphs(file: WordFile, styles: Styles, part: str) -> Iterator[str]:
    xml = file.xml(part)
    runs = Runs(styles, {})
    texts = () if xml is None else (runs.read(each).text for each in xml.iter(f"{W}p"))
    yield from dict.fromkeys(words for text in texts if (words := " ".join(text.split())))
