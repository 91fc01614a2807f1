"""The printed frameworks as Word files: every printed word comes in, and in its box."""

import re
from collections import Counter
from functools import cache

import pytest

from opportunities.exchange.reading.formats.word import reader as word
from opportunities.exchange.reading.proposing.proposal import Answers, Proposal
from opportunities.exchange.reading.proposing.propose import fill_in_guesses, propose
from opportunities.grid.snapshot import Wording
from tests.fidelity import as_word, sources
from tests.fidelity.printed import Cell, Grid, one_space

GRIDS = ("lancashire", "wigan", "hampshire", "torbay")
READERS = {name: getattr(sources, name) for name in GRIDS}

pytestmark = pytest.mark.skipif(
    not sources.FOLDER.is_dir(),
    reason=f"the source texts are not at hand: there is no folder {sources.FOLDER}",
)


@cache
def proposal_of(framework: str) -> Proposal:
    return propose(word.read(as_word.file_of(framework)))


def printed(framework: str) -> Grid:
    return list(READERS[framework](sources.text_of(framework)))


def words(*texts: str) -> Counter[str]:
    return Counter(" ".join(texts).split())


@pytest.mark.parametrize("framework", GRIDS)
def test_every_printed_word_stands_in_its_box(framework: str) -> None:
    proposal, grid = proposal_of(framework), printed(framework)
    cells = iter(proposal.cells)

    assert len(proposal.stages) == len(grid)
    for stage, (name, *row) in zip(proposal.stages, grid, strict=True):
        said = words(stage.name, *stage.roles, *stage.standards, stage.summary)
        assert said == words(*name.lines)
        for column, cell in zip(proposal.columns, row, strict=True):
            read = next(cells)
            assert (read.heading or column.heading) == one_space(cell.heading)
            assert (read.word or "") == cell.continues
            texts = [text for line in read.lines for text in texts_of(line.wording)]
            assert words(*texts) == words(*cell.lines), (stage.name, cell.heading)


def texts_of(line: Wording) -> list[str]:
    """The words of a line, its link where they do not print it."""
    texts = [line.text, *line.details]
    return texts if line.link in " ".join(texts) else [*texts, line.link]


@pytest.mark.parametrize("framework", ["lancashire", "torbay"])
def test_lines_are_those_that_the_source_marks(framework: str) -> None:
    """But for addresses, which become the link of the line before."""
    read = proposal_of(framework).cells
    cells = [cell for _, *row in printed(framework) for cell in row]

    for proposed, cell in zip(read, cells, strict=True):
        pieces = [
            text
            for line in proposed.lines
            for text in (line.wording.text, *line.wording.details)
            if text not in links(cell)
        ]
        assert pieces == [line for line in lines(cell) if line not in links(cell)]


def lines(cell: Cell) -> list[str]:
    return [said for line in cell.lines if (said := one_space(line))]


def links(cell: Cell) -> set[str]:
    return {line for line in lines(cell) if re.fullmatch(r"https?://\S+", line)}


@pytest.mark.parametrize("framework", GRIDS)
def test_text_around_the_grid_is_offered_or_told(framework: str) -> None:
    proposal = proposal_of(framework)
    offered = words(
        *(proposal.title,),
        *(text for each in proposal.sections for text in (each.heading, each.body)),
        *(each.what for each in proposal.left_out),
    )

    outside = re.sub(r"<[^>]*>|[*#|•]", " ", sources.text_of(framework).split("\t")[0])
    if framework == "wigan":
        outside = outside.partition("Role/Career")[0]
    assert not words(outside) - offered


@pytest.mark.parametrize("framework", GRIDS)
def test_only_what_people_know_is_asked(framework: str) -> None:
    """Of each column who provides is said by its heading, or thought of."""
    contents = word.read(as_word.file_of(framework))
    proposal = propose(contents, fill_in_guesses(Answers(), propose(contents)))

    assert not [said for said in proposal.missing if said.startswith("Say who provides")]
