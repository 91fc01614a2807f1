"""Our own Word file against the edition it came from: what was changed in it, and nothing else."""

import io
import re
import zipfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from uuid import uuid4

import docx
import pytest

from opportunities.comparing.matching import PairKind
from opportunities.exchange.reading.against.comparison import FileComparison, compare_with_edition
from opportunities.exchange.reading.against.printed import prints_of
from opportunities.exchange.reading.formats.word import reader as word
from opportunities.exchange.reading.proposing.proposal import Answers
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.proposing.to_grid import grid_of
from opportunities.exchange.writing import grid_docx
from opportunities.exchange.writing.document import GridDocument
from opportunities.grid.snapshot import GridSnapshot
from tests.fidelity.printed import FRAMEWORKS
from tests.opportunities.exchange.reading.formats.test_word_own import without_bookmarks
from tests.opportunities.exchange.reading.frameworks import document_of


def without_keys(content: bytes) -> bytes:
    """The file with all keys stripped: of each mark only the sign is left."""
    source, target = zipfile.ZipFile(io.BytesIO(without_bookmarks(content))), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, re.sub(rb"#[0-9a-f-]{36}", b"", source.read(name)))
    return target.getvalue()


def home(content: bytes, base: GridSnapshot) -> FileComparison:
    """What the file changes; what only people know is answered as the edition has it."""
    contents = word.read(content)
    proposal = propose(contents)
    stages = {stage.name: stage for stage in base.stages}
    columns = {column.heading: column for column in base.columns}
    answers = Answers(
        stages={
            stage.id: {"group": was.group.value, "family": was.family.value}
            for stage in proposal.stages
            if (was := stages.get(stage.name))
        },
        columns={
            column.id: {"tier": known.tier.value} if known.tier else {"is_mixed": True}
            for column in proposal.columns
            if (known := columns.get(column.heading))
        },
    )
    read = grid_of(propose(contents, answers), new_key=uuid4)
    return compare_with_edition(base, read, prints_of(contents.scope) if contents.scope else None)


@pytest.mark.parametrize("slug", FRAMEWORKS)
@pytest.mark.parametrize("saved", [bytes, without_bookmarks])
def test_written_and_brought_in_unchanged_is_nothing_to_do(
    slug: str, saved: Callable[[bytes], bytes]
) -> None:
    document = document_of(slug)
    found = home(saved(grid_docx.write(document)), document.grid)

    assert found.changes_nothing
    assert not found.questions


@pytest.mark.parametrize("slug", FRAMEWORKS)
def test_so_is_a_file_without_any_key(slug: str) -> None:
    document = document_of(slug)

    assert home(without_keys(grid_docx.write(document)), document.grid).changes_nothing


@pytest.mark.parametrize("slug", FRAMEWORKS)
def test_what_a_part_of_it_does_not_print_is_not_withdrawn(slug: str) -> None:
    document = document_of(slug)
    some = frozenset([row.key for row in document.grid.placements][::3])
    for part in (
        replace(document, stage=document.grid.stages[1]),
        replace(document, lines_left=some),
        replace(document, written_out=True),
    ):
        found = home(grid_docx.write(part), document.grid)

        assert found.changes_nothing


def changed(document: GridDocument, change: Callable[[list], None]) -> FileComparison:
    """What the file changes once its lines, in their order, were changed by python-docx."""
    file = docx.Document(io.BytesIO(grid_docx.write(document)))
    change(
        [
            paragraph
            for table in file.tables
            for cell in table.rows[1].cells
            for paragraph in cell.paragraphs
            if paragraph.style.name == "List Bullet"
        ]
    )
    saved = io.BytesIO()
    file.save(saved)
    return home(saved.getvalue(), document.grid)


def test_exactly_the_changes_made_in_the_file_come_out() -> None:
    document = document_of("lancashire")

    def change(lines: list) -> None:
        lines[0].runs[0].text = "Lead safeguarding training for all staff"
        lines[4]._p.getparent().remove(lines[4]._p)
        new = deepcopy(lines[8]._p)
        for child in [*new]:
            if not child.tag.endswith(("}pPr", "}r")):
                new.remove(child)
        lines[8]._p.addnext(new)
        new.findall(f"{{{new.nsmap['w']}}}r")[0][-1].text = "Learn to sing"
        lines[100]._p.addnext(lines[60]._p)
        lines[201]._p.addnext(lines[200]._p)

    found = changed(document, change)

    lines = [*document.grid.placements]
    whole = found.counts
    assert whole.pop(PairKind.SAME) + sum(whole.values()) == len(lines) + 1
    assert whole == {
        PairKind.REWORDED: 1, PairKind.GONE: 1, PairKind.NEW: 1, PairKind.MOVED: 1,
    }  # fmt: skip


def test_a_line_that_its_key_left_is_found_by_its_words() -> None:
    document = document_of("wigan")

    def swap(lines: list) -> None:
        first, second = lines[0].runs[0], lines[1].runs[0]
        first.text, second.text = second.text, first.text

    found = changed(document, swap)

    assert PairKind.REWORDED not in found.counts
    before = {row.key: document.grid.opportunity_by_key[row.opportunity].text
              for row in document.grid.placements}  # fmt: skip
    assert before == {
        row.key: found.theirs.opportunity_by_key[row.opportunity].text
        for row in found.theirs.placements
    }


def test_headings_and_bold_in_a_section_are_not_taken_for_changes() -> None:
    document = document_of("lancashire")
    [section, *_] = document.grid.sections
    bold = replace(
        section, body=f"**So:** {section.body}\n\n## How\n\n1. one\n2. [two](https://example.org/)"
    )
    grid = replace(document.grid, sections=(bold, *document.grid.sections[1:]))

    assert home(grid_docx.write(replace(document, grid=grid)), grid).changes_nothing
