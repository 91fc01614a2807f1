from opportunities.grid.vocabulary import NOT_MARKED, ContinuationWord, ProviderTier, StageFamily
from opportunities.layout.comparison import ComparedFramework, count_kinds, lay_out
from tests.builders import grid

SCHOOL, NATIONAL = ProviderTier.SCHOOL, ProviderTier.NATIONAL

RICH = grid(
    {
        ("New leader", "School"): ["Join in", "Read"],
        ("New leader", "Outside"): ["Visit"],
        ("Leader", "School"): ["Lead"],
        ("Head", "School"): ["Elsewhere on the ladder"],
    },
    tiers={"School": SCHOOL, "Outside": NATIONAL},
    families={
        "New leader": StageFamily.MIDDLE_LEADER,
        "Leader": StageFamily.MIDDLE_LEADER,
        "Head": StageFamily.NEW_HEADTEACHER,
    },
)
THIN = grid({("Middle", "School"): ["Shadow"]}, families={"Middle": StageFamily.MIDDLE_LEADER})


def compared(name, snapshot, family=StageFamily.MIDDLE_LEADER):
    stages = tuple(stage for stage in snapshot.stages if stage.family == family)
    return ComparedFramework(name.lower(), name, snapshot, stages)


def drawn(comparison):
    """The words of each cell by tier: for each framework, for each of its stages."""
    return {
        row.tier: [
            [[line.text for line in (*part.cell.first, *part.cell.folded)] for part in cell.parts]
            for cell in row.cells
        ]
        for row in comparison.rows
    }


def test_every_tier_has_a_row_and_every_framework_a_column():
    comparison = lay_out([compared("Rich", RICH), compared("Thin", THIN)])

    assert drawn(comparison) == {
        ProviderTier.SELF: [[[], []], [[]]],
        SCHOOL: [[["Join in", "Read"], ["Lead"]], [["Shadow"]]],
        ProviderTier.LOCAL_NETWORK: [[[], []], [[]]],
        ProviderTier.LOCAL_AUTHORITY: [[[], []], [[]]],
        NATIONAL: [[["Visit"], []], [[]]],
    }
    assert (comparison.count, comparison.width) == (5, 3)


def test_a_gap_is_where_a_framework_lists_nothing_at_any_of_its_stages():
    comparison = lay_out([compared("Rich", RICH), compared("Thin", THIN)])
    rows = {row.tier: row for row in comparison.rows}

    assert [cell.is_gap for cell in rows[NATIONAL].cells] == [False, True]
    assert [(row.count, row.listing) for row in (rows[SCHOOL], rows[NATIONAL])] == [(4, 2), (1, 1)]
    assert (rows[ProviderTier.SELF].count, rows[ProviderTier.SELF].listing) == (0, 0)


def test_stages_of_one_framework_stand_under_each_other_with_what_they_hold():
    (rich,) = lay_out([compared("Rich", RICH)]).frameworks

    assert [(stage.name, count) for stage, count in rich.held] == [("New leader", 3), ("Leader", 1)]


def test_what_plus_carries_on_is_no_gap():
    snapshot = grid(
        {("NQT", "Own"): ["Start"], ("RQT", "Own"): []},
        continues={("RQT", "Own"): ContinuationWord.PLUS},
    )
    (row,) = (
        row
        for row in lay_out([compared("Torbay", snapshot, StageFamily.RECENTLY_QUALIFIED)]).rows
        if row.tier == SCHOOL
    )

    assert (row.count, row.listing) == (0, 1)
    (carried,) = row.cells[0].parts[0].cell.carried
    assert [(stage.name, lines[0].text) for stage, lines in carried.stages] == [("NQT", "Start")]


def test_long_cells_fold_and_can_be_opened():
    long = grid({("NQT", "School"): [f"Line {number}" for number in range(20)]})
    columns = [compared("Long", long, StageFamily.EARLY_CAREER)]

    assert lay_out(columns).has_folds
    assert not lay_out(columns, folded=False).has_folds


def test_without_frameworks_there_are_only_gaps():
    comparison = lay_out([])

    assert (comparison.count, comparison.width) == (0, 1)


def test_an_opportunity_at_two_stages_counts_once():
    snapshot = grid(
        {
            ("New leader", "School"): ["Join in", "Read"],
            ("Leader", "School"): ["Join in"],
            ("Leader", "Outside"): ["Read"],
        },
        tiers={"School": SCHOOL, "Outside": NATIONAL},
        families=dict.fromkeys(("New leader", "Leader"), StageFamily.MIDDLE_LEADER),
    )
    columns = [compared("Rich", snapshot)]
    comparison = lay_out(columns)
    rows = {row.tier: row for row in comparison.rows}

    assert [count for _, count in columns[0].held] == [2, 2]
    assert (rows[SCHOOL].count, rows[SCHOOL].cells[0].count, rows[NATIONAL].count) == (2, 2, 1)
    assert comparison.count == 2
    assert count_kinds(columns)[NOT_MARKED] == 2
