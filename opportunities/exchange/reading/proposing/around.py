"""The text around the tables: title, sections, and text above the table of a stage."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from opportunities.exchange.reading.bullets import marker_of, plain
from opportunities.exchange.reading.proposing.answered import about, flag, text
from opportunities.exchange.reading.proposing.found import FoundStage
from opportunities.exchange.reading.proposing.proposal import NO_NAME, Answers, ProposedSection
from opportunities.exchange.reading.proposing.row_uses import PAGE
from opportunities.exchange.reading.proposing.stage_boxes import add_to_stage, without_continued
from opportunities.exchange.reading.tables import FileContents, Paragraph, Table

MOST_OF_A_ROLE = 80
MOST_OF_FURNITURE = 100
OFTEN = 3
"""A text at the top or foot of a page printed this often is a running head."""


YEAR = re.compile(r"(?<![\d/.£,])(20[0-4]\d|199\d)(?:\s?[-–/]\s?(?:20)?\d\d)?(?![\d/])")
ABOUT = re.compile(
    r"framework|\bcpd|professional (?:development|learning)|offer\b|pathways?\b|programme", re.I
)
PUBLISHER = re.compile(
    r"\b(?:council|authority|borough|county|trust|academy|schools?|diocese|partnership)\b", re.I
)
LONGEST_TITLE = 100


def year_in(texts: Iterable[str]) -> int | None:
    """Return the first year in these texts; of a school year, the one in which it begins."""
    found = (YEAR.search(text) for text in texts)
    return next((int(year[1]) for year in found if year), None)


def front_page(contents: FileContents) -> Iterator[str]:
    """Yield headings and short paragraphs before the first table or list."""
    for block in contents.blocks:
        if isinstance(block, Table) or block.level is not None:
            return
        if block.heading or len(block.text) <= LONGEST_TITLE:
            yield plain(block.text)


def may_be_title(paragraph: Paragraph) -> bool:
    """Return whether a paragraph is printed like a title and names a framework."""
    words = plain(paragraph.text)
    is_item = paragraph.level is not None or paragraph.key is not None
    is_short = len(words) <= LONGEST_TITLE and not words.endswith((".", ":", ";", ","))
    return not is_item and is_short and ABOUT.search(words) is not None


def names_publisher(title: str) -> bool:
    """Return whether a title names an organisation, and no framework."""
    return PUBLISHER.search(title) is not None and ABOUT.search(title) is None


def furniture(contents: FileContents) -> set[int]:
    """Return the ids of page numbers, running heads and feet.

    Our own files have none: text that repeats there is the source of a section.
    """
    if contents.reference:
        return set()
    texts = [each for each in contents.blocks if isinstance(each, Paragraph) and not each.key]
    often = Counter(_without_numbers(each) for each in texts if not each.heading)
    return {
        id(each)
        for each in texts
        if PAGE.fullmatch(plain(each.text))
        or (
            not each.heading
            and each.level is None
            and len(each.text) < MOST_OF_FURNITURE
            and often[_without_numbers(each)] >= OFTEN
            and re.search(r"\bpage\b|©", each.text, re.IGNORECASE)
        )
    }


def _without_numbers(paragraph: Paragraph) -> str:
    return re.sub(r"\d+", "", plain(paragraph.text))


def sections_of(
    paragraphs: Sequence[Paragraph], answers: Answers, before: int
) -> Iterator[ProposedSection]:
    """Yield the sections of these paragraphs, each under its heading."""
    heading = Paragraph("")
    body: list[Paragraph] = []
    number = before
    for paragraph in [*paragraphs, Paragraph("", heading=1)]:
        if not paragraph.heading:
            body.append(paragraph)
            continue
        if plain(heading.text) or heading.key or body:
            number += 1
            yield _section(f"s{number}", heading, body, answers)
        heading, body = paragraph, []


def _section(
    id: str, heading: Paragraph, body: list[Paragraph], answers: Answers
) -> ProposedSection:
    answer = about(answers.sections, id)
    is_kept = flag(answer, "is_kept", default=True)
    if heading.key:
        as_it_is = "\n\n".join(paragraph.text for paragraph in body)
        name = text(answer, "heading") or heading.text
        return ProposedSection(id, name, as_it_is, is_kept, heading.key)
    words = ""
    for paragraph in body:
        marker = marker_of(paragraph.text)
        is_item = paragraph.level is not None or marker.kind in ("sign", "minor")
        start = marker.length if is_item else 0
        indent = "  " * (paragraph.level or 0)
        words += f"\n{indent}- " if is_item else "\n\n"
        words += paragraph.text[start:].strip()
    return ProposedSection(
        id,
        text(answer, "heading") or plain(heading.text) or "Introduction",
        words.strip("\n"),
        is_kept,
    )


def stage_above(
    number: int, table: Table, between: Sequence[Paragraph]
) -> tuple[FoundStage, list[Paragraph]]:
    """Return the stage named by the heading above its table, and the text not about it."""
    before = list(between)
    at = next((n for n in reversed(range(len(before))) if before[n].heading), None)
    if at is None:
        name = plain(table.title)
        if not name and before and len(plain(before[-1].text)) <= MOST_OF_A_ROLE:
            name = plain(before.pop().text)
        return _stage_called(name, number, table), before
    stage = _stage_called(plain(before[at].text), number, table)
    for paragraph in before[at + 1 :]:
        fill_stage(stage, plain(paragraph.text))
    return stage, before[:at]


def _stage_called(printed: str, number: int, table: Table) -> FoundStage:
    name = without_continued(printed)
    goes_on = name != printed
    return FoundStage(f"t{number}", name or NO_NAME, table.where, goes_on=goes_on)


def fill_stage(stage: FoundStage, words: str) -> None:
    """Assign the text beneath a stage's name to the fields of the stage."""
    if len(words) > MOST_OF_A_ROLE:
        stage.summary = f"{stage.summary}\n\n{words}".strip()
    elif words:
        add_to_stage(stage, words)
