"""What a grid covers: every number is what the filters of the matrix leave."""

from urllib.parse import urlencode

from django.http import QueryDict
from hypothesis import given

from opportunities.filters import GridFilterSet
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier, StageFamily
from opportunities.layout.coverage import SHADES, CopyBasis, lay_out
from opportunities.layout.grid_index import OF_STAGES, GridIndex
from opportunities.layout.matrix import MatrixLayout
from tests.builders import grid, key
from tests.opportunities.random_grids import grids
from tests.opportunities.test_filters import QUERIES

SCHOOL, NETWORK, NATIONAL = (
    ProviderTier.SCHOOL,
    ProviderTier.LOCAL_NETWORK,
    ProviderTier.NATIONAL,
)


def asked(pairs):
    return QueryDict(urlencode(pairs))


def covered(index, filters, copied=None):
    """The coverage of what is left, each address being its query."""

    def link(pairs):
        less = [name for name, _ in pairs]
        less += OF_STAGES if "stage" in less else ()
        return [*(pair for pair in filters.query.pairs if pair[0] not in less), *pairs]

    return lay_out(
        index,
        link,
        chosen=filters.cleaned,
        stages=filters.stage_set,
        left=filters.line_set,
        copied=copied,
    )


def both(coverage):
    return coverage.providers, coverage.kinds


@given(grids(), QUERIES)
def test_each_number_is_what_the_matrix_shows_where_it_leads(snapshot, query):
    index = GridIndex(snapshot)
    pairs = [(name, value) for name, values in query.items() for value in values]
    coverage = covered(index, GridFilterSet(asked(pairs), index))

    for table in both(coverage):
        for row in (*table.rows, table.all):
            for count, url in [(row.total, row.url), *((one.count, one.url) for one in row.cells)]:
                assert index.opportunities(GridFilterSet(asked(url), index).qs) == count


@given(grids(), QUERIES)
def test_the_sums_agree_with_the_matrix_and_with_each_other(snapshot, query):
    index = GridIndex(snapshot)
    pairs = [(name, value) for name, values in query.items() for value in values]
    filters = GridFilterSet(asked(pairs), index)
    coverage = covered(index, filters)
    matrix = MatrixLayout(index).matrix(stages=filters.stage_set, matching=filters.line_set)

    for table in both(coverage):
        assert table.all.total == matrix.opportunities
        assert sum(row.carried for row in table.rows) <= matrix.carried
        shown = {row.stage.key: row.total for row in table.rows if row.total or row.carried}
        printed = {
            row.stage.key: row.opportunities for group in matrix.groups for row in group.rows
        }
        assert shown == {stage: printed[stage] for stage in shown}
        for row in table.rows:
            assert all(cell.shade in range(SHADES + 1) for cell in row.cells)
    for row in coverage.providers.rows:
        assert row.total <= sum(cell.count for cell in row.cells if cell.column.facet == "tier")
    for row in coverage.kinds.rows:
        assert row.total <= sum(cell.count for cell in row.cells)


FAMILIES = {
    "NQT": StageFamily.EARLY_CAREER,
    "RQT": StageFamily.RECENTLY_QUALIFIED,
    "Head": StageFamily.NEW_HEADTEACHER,
}
SMALL = grid(
    {
        ("NQT", "School"): [
            "Join in",
            "Read for performance management",
            "GTCE",
            "See https://a.example/",
        ],
        ("NQT", "Outside"): ["Visit"],
        ("RQT", "School"): [],
        ("Head", "Outside"): ["Lead"],
    },
    continues={("RQT", "School"): ContinuationWord.PLUS},
    tiers={"School": SCHOOL, "Outside": NATIONAL},
    families=FAMILIES,
)


def of(snapshot, query="", copied=None):
    index = GridIndex(snapshot)
    return covered(index, GridFilterSet(QueryDict(query), index), copied)


def counts(table):
    return {row.stage.name: [cell.count for cell in row.cells] for row in table.rows}


def test_stages_stand_by_who_provides_and_what_to_look_at_beside_it():
    table = of(SMALL).providers

    assert [column.label for column in table.columns] == [
        *("Your school", "National", "Has ended", "Renamed or replaced", "No contact", "No link"),
    ]
    assert counts(table) == {
        "NQT": [4, 1, 1, 1, 5, 4],
        "RQT": [0, 0, 0, 0, 0, 0],
        "Head": [0, 1, 0, 0, 1, 1],
    }
    assert [group.group.label for group in table.groups] == ["Teachers", "Leaders"]


def test_a_box_is_empty_where_nothing_stands_and_nothing_is_carried_on():
    table = of(SMALL).providers

    gaps = [
        (row.stage.name, cell.column.label)
        for row in table.rows
        for cell in row.cells
        if cell.is_gap
    ]
    assert gaps == [("RQT", "National"), ("Head", "Your school")]
    assert (table.gaps, table.wanted) == (2, 6)
    assert table.rows[1].cells[0].carried == 4


def test_the_more_there_are_the_darker_the_box_and_what_is_to_be_mended_has_no_shade():
    (nqt, *_) = of(SMALL).providers.rows

    assert [cell.shade for cell in nqt.cells] == [SHADES, 2, 0, 0, 0, 0]


def test_of_a_facet_that_is_filtered_no_other_values_are_columns():
    coverage = of(SMALL, "tier=school&kind=course&kind=not-marked&ended=hide")

    labels = [[column.label for column in table.columns] for table in both(coverage)]
    assert labels == [
        ["Your school", "No contact", "No link"],
        ["Course or training", "Not yet marked"],
    ]


def test_what_two_provide_is_under_both_and_once_in_the_sums():
    twice = grid(
        {
            ("NQT", "School"): ["Join in", "Visit"],
            ("NQT", "Outside"): ["Visit"],
            ("Head", "School"): ["Join in"],
        },
        tiers={"School": SCHOOL, "Outside": NATIONAL},
    )
    table = of(twice).providers

    assert [
        (row.total, [cell.count for cell in row.cells[:2]]) for row in (*table.rows, table.all)
    ] == [
        (2, [2, 1]),
        (1, [1, 0]),
        (2, [2, 1]),
    ]


def test_what_the_grid_has_not_at_all_is_named():
    coverage = of(SMALL)

    assert coverage.no_tiers == (
        ProviderTier.SELF,
        ProviderTier.LOCAL_NETWORK,
        ProviderTier.LOCAL_AUTHORITY,
    )
    assert [group.label for group in coverage.no_groups] == ["Support staff"]


def test_a_copy_says_where_its_own_lines_fill_what_is_empty_elsewhere():
    ours = grid(
        {
            ("NQT", "School"): [
                "Join in",
                "Read for performance management",
                "GTCE",
                "See https://a.example/",
                "Ours",
            ],
            ("NQT", "Outside"): ["Visit"],
            ("NQT", "Near"): ["Ours too"],
            ("RQT", "School"): ["Ours as well"],
            ("Head", "School"): ["Our third"],
            ("Head", "Outside"): ["Lead"],
        },
        tiers={"School": SCHOOL, "Outside": NATIONAL, "Near": NETWORK},
        families=FAMILIES,
    )
    theirs, index = GridIndex(SMALL), GridIndex(ours)
    own = [line for line in ours.placements if line.opportunity not in SMALL.opportunity_by_key]

    coverage = of(ours, copied=CopyBasis(theirs, None, index.of(own)))

    filled = [
        (row.stage.name, cell.column.label, cell.fills) for row, cell in coverage.providers.filled
    ]
    assert filled == [("NQT", "Local network", 1), ("Head", "Your school", 1)]
    without = CopyBasis(theirs, theirs.with_words(["lead"]), index.of(own))
    (first, *_) = of(ours, copied=without).providers.filled
    assert (first[0].stage.key, first[1].fills) == (key("NQT"), 1)


def test_a_grid_without_anything_covers_nothing():
    coverage = of(grid({}))

    assert coverage.providers.rows == []
    assert [cell.count for cell in coverage.providers.all.cells] == [0, 0, 0, 0]
