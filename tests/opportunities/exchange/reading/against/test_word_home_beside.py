"""What stands beneath a line in our own Word file is read with it: note, cost, dates, contact."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import docx
import pytest

from opportunities.exchange.reading.formats.word import reader as word
from opportunities.exchange.reading.formats.word.own import NO_FACT
from opportunities.exchange.writing import grid_docx
from opportunities.grid.vocabulary import Cost
from tests.builders import document, grid
from tests.opportunities.exchange.reading.against.test_word_home import home

SMALL = grid({("NQT", "School"): ["Join in", "Visit"], ("Head", "School"): ["Coach"]})
BESIDE: dict[str, Any] = {
    "details": ("E.g. often",),
    "link": "https://example.org/a",
    "cost": Cost.FREE,
    "cost_words": "tea: £1",
    "when": "In spring",
    "contact": "Jo Reed",
    "ends_on": date(2026, 10, 3),
}
BASE = replace(
    SMALL,
    opportunities=(replace(SMALL.opportunities[0], **BESIDE), *SMALL.opportunities[1:]),
    placements=(
        replace(SMALL.placements[0], note="Ask Jo\nor Sam"),
        *SMALL.placements[1:],
    ),
)


def saved_with(changes: dict[str, str]) -> bytes:
    """Our Word file, in which these paragraphs say something else."""
    file = docx.Document(io.BytesIO(grid_docx.write(document(BASE))))
    cells = (cell for table in file.tables for row in table.rows for cell in row.cells)
    for paragraph in (each for cell in cells for each in cell.paragraphs):
        if said := changes.pop(paragraph.text, None):
            first, *others = paragraph.runs
            first.text = said
            for run in others:
                run.text = ""
    assert not changes
    content = io.BytesIO()
    file.save(content)
    return content.getvalue()


def test_what_nobody_changed_is_nothing_to_do() -> None:
    assert home(grid_docx.write(document(BASE)), BASE).changes_nothing


@pytest.mark.parametrize(
    ("before", "after", "name", "value"),
    [
        ("Cost: Free", "Cost: Paid", "cost", Cost.PAID),
        ("About the cost: tea: £1", "About the cost: £40", "cost_words", "£40"),
        ("When: In spring", "When: each Monday", "when", "each Monday"),
        ("Whom to ask: Jo Reed", "Whom to ask: Sam", "contact", "Sam"),
        ("End date: 3 October 2026", "End date: 04/11/2026", "ends_on", date(2026, 11, 4)),
    ],
)
def test_exactly_what_was_changed_beneath_a_line_comes_out(before, after, name, value) -> None:
    found = home(saved_with({before: after}), BASE)

    line = BASE.opportunities[0]
    changed = replace(line, **{name: value})
    assert found.theirs == replace(BASE, opportunities=(changed, *BASE.opportunities[1:]))


def test_so_does_a_note() -> None:
    found = home(saved_with({"or Sam": "or Ann"}), BASE)

    note = replace(BASE.placements[0], note="Ask Jo\nor Ann")
    assert found.theirs == replace(BASE, placements=(note, *BASE.placements[1:]))


def test_what_is_no_value_is_told_and_changes_nothing() -> None:
    content = saved_with({"End date: 3 October 2026": "End date: soon"})

    [told] = [each for each in word.read(content).left_out if each.reason == NO_FACT]
    assert told.what == "End date: soon"
    assert home(content, BASE).changes_nothing
