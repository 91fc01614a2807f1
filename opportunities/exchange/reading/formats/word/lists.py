"""Lists of a Word file: which paragraphs are entries, and at what depth.

Word records a level in three ways, which people mix: the list level, a style (“List Bullet 2”) and
the indent. An entry is deeper than the one before by the first of these that differs.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from opportunities.exchange.reading.formats.word.parts import W, number, value_of_child
from opportunities.exchange.reading.formats.word.styles import Style, Styles

LIST_STYLE = re.compile(r"list (?:bullet|number)(?: (\d))?")
DEEPER = 150
"""Twentieths of a point, a quarter of a centimetre: the least indent that people notice."""

STEP = 360
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class ListPosition:
    """The indent of a paragraph and its list: number, level, and level by style."""

    start: int = 0
    list: str = ""
    level: int = 0
    is_listed: bool = False
    style_level: int = 0

    def is_deeper(self, other: "ListPosition") -> bool:
        if self.list and self.list == other.list and self.level != other.level:
            return self.level > other.level
        if abs(self.start - other.start) > DEEPER:
            return self.start > other.start
        return self.style_level > other.style_level


def depths(standings: Iterable[ListPosition]) -> Iterator[int]:
    """Yield the depth of each paragraph, from 0."""
    above: list[ListPosition] = []
    for standing in standings:
        while above and not standing.is_deeper(above[-1]):
            above.pop()
        yield min(len(above), DEEPEST)
        above.append(standing)


@dataclass(frozen=True, slots=True)
class _Level:
    is_visible: bool
    indent: etree._Element | None
    style: str


class Lists:
    """The lists of a file, by number."""

    def __init__(self, xml: etree._Element | None, styles: Styles) -> None:
        self.styles = styles
        self.levels: dict[str, dict[int, _Level]] = {}
        if xml is None:
            return
        kinds = {each.get(f"{W}abstractNumId", ""): each for each in xml.iter(f"{W}abstractNum")}
        numbers = {each.get(f"{W}numId", ""): each for each in xml.iter(f"{W}num")}
        for id, each in numbers.items():
            kind = kinds.get(value_of_child(each, "abstractNumId") or "")
            linked = value_of_child(kind, "numStyleLink")
            if linked is not None and (num := self._number_of(styles.chain(linked))) in numbers:
                kind = kinds.get(value_of_child(numbers[num], "abstractNumId") or "")
            self.levels[id] = dict(_levels(kind)) | {
                level: found
                for override in each.iterchildren(f"{W}lvlOverride")
                for level, found in _levels(override)
            }

    def _number_of(self, chain: tuple[Style, ...]) -> str:
        return next(
            (num for style in chain if (num := _numbering_value(style.paragraph, "numId"))), ""
        )

    def standing(self, properties: etree._Element | None) -> ListPosition:
        """Return the standing of a paragraph with these properties."""
        chain = self.styles.chain(value_of_child(properties, "pStyle"))
        own = _numbering_value(properties, "numId")
        holder = next(
            (style for style in chain if _numbering_value(style.paragraph, "numId")), None
        )
        num = own or (holder and _numbering_value(holder.paragraph, "numId")) or ""
        level = self._level(properties, chain, num, None if own else holder)
        found = self.levels.get(num, {}).get(level)
        by_style = next((int(match[1] or 1) for style in chain
                         if (match := LIST_STYLE.fullmatch(style.name))), 0)  # fmt: skip
        is_listed = num != "0" and (found.is_visible if found else bool(num or by_style))
        if not is_listed:
            num, found = "", None
        indents = list(_indents(properties, chain, found, None if own else holder))
        start = _first(indents, "left", "start")
        deep = max(level, by_style - 1, 0)
        if start is None:
            start = deep * STEP if is_listed else 0
        else:
            start -= _first(indents, "hanging") or 0
        return ListPosition(start, num, level, is_listed, deep if is_listed else 0)

    def _level(
        self,
        properties: etree._Element | None,
        chain: tuple[Style, ...],
        num: str,
        holder: Style | None,
    ) -> int:
        indent_level = _numbering_value(properties, "ilvl")
        if indent_level is None and holder:
            of_style = {found.style: level for level, found in self.levels.get(num, {}).items()}
            for style in chain:
                if style.id in of_style:
                    return of_style[style.id]
            indent_level = _numbering_value(holder.paragraph, "ilvl")
        return min(number(indent_level), DEEPEST)


def _levels(kind: etree._Element | None) -> Iterator[tuple[int, _Level]]:
    for each in () if kind is None else kind.iterchildren(f"{W}lvl"):
        is_visible = value_of_child(each, "numFmt") != "none" or bool(
            value_of_child(each, "lvlText")
        )
        style = value_of_child(each, "pStyle") or ""
        yield number(each.get(f"{W}ilvl")), _Level(is_visible, each.find(f"{W}pPr/{W}ind"), style)


def _numbering_value(properties: etree._Element | None, name: str) -> str | None:
    return value_of_child(None if properties is None else properties.find(f"{W}numPr"), name)


def _indents(
    properties: etree._Element | None,
    chain: tuple[Style, ...],
    level: _Level | None,
    holder: Style | None,
) -> Iterator[etree._Element]:
    """Yield the elements that set the indent of a paragraph, the strongest first."""
    own = None if properties is None else properties.find(f"{W}ind")
    listed = level.indent if level else None
    found = [own]
    if holder is None:
        found.append(listed)
    for style in chain:
        found.append(None if style.paragraph is None else style.paragraph.find(f"{W}ind"))
        if style is holder:
            found.append(listed)
    yield from (each for each in found if each is not None)


def _first(indents: list[etree._Element], *names: str) -> int | None:
    for indent in indents:
        for name in names:
            if (value := indent.get(f"{W}{name}")) is not None:
                return number(value)
    return None
