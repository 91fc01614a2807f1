"""The index of a grid: what its choices leave, against counting line by line."""

from hypothesis import given
from hypothesis import strategies as st

from opportunities.grid.vocabulary import (
    CONTACT,
    HIDE,
    LINK,
    NOT_MARKED,
    ONLY,
    RENAMED,
    ContinuationWord,
    ProviderTier,
    StageFamily,
)
from opportunities.layout.grid_index import GridIndex
from opportunities.text.fates import has_ended, is_renamed
from tests.builders import grid, key

SCHOOL, NATIONAL = ProviderTier.SCHOOL, ProviderTier.NATIONAL

SMALL = grid(
    {
        ("NQT", "School"): ["Join in", "Read"],
        ("NQT", "Outside"): [
            "Visit",
            "NCSL programme",
            "Gain QCF 2, as NCSL says",
            "See https://a.example/",
        ],
        ("Head", "School"): ["Lead", "Read"],
        ("Deputy", "Outside"): ["Visit"],
    },
    details={"Lead": ("teacher’s meetings", "Straße")},
    continues={("Deputy", "School"): ContinuationWord.PLUS},
    tiers={"School": SCHOOL, "Outside": NATIONAL},
    families={
        "NQT": StageFamily.EARLY_CAREER,
        "Head": StageFamily.NEW_HEADTEACHER,
        "Deputy": StageFamily.SENIOR_LEADER,
    },
)

INDEX = GridIndex(SMALL)

CHOICES = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(st.sampled_from([*INDEX.lines[name]]), min_size=1) for name in INDEX.lines
    },
)


def values(placement, name):
    stage = SMALL.stage_by_key[placement.stage]
    line = SMALL.opportunity_by_key[placement.opportunity]
    return {
        "stage": [stage.slug],
        "family": [stage.family],
        "group": [stage.group],
        "tier": [placement.tier],
        "ended": [
            ONLY if has_ended(line) else HIDE,
            *([RENAMED] if is_renamed(line, [stage.group]) else []),
        ],
        "kind": line.kinds or [NOT_MARKED],
        "without": [CONTACT, *([] if "http" in line.text else [LINK])],
    }[name]


@given(CHOICES)
def test_each_choice_counts_the_lines_that_the_other_facets_leave(chosen):
    counts = INDEX.counts(chosen, INDEX.all)

    for name in INDEX.lines:
        others = {other: asked for other, asked in chosen.items() if other != name}
        left = [
            value
            for placement in SMALL.placements
            if all(set(values(placement, other)) & {*asked} for other, asked in others.items())
            for value in values(placement, name)
        ]
        assert counts[name] == {choice: left.count(choice) for choice in INDEX.lines[name]}


def test_choices_stand_in_the_order_of_their_words_and_stages_in_that_of_the_grid():
    assert [*INDEX.lines["stage"]] == ["nqt", "head", "deputy"]
    assert [*INDEX.lines["group"]] == ["teachers", "leaders"]
    assert [*INDEX.lines["tier"]] == [SCHOOL, NATIONAL]


def test_stages_are_left_by_every_facet_that_speaks_of_them():
    assert INDEX.stages_chosen({"tier": ["school"]}) is None
    assert INDEX.stages_chosen({"group": ["leaders"]}) == 0b110
    assert INDEX.stages_chosen({"group": ["leaders"], "stage": ["head", "nqt"]}) == 0b010


def keys(*words):
    return INDEX.keys(INDEX.with_words(words))


def test_every_word_stands_in_the_line_or_its_sub_points_in_any_case():
    assert keys("READ") == {key("NQT/School/1"), key("Head/School/1")}
    assert keys("lead", "meet") == {key("Head/School/0")}
    assert keys("lead", "visit") == set()
    assert keys("teacher's") == keys("TEACHER’S") == keys("strasse") == {key("Head/School/0")}
    assert INDEX.with_words(()) == INDEX.all


def test_words_do_not_run_from_one_sub_point_into_the_next():
    assert keys("meetingsstra") == set()


def test_what_is_carried_on_counts_for_the_stage_it_goes_on_at():
    assert INDEX.keys(INDEX.carried_to[key("Deputy")]) == {
        key("Head/School/0"),
        key("Head/School/1"),
    }
    assert INDEX.carried_to[key("NQT")] == 0


def test_a_grid_without_lines_has_an_index():
    empty = GridIndex(grid({("NQT", "School"): []}))

    assert empty.all == 0
    assert empty.counts({"stage": ["nqt"]}, empty.all)["stage"] == {"nqt": 0}


@given(st.sets(st.sampled_from([placement.key for placement in SMALL.placements])))
def test_an_opportunity_is_counted_once_wherever_it_stands(keys):
    index = GridIndex(SMALL)
    left = [placement for placement in SMALL.placements if placement.key in keys]

    assert index.opportunities(index.of(left)) == len({one.opportunity for one in left})
    for stage in SMALL.stages:
        here = [one for one in left if one.stage == stage.key]
        counted = index.opportunities(index.of(here), stage.key)
        assert counted == len({one.opportunity for one in here})
