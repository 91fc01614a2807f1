"""The styles of a Word file: names, and properties of paragraphs and runs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from opportunities.exchange.reading.formats.word.parts import W, is_on, number, value_of_child

HEADING = re.compile(r"heading (\d)")
TITLE = "title"


@dataclass(frozen=True, slots=True)
class Style:
    """A style. `paragraph` and `run` are its properties for each."""

    id: str
    name: str
    based_on: str
    paragraph: etree._Element | None
    run: etree._Element | None


class Styles:
    """All styles, by id. The built-in names are English in every language of Word."""

    def __init__(self, xml: etree._Element | None) -> None:
        self.styles: dict[str, Style] = {}
        self.usual = ""
        self._chains: dict[str, tuple[Style, ...]] = {}
        for each in () if xml is None else xml.iter(f"{W}style"):
            style = Style(
                each.get(f"{W}styleId", ""),
                (value_of_child(each, "name") or "").lower(),
                value_of_child(each, "basedOn") or "",
                each.find(f"{W}pPr"),
                each.find(f"{W}rPr"),
            )
            self.styles[style.id] = style
            if each.get(f"{W}default") in ("1", "true") and each.get(f"{W}type") == "paragraph":
                self.usual = style.id

    def chain(self, id: str | None) -> tuple[Style, ...]:
        """Return a style and those it is based on, the nearest first."""
        id = self.usual if id is None else id
        if id not in self._chains:
            self._chains[id] = tuple(self._based_on(id))
        return self._chains[id]

    def _based_on(self, id: str) -> Iterator[Style]:
        seen: set[str] = set()
        while id in self.styles and id not in seen:
            seen.add(id)
            yield self.styles[id]
            id = self.styles[id].based_on

    def name(self, id: str | None) -> str:
        """Return Word's name of a style, in lower case."""
        chain = self.chain(id)
        return chain[0].name if chain else (id or "").lower()

    def heading(self, properties: etree._Element | None) -> int:
        """Return the heading level of these properties, 1 the highest; 0 if it is not a heading."""
        chain = self.chain(value_of_child(properties, "pStyle"))
        levels = [value_of_child(properties, "outlineLvl")]
        levels += [value_of_child(style.paragraph, "outlineLvl") for style in chain]
        outline = next((number(level, 9) for level in levels if level is not None), None)
        if outline is not None:
            return outline + 1 if 0 <= outline < 9 else 0
        for style in chain:
            if found := HEADING.fullmatch(style.name):
                return int(found[1])
        return 1 if chain and chain[0].name == TITLE else 0

    def is_on(self, name: str, run: etree._Element | None, paragraph: str | None) -> bool:
        """Return whether a run has this property, by itself, by its style or by its paragraph's
        style.
        """
        own = is_on(run, name)
        if own is not None:
            return own
        character = value_of_child(run, "rStyle")
        chains = (self.chain(character) if character else ()), self.chain(paragraph)
        for style in (style for chain in chains for style in chain):
            own = is_on(style.run, name)
            if own is not None:
                return own
        return False
