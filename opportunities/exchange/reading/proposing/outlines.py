"""Headings and bullets without a table: headings are stages and columns, bullets their lines."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from opportunities.exchange.reading.bullets import marker_of, plain
from opportunities.exchange.reading.proposing.around import fill_stage
from opportunities.exchange.reading.proposing.found import (
    FoundBox,
    FoundColumn,
    FoundStage,
    FoundTable,
    is_bulleted,
)
from opportunities.exchange.reading.proposing.guesses import group_of, is_provider, is_stage
from opportunities.exchange.reading.proposing.proposal import NO_NAME
from opportunities.exchange.reading.proposing.stage_boxes import without_continued
from opportunities.exchange.reading.tables import LeftOut, Paragraph

NO_PROVIDER = "Opportunities"
BOLD, RUN_IN = 8, 9
"""Levels of paragraphs that act as headings: bold words, and who provides."""
LONGEST = 80


@dataclass
class _Part:
    """A heading with the text below it. `number`: its position among the paragraphs."""

    number: int
    heading: Paragraph | None = None
    level: int = 0
    body: list[Paragraph] = field(default_factory=list)
    above: "_Part | None" = None

    @property
    def name(self) -> str:
        words = without_continued(plain(self.heading.text)) if self.heading else ""
        return words.rstrip(":") or NO_NAME

    @property
    def has_lines(self) -> bool:
        return any(map(_is_bullet, self.body))


def has_outline(paragraphs: Sequence[Paragraph]) -> bool:
    """Return whether these paragraphs have bullets that may be lines of stages."""
    return any(map(_is_bullet, paragraphs))


def has_title(paragraphs: Sequence[Paragraph]) -> bool:
    """Return whether the first of these is a heading over all others."""
    levels = [paragraph.heading for paragraph in paragraphs if paragraph.heading]
    is_first = bool(paragraphs) and paragraphs[0].heading > 0
    has_lines = len(paragraphs) > 1 and _is_bullet(paragraphs[1])
    return is_first and not has_lines and levels[0] == min(levels) and levels.count(levels[0]) == 1


def as_outline(paragraphs: Sequence[Paragraph]) -> tuple[list[FoundTable], list[Paragraph]]:
    """Read each heading with bullets below it; return also the text that belongs to none."""
    parts = _parts(paragraphs)
    leaves = [part for part in parts if part.has_lines]
    _let_go(leaves)
    owners = [part.above for part in leaves if part.above]
    named = {id(part): part for part in [*leaves, *owners]}
    is_below = len(owners) * 2 > len(leaves)
    names = [part.name for part in (owners if is_below else leaves)]
    are_swapped = sum(map(is_provider, names)) * 2 > len(names)
    text: list[Paragraph] = []
    found = []
    kind: _Part | None = None
    for part in parts:
        if id(part) not in named:
            is_kind = part.heading and group_of(part.name) and not part.body
            kind = part if is_kind else kind
            if not is_kind:
                text += [part.heading, *part.body] if part.heading else part.body
            else:
                found.append(_left_out(part))
        elif part.has_lines:
            found.append(_read(part, are_swapped, kind))
        else:
            text += part.body if are_swapped else []
    return found, text


def _let_go(leaves: list[_Part]) -> None:
    """Remove what stands above a stage without being one: the title, and a kind of staff."""
    if sum(is_provider(leaf.name) for leaf in leaves) * 2 > len(leaves):
        return
    is_title = len(leaves) > 1 and len({id(leaf.above) for leaf in leaves}) == 1
    for leaf in leaves:
        if leaf.above and (is_title or group_of(leaf.above.name)):
            leaf.above = None


def _parts(paragraphs: Sequence[Paragraph]) -> list[_Part]:
    parts: list[_Part] = [_Part(0)]
    for number, paragraph in enumerate(paragraphs):
        after = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        if level := _level(paragraph, after):
            above = parts[-1]
            while above.heading and above.level >= level and above.above:
                above = above.above
            is_above = above.heading is not None and above.level < level
            parts.append(_Part(number, paragraph, level, above=above if is_above else None))
        else:
            parts[-1].body.append(paragraph)
    return parts if parts[0].body else parts[1:]


def _level(paragraph: Paragraph, after: Paragraph | None) -> int:
    """Return the level of a heading, or of what acts as one; 0 for other paragraphs."""
    words = plain(paragraph.text)
    if paragraph.heading or not words or len(words) > LONGEST or _is_bullet(paragraph):
        return paragraph.heading
    if after is None or not _is_bullet(after):
        return BOLD if paragraph.is_bold and after is not None else 0
    if is_provider(words):
        return RUN_IN
    return BOLD if paragraph.is_bold or _is_numbered_stage(words) else 0


def _is_numbered_stage(words: str) -> bool:
    """Return whether the name of a stage follows a typed number."""
    marker = marker_of(words)
    return marker.kind == "number" and is_stage(words[marker.length :])


def _is_bullet(paragraph: Paragraph) -> bool:
    return not paragraph.heading and is_bulleted(paragraph)


def _read(part: _Part, are_swapped: bool, kind: _Part | None) -> FoundTable:
    """Read one box: the bullets of a heading, and the other text among them."""
    found = FoundTable()
    name, heading = part, part.above
    if heading and not are_swapped:
        name, heading = heading, part
    elif not heading and is_provider(part.name):
        name, heading = _Part(-1), part
    where = part.heading.where if part.heading else ""
    stage = FoundStage(f"h{name.number}", name.name, where, band=kind.name if kind else "")
    column = FoundColumn(
        f"h{heading.number}c" if heading else f"h{part.number}c",
        heading.name if heading else NO_PROVIDER,
    )
    body = list(part.body)
    if not heading:
        while body and not _is_bullet(body[0]):
            fill_stage(stage, plain(body.pop(0).text))
    elif name is not part and not name.has_lines:
        for paragraph in name.body:
            fill_stage(stage, plain(paragraph.text))
    found.stages, found.columns = [stage], [column]
    found.boxes = [FoundBox(stage.id, column.id, body, where)]
    return found


def _left_out(part: _Part) -> FoundTable:
    reason = "It names the kind of staff below it."
    where = part.heading.where if part.heading else ""
    return FoundTable(left_out=[LeftOut(part.name, where, reason)])
