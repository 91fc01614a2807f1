"""Laws of a proposal: any file and any answers give one, nothing of a file goes missing in
silence, and a large file is read in proportion."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange.reading.boxes import boxes_of
from opportunities.exchange.reading.bullets import plain
from opportunities.exchange.reading.proposing.proposal import Answers, Proposal, RowUse, TableLayout
from opportunities.exchange.reading.proposing.propose import fill_in_guesses, propose
from opportunities.exchange.reading.tables import Box, FileContents, Paragraph, Table
from tests.steps import steps

type Blocks = tuple[Table | Paragraph, ...]

WORDS = (
    *("Stage", "In school", "ECT", "National", "Teachers", "Opportunity", "Provider", "x", "Ref"),
    *("PLUS", "As above", "See page 4", "n/a", "You can:", "• one; two; three", "Roles", "Cost"),
    *("Total", "Page 3", "*while it lasts", "ECT (continued)", "code", "parent code", "(x)", "1.1"),
)
paragraphs = st.builds(
    Paragraph,
    st.sampled_from(WORDS) | st.text(),
    st.none() | st.integers(0, 2),
    st.integers(0, 2),
    st.booleans(),
)
boxes = st.builds(
    Box,
    st.integers(0, 4),
    st.integers(0, 4),
    st.lists(paragraphs, max_size=3).map(tuple),
    st.integers(1, 3),
    st.integers(1, 3),
)
tables = st.builds(
    Table, st.lists(boxes, max_size=12).map(tuple), st.sampled_from(["", "ECT", "Notes"])
)
files = st.lists(paragraphs | tables, max_size=5).map(lambda blocks: FileContents(tuple(blocks)))

NUMBERS = st.integers(0, 4)
ids = st.one_of(
    st.builds("t{}r{}".format, NUMBERS, NUMBERS),
    st.builds("t{}c{}".format, NUMBERS, NUMBERS),
    st.builds("t{}p{}".format, NUMBERS, NUMBERS),
    st.builds("h{}".format, NUMBERS),
    st.builds("t{}".format, NUMBERS),
    st.builds("s{}".format, NUMBERS),
    st.text(max_size=3),
)
cell_ids = st.builds("{}.{}".format, ids, ids)
plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=4) | ids,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


def forged(names: str, values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """What somebody may have put there: the right names with any values, or no mapping at all."""
    return st.dictionaries(st.sampled_from(names.split()), values | plain_values) | plain_values


uses = st.dictionaries(
    NUMBERS.map(str) | st.text(max_size=2), st.sampled_from([*RowUse, "read", "?"]), max_size=4
)
layouts = st.sampled_from([*TableLayout, "?"])
lines = st.lists(
    st.fixed_dictionaries(
        {"text": st.text(max_size=5)},
        optional={"source": st.lists(NUMBERS), "is_apart": st.booleans()},
    ),
    max_size=3,
)
answered = st.builds(
    Answers,
    title=st.text(max_size=3),
    tables=st.dictionaries(
        NUMBERS.map(str), forged("layout uses columns", layouts | uses), max_size=3
    ),
    stages=st.dictionaries(ids, forged("group family same_as is_left_out", ids | st.booleans())),
    columns=st.dictionaries(ids, forged("tier is_mixed same_as is_left_out", ids | st.booleans())),
    cells=st.dictionaries(cell_ids, forged("lines word is_looked_at apart", lines)),
    sections=st.dictionaries(ids, forged("is_kept heading", st.booleans())),
    questions=st.dictionaries(ids | cell_ids, plain_values),
)


@given(files, answered)
def test_any_file_and_any_answers_give_a_proposal(contents: FileContents, answers: Answers) -> None:
    proposal = propose(contents, answers)
    assert propose(contents, fill_in_guesses(answers, proposal)).stages is not None
    assert len({cell.id for cell in proposal.cells}) == len(proposal.cells)


layout_answers = st.builds(
    Answers,
    tables=st.dictionaries(
        NUMBERS.map(str),
        st.fixed_dictionaries({}, optional={"layout": layouts, "uses": uses, "columns": uses}),
        max_size=3,
    ),
    stages=st.dictionaries(
        ids, st.fixed_dictionaries({}, optional={"same_as": ids, "is_left_out": st.booleans()})
    ),
    columns=st.dictionaries(
        ids, st.fixed_dictionaries({}, optional={"same_as": ids, "is_left_out": st.booleans()})
    ),
    questions=st.dictionaries(ids | cell_ids, st.sampled_from(["yes", "no", "all"])),
)


@given(files, layout_answers)
def test_every_word_of_a_file_is_kept_or_listed(contents: FileContents, answers: Answers) -> None:
    kept = letters(" ".join(told(propose(contents, answers))))
    for block in contents.blocks:
        said = [block] if isinstance(block, Paragraph) else paragraphs_in(block)
        for word in plain(" ".join(paragraph.text for paragraph in said)).split():
            assert len(letters(word)) < 3 or letters(word) in kept


def paragraphs_in(table: Table) -> list[Paragraph]:
    return [paragraph for box in table.boxes for paragraph in box.paragraphs]


def told(proposal: Proposal) -> list[str]:
    """All that a proposal says, in words."""
    said = [proposal.title]
    for stage in proposal.stages:
        said += [stage.name, stage.code, *stage.roles, *stage.standards, stage.summary]
    said += [column.heading for column in proposal.columns]
    for cell in proposal.cells:
        said += [cell.heading, cell.word or ""]
        for line in cell.lines:
            wording = line.wording
            said += [wording.text, *wording.details, wording.link, wording.cost_words]
            said += [line.note, line.code]
    said += [words for section in proposal.sections for words in (section.heading, section.body)]
    return said + [each.what for each in proposal.left_out]


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", plain(text)).lower()


def grid_of(rows: int, boxes: int, lines: int) -> Table:
    words = [["Stage", *(f"School {column}" for column in range(boxes))]]
    for row in range(rows):
        said = "\n".join(f"{lines - line % 90}. Line {line} of it" for line in range(lines))
        words.append([f"Stage {row}", *[said] * boxes])
    return Table(boxes_of(words))


def list_of(rows: int) -> Table:
    said = [[f"ECT {row % 9}", ("Council", "School")[row % 2], f"Day {row}"] for row in range(rows)]
    return Table(boxes_of([["Stage", "Provider", "Opportunity"], *said]))


def tree_of(rows: int) -> Table:
    said = [[f"c{row}", f"c{row - 1}" if row else "", f"Day {row}"] for row in range(rows)]
    return Table(boxes_of([["Code", "Parent", "Name"], *said]))


def outline_of(stages: int) -> tuple[Paragraph, ...]:
    texts = (
        (Paragraph(f"Stage {number}", heading=1), Paragraph("Coach", level=0))
        for number in range(stages)
    )
    return tuple(paragraph for text in texts for paragraph in text)


@pytest.mark.parametrize(
    "make",
    [
        lambda size: (grid_of(size, 4, 2),),
        lambda size: (grid_of(1, 1, size),),
        lambda size: (list_of(size),),
        lambda size: (tree_of(size),),
        lambda size: tuple(replace(grid_of(1, 1, 1), title=f"n{n}") for n in range(size)),
        outline_of,
    ],
    ids=["stages", "lines", "rows", "codes", "tables", "headings"],
)
def test_twice_as_much_takes_twice_as_many_steps(make: Callable[[int], Blocks]) -> None:
    once, twice = FileContents(make(300)), FileContents(make(600))

    assert steps(lambda: propose(twice)) < 2.3 * steps(lambda: propose(once))
