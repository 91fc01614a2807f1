from opportunities.grid.vocabulary import ContinuationWord, ProviderTier
from opportunities.layout.stage import lay_out
from tests.builders import grid


def words(lines):
    return [line.text for line in lines]


def test_a_stage_is_laid_out_by_tier_from_the_nearest_provider():
    snapshot = grid(
        {("NQT", "Away"): ["Abroad"], ("NQT", "Here"): ["Join in"]},
        tiers={"Away": ProviderTier.NATIONAL, "Here": ProviderTier.SCHOOL},
    )
    page = lay_out(snapshot, snapshot.stages[0])

    assert [(part.tier, part.headings, words(part.added)) for part in page.sections] == [
        (ProviderTier.SCHOOL, ("Here",), ["Join in"]),
        (ProviderTier.NATIONAL, ("Away",), ["Abroad"]),
    ]


def test_a_line_printed_again_from_the_stage_before_carries_on():
    snapshot = grid({("NQT", "School"): ["Join in"], ("RQT", "School"): ["Lead", "Join in"]})
    (section,) = lay_out(snapshot, snapshot.stages[1]).sections

    assert words(section.added) == ["Lead"]
    assert [(part.stage.name, words(part.lines), part.word) for part in section.carried] == [
        ("NQT", ["Join in"], None)
    ]


def test_plus_carries_on_what_stands_above():
    snapshot = grid(
        {("NQT", "Own"): ["Start"], ("RQT", "Own"): ["Go on"]},
        continues={("RQT", "Own"): ContinuationWord.PLUS},
    )
    page = lay_out(snapshot, snapshot.stages[1])

    (section,) = page.sections
    assert (section.word, page.added, page.carried) == ("PLUS", 1, 1)
    assert words(section.carried[0].lines) == ["Start"]


def test_what_two_provide_counts_once():
    cells = {
        ("NQT", "School"): ["Start"],
        ("RQT", "School"): ["Start", "Go on"],
        ("RQT", "Away"): ["Start", "Go on"],
    }
    snapshot = grid(cells, tiers={"School": ProviderTier.SCHOOL, "Away": ProviderTier.NATIONAL})

    page = lay_out(snapshot, snapshot.stages[1])

    assert [words(section.added) for section in page.sections] == [["Go on"], ["Start", "Go on"]]
    assert (page.added, page.carried) == (1, 1)


def test_columns_with_nothing_printed_are_named():
    snapshot = grid(
        {("NQT", "School"): ["Start"], ("NQT", "Network"): ["Meet"], ("RQT", "School"): ["Go on"]}
    )

    assert lay_out(snapshot, snapshot.stages[1]).blank == ("Network",)


def test_an_abbreviation_is_told_once_on_the_page():
    snapshot = grid(
        {("A", "School"): ["NQT"], ("A", "Away"): ["NQTs and TAs"]},
        tiers={"School": ProviderTier.SCHOOL, "Away": ProviderTier.NATIONAL},
    )
    page = lay_out(snapshot, snapshot.stages[0])

    assert [
        [run.text for line in section.added for run in line.runs if run.meaning]
        for section in page.sections
    ] == [["NQT"], ["TAs"]]
