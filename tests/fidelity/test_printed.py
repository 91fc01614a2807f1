"""Every cell of the five fixtures, compared with `printed.csv`; and that with the sources."""

import pytest

from . import sources, transcribed
from .printed import CONTINUATIONS, FRAMEWORKS, Key, committed, rows

PRINTED = committed()
TRANSCRIBED = {
    key: row
    for framework in FRAMEWORKS
    for key, row in rows(framework, transcribed.grid(framework)).items()
}

with_the_sources = pytest.mark.skipif(
    not sources.FOLDER.is_dir(),
    reason=f"the source texts are not at hand: there is no folder {sources.FOLDER}",
)


@pytest.mark.parametrize("key", PRINTED, ids=lambda key: "-".join(map(str, key)))
def test_cell_equals_the_printed_one(key: Key):
    """Column 0 is the cell that names the stage: its name, roles and standards, as printed."""
    assert TRANSCRIBED.get(key) == PRINTED[key]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_fixture_has_the_printed_cells_and_no_others(framework: str):
    assert [key for key in TRANSCRIBED if key[0] == framework] == [
        key for key in PRINTED if key[0] == framework
    ]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_cells_stand_under_their_columns_in_the_file(framework: str):
    """So that the file can be held beside the page, and no cell is left out of the comparison."""
    file = transcribed.load(framework)
    columns = [column["id"] for column in file["columns"]]
    assert {stage["id"]: list(stage["cells"]) for stage in file["stages"]} == {
        stage["id"]: columns for stage in file["stages"]
    }


@pytest.mark.parametrize(
    ("framework", "stages", "columns", "blank", "plus", "as_above", "lines"),
    [
        ("torbay", 8, 5, 8, 3, 2, 86),
        ("wigan", 9, 5, 0, 0, 0, None),
        ("lancashire", 16, 4, 0, 0, 0, 615 + 4),  # bullets, and a paragraph's text and three links
        ("cambridgeshire", 8, 4, 14, 0, 0, 53),  # of our reading: the source is no grid
        ("hampshire", 7, 2, 0, 0, 0, None),
    ],
)
def test_totals_are_the_printed_ones(framework, stages, columns, blank, plus, as_above, lines):
    """Counted in the fixture itself. Run-on cells mark no lines, so there are none to count."""
    grid = transcribed.grid(framework)
    cells = [cell for _, *cells in grid for cell in cells]

    assert [len(cells) for _, *cells in grid] == [columns] * stages
    assert sum(not cell.lines and not cell.continues for cell in cells) == blank
    words = [cell.continues for cell in cells]
    assert [words.count(word) for word in CONTINUATIONS] == [plus, as_above]
    if lines is not None:
        assert sum(len(cell.lines) for cell in cells) == lines


@with_the_sources
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_table_is_what_the_source_prints(framework: str):
    """In Cambridgeshire also: every line is an unbroken stretch of its section, in its order."""
    derived = sources.derive(framework)
    assert derived == {key: row for key, row in PRINTED.items() if key[0] == framework}


@with_the_sources
def test_every_bullet_of_the_guide_is_a_line():
    """Cambridgeshire's filled diamonds; the hollow ones list job titles from advertisements."""
    grid = transcribed.grid("cambridgeshire")
    sections = sources.sections(sources.text_of("cambridgeshire"))
    found, left_out = 0, []
    for (name, section), (_, *cells) in zip(sections, grid, strict=True):
        lines = tuple(line for cell in cells for line in cell.lines)
        bullets = [line for line in section.splitlines() if line.startswith(("- ◆ ", "- ♦ "))]
        found += len(bullets)
        left_out += [(name, bullet) for bullet in bullets if not bullet[4:].startswith(lines)]

    assert (found, left_out) == (26, [])
