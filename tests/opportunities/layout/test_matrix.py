from opportunities.grid.vocabulary import ContinuationWord, Group, ProviderTier, StageFamily
from opportunities.layout.cells import CHARACTERS_ACROSS
from opportunities.layout.matrix import MatrixOptions, lay_out
from opportunities.text.annotate import TextRun
from opportunities.text.stems import Marker, query
from tests.builders import grid, key

SCHOOL, NATIONAL = ProviderTier.SCHOOL, ProviderTier.NATIONAL

SMALL = grid(
    {
        ("NQT", "School"): ["Join in", "Read"],
        ("NQT", "Outside"): ["Visit"],
        ("Head", "School"): ["Lead"],
    },
    tiers={"School": SCHOOL, "Outside": NATIONAL},
    families={"NQT": StageFamily.EARLY_CAREER, "Head": StageFamily.NEW_HEADTEACHER},
)


def drawn(matrix):
    """The words of the matrix, cell by cell."""
    return {
        row.stage.name: [[line.text for line in (*cell.first, *cell.folded)] for cell in row.cells]
        for group in matrix.groups
        for row in group.rows
    }


def cell_of(texts, **layout):
    (group,) = lay_out(grid({("NQT", "School"): texts}), MatrixOptions(**layout)).groups
    return group.rows[0].cells[0]


def test_as_printed_every_cell_stands_in_its_place():
    matrix = lay_out(SMALL)

    assert [(heading.text, heading.tier) for heading in matrix.headings] == [
        ("School", SCHOOL),
        ("Outside", NATIONAL),
    ]
    assert drawn(matrix) == {"NQT": [["Join in", "Read"], ["Visit"]], "Head": [["Lead"], []]}
    assert (matrix.count, matrix.total, matrix.stages, matrix.width) == (4, 4, 2, 3)


def test_rows_are_grouped_by_staff_in_printed_order():
    matrix = lay_out(SMALL)

    assert [(group.group, group.count) for group in matrix.groups] == [
        (Group.TEACHERS, 3),
        (Group.LEADERS, 1),
    ]


def test_rows_of_a_grid_that_mixes_the_kinds_of_staff_stand_under_no_name():
    families = {
        "NQT": StageFamily.EARLY_CAREER,
        "Head": StageFamily.NEW_HEADTEACHER,
        "AST": StageFamily.LEAD_PRACTITIONER,
    }
    matrix = lay_out(grid({(name, "School"): ["x"] for name in families}, families=families))

    assert [(group.group, group.count) for group in matrix.groups] == [(None, 3)]


def test_by_tier_a_mixed_column_is_parted_and_unused_tiers_are_left_out():
    mixed = grid({("NQT", "Mixed"): ["Abroad"], ("NQT", "School"): ["Here"]}, tiers={"Mixed": None})
    matrix = lay_out(mixed, MatrixOptions(by_tier=True))

    assert [heading.text for heading in matrix.headings] == ["Your school", "National"]
    assert drawn(matrix) == {"NQT": [["Here"], ["Abroad"]]}


def test_a_filter_leaves_its_lines_and_their_stages_and_remembers_the_totals():
    matrix = lay_out(SMALL, MatrixOptions(matching={key("NQT/School/1")}))
    (row,) = matrix.groups[0].rows

    assert drawn(matrix) == {"NQT": [["Read"], []]}
    assert (matrix.count, matrix.total, matrix.stages, matrix.total_stages) == (1, 4, 1, 2)
    assert [cell.total for cell in row.cells] == [2, 1]


def test_a_filter_that_leaves_nothing_leaves_no_group():
    assert lay_out(SMALL, MatrixOptions(matching=frozenset())).groups == ()


def test_a_long_cell_folds_after_eight_rows_of_text():
    cell = cell_of([f"Line {number}" for number in range(20)])

    assert (len(cell.first), len(cell.folded), cell.count) == (8, 12, 20)


def test_a_cell_never_folds_fewer_than_three_lines():
    cell = cell_of([f"Line {number}" for number in range(10)])

    assert (len(cell.first), len(cell.folded)) == (10, 0)


def test_a_cell_shows_three_lines_however_long_they_are():
    cell = cell_of([f"{number}" + "x" * CHARACTERS_ACROSS * 5 for number in range(9)])

    assert (len(cell.first), len(cell.folded)) == (3, 6)


def test_sub_points_take_room_too_and_stay_with_their_line():
    texts = [f"Line {number}" for number in range(8)]
    snapshot = grid({("NQT", "School"): texts}, details={"Line 0": ("a", "b", "c", "d")})
    cell = lay_out(snapshot).groups[0].rows[0].cells[0]

    assert [line.text for line in cell.first] == texts[:4]
    assert cell.first[0].details == ("a", "b", "c", "d")


def test_nothing_folds_when_folding_is_off():
    assert cell_of([str(number) for number in range(50)], folded=False).folded == ()


def test_words_are_marked_where_they_stand():
    cell = cell_of(["Read widely"], marker=Marker(query("READ")))

    assert cell.first[0].runs == (TextRun("Read", match=True), TextRun(" widely"))


def test_a_continuation_opens_to_the_lines_it_carries_on():
    snapshot = grid(
        {("NQT", "Own"): ["Start"], ("RQT", "Own"): []},
        continues={("RQT", "Own"): ContinuationWord.AS_ABOVE},
    )
    cell = lay_out(snapshot).groups[0].rows[1].cells[0]

    (carried,) = cell.carried
    assert not cell.is_blank
    assert (carried.word, carried.count) == ("As above", 1)
    assert [(stage.name, lines[0].text) for stage, lines in carried.stages] == [("NQT", "Start")]


def marked(lines):
    """The abbreviations that carry their meaning in these lines."""
    return [
        run.text
        for line in lines
        for runs in (line.runs, *line.detail_runs)
        for run in runs
        if run.meaning
    ]


def test_an_abbreviation_is_told_once_in_a_row_and_again_in_the_next():
    snapshot = grid(
        {("A", "School"): ["NQT", "An NQT"], ("A", "Away"): ["NQTs, TAs"], ("B", "Away"): ["NQT"]},
        details={"NQT": ("RQT",)},
    )
    rows = [row for group in lay_out(snapshot).groups for row in group.rows]

    assert [[marked(cell.first) for cell in row.cells] for row in rows] == [
        [["NQT", "RQT"], ["TAs"]],
        [[], ["NQT", "RQT"]],
    ]


def test_what_is_told_in_a_fold_is_told_again_where_it_is_open():
    lines = ["TA", *(f"Line {number}" for number in range(20)), "TAs", "An NQT"]
    snapshot = grid({("A", "School"): lines, ("A", "Away"): ["NQT"]})
    school, away = lay_out(snapshot).groups[0].rows[0].cells

    assert (marked(school.first), marked(school.folded), marked(away.first)) == (
        ["TA"],
        ["NQT"],
        ["NQT"],
    )
