from dataclasses import replace

from opportunities.grid.vocabulary import ActivityKind, ContinuationWord, ProviderTier, StageFamily
from opportunities.layout.next_stage import lay_out
from tests.builders import grid

KINDS = {"Gain HLTA status": (ActivityKind.COURSE, ActivityKind.QUALIFICATION)}


def marked(snapshot):
    return replace(
        snapshot,
        opportunities=tuple(
            replace(line, kinds=KINDS.get(line.text, ())) for line in snapshot.opportunities
        ),
    )


def words(lines):
    return [line.text for line in lines]


def step(snapshot, here=0, there=1, **how):
    return lay_out(snapshot, snapshot.stages[here], snapshot.stages[there], **how)


def test_what_is_new_comes_with_qualifications_first_then_from_the_nearest_provider():
    snapshot = marked(
        grid(
            {
                ("TA", "Here"): ["Join in", "Help"],
                ("HLTA", "Away"): ["Travel", "Gain HLTA status"],
                ("HLTA", "Here"): ["Join in", "Lead"],
            },
            tiers={"Away": ProviderTier.NATIONAL, "Here": ProviderTier.SCHOOL},
        )
    )
    found = step(snapshot)

    assert words(found.new) == ["Gain HLTA status", "Lead", "Travel"]
    assert words(found.qualifications) == ["Gain HLTA status"]
    assert [(tier, words(lines)) for tier, lines in found.by_tier] == [
        (ProviderTier.SCHOOL, ["Lead"]),
        (ProviderTier.NATIONAL, ["Travel"]),
    ]
    assert (words(found.both), words(found.only_here), found.count) == (["Join in"], ["Help"], 4)


def test_what_two_provide_counts_once():
    cells = {
        ("TA", "Here"): ["Help"],
        ("HLTA", "Here"): ["Lead", "Help"],
        ("HLTA", "Away"): ["Lead", "Help"],
    }

    found = step(grid(cells))

    assert words(found.new) == ["Lead", "Lead"]
    assert (found.new_count, found.both_count, found.count) == (1, 1, 2)


def test_lines_are_compared_by_what_they_say_and_not_by_where_they_stand():
    snapshot = grid(
        {("A", "School"): ["Join in", "Read"], ("B", "Outside"): ["JOIN  in.", "Read"]},
        details={"Read": ("E.g. the news",)},
    )

    assert step(snapshot).new == ()
    other = grid({("A", "School"): ["Read"], ("B", "School"): ["Read:"]}, details={"Read": ("x",)})
    assert words(step(other).new) == ["Read:"]


def test_what_plus_carries_on_is_read_at_both():
    snapshot = grid(
        {("A", "Own"): ["Start"], ("B", "Own"): ["Go on"], ("C", "Own"): ["End"]},
        continues={("B", "Own"): ContinuationWord.PLUS, ("C", "Own"): ContinuationWord.PLUS},
    )
    found = step(snapshot, 0, 2)

    assert words(found.new) == ["End", "Go on"]
    assert words(found.both) == ["Start"]
    assert words(step(snapshot, 2, 0).only_here) == ["End", "Go on"]


def test_what_has_ended_can_be_left_out():
    snapshot = grid({("A", "School"): ["Read"], ("B", "School"): ["Watch teachers.tv", "Lead"]})

    assert words(step(snapshot).new) == ["Watch teachers.tv", "Lead"]
    assert words(step(snapshot, without_ended=True).new) == ["Lead"]


def test_the_stages_between_are_those_of_the_ladder_in_the_order_of_the_way():
    names = ["New", "Some years", "Leader"]
    families = {"Caretaker": StageFamily.SITE}
    snapshot = grid({(name, "School"): ["x"] for name in (*names, "Caretaker")}, families=families)

    def between(here, there):
        return [stage.name for stage in step(snapshot, here, there).between]

    assert between(0, 2) == between(2, 0) == ["Some years"]
    assert between(0, 1) == between(0, 3) == between(3, 2) == []
