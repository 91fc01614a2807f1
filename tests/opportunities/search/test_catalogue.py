"""The catalogue in memory: sets of lines, what filters leave of them, and where they stand."""

import random

import pytest
from django.db.models import QuerySet

from cpd_site.serving.caches import Cache
from frameworks.models import Edition
from opportunities import store
from opportunities.grid.progression import carried_on
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier, StageFamily
from opportunities.models import Opportunity, Placement, SearchEntry
from opportunities.search import bits, entries
from opportunities.search.catalogue import Catalogue, Levels, _size
from opportunities.text.stems import Term, query
from tests.builders import grid, published

pytestmark = pytest.mark.django_db

TIERS = {"School": ProviderTier.SCHOOL, "Nation": ProviderTier.NATIONAL}


def catalogue_of(*editions):
    return Catalogue(list(entries.read([edition.grid_id for edition in editions])))


def texts(lines):
    by_pk = Opportunity.objects.in_bulk([line.pk for line in lines])
    return [by_pk[line.pk].text for line in lines]


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 1000])
def test_bits_are_the_positions_they_were_made_from(size):
    wanted = sorted(random.Random(size).sample(range(size), size // 2))

    made = bits.from_positions(wanted, below=size)

    assert list(bits.positions(made)) == wanted
    assert bits.from_bytes(bits.as_bytes(made, 200)) == made


def test_a_place_has_to_fit_every_field_at_once():
    edition = published(
        grid(
            {
                ("NQT", "School"): ["Both", "School for NQTs"],
                ("Head", "Nation"): ["Both", "Nation for heads"],
            },
            tiers=TIERS,
            families={"NQT": StageFamily.EARLY_CAREER, "Head": StageFamily.NEW_HEADTEACHER},
        )
    )
    catalogue = catalogue_of(edition)

    def left(**wanted):
        lines = catalogue.with_values({name: [value] for name, value in wanted.items()})
        return texts(catalogue.page((catalogue.everything,), lines, 0, 10))

    assert left() == ["Both", "School for NQTs", "Nation for heads"]
    assert left(tier="school") == ["Both", "School for NQTs"]
    assert left(tier="school", group="leaders") == []
    assert left(tier="national", family="new-headteacher") == ["Both", "Nation for heads"]
    everything = catalogue.everything
    assert catalogue.counts("tier", everything, {}) == {"school": 2, "national": 2}
    assert catalogue.counts("tier", everything, {"group": ["leaders"]}) == {"national": 2}
    assert catalogue.counts("group", everything, {"group": ["leaders"]}) == {
        "teachers": 2,
        "leaders": 2,
    }


def test_the_best_come_first_then_the_shortest_then_in_the_order_of_the_grids():
    first = published(
        grid({("Coaches", "School"): ["Read", "Long coach words", "Coach"]}), slug="a"
    )
    second = published(grid({("Heads", "School"): ["Coach", "Coaching coaches"]}), slug="b")
    catalogue = catalogue_of(first, second)
    levels = catalogue.matching(query("coach"))

    found = catalogue.page(levels, catalogue.everything, 0, 10)

    assert texts(found) == ["Coach", "Coach", "Coaching coaches", "Long coach words", "Read"]
    assert [line.entry for line in found] == [0, 1, 1, 0, 0]
    assert catalogue.page(levels, catalogue.everything, 2, 2) == found[2:4]
    assert catalogue.page(levels, catalogue.in_entries([1]), 0, 10) == found[1:3]
    assert catalogue.counts_of_entries(levels[-1]) == [3, 2]


def test_many_lines_come_in_the_same_order_as_few(monkeypatch):
    lines = [f"coach {'word ' * (number % 7)}{number}" for number in range(60)]
    catalogue = catalogue_of(published(grid({("Heads", "School"): lines})))
    levels = catalogue.matching(query("coach"))

    few = catalogue.page(levels, catalogue.everything, 0, 60)
    monkeypatch.setattr("opportunities.search.catalogue.FEW", 0)

    assert catalogue.page(levels, catalogue.everything, 0, 60) == few


def test_what_is_hidden_is_not_found():
    edition = published(grid({("Heads", "School"): ["Shown", "Hidden"]}))
    past_the_lock = QuerySet(Placement)
    past_the_lock.filter(opportunity__text="Hidden", grid=edition.grid).update(hidden=True)

    catalogue = catalogue_of(edition)

    assert texts(catalogue.page((catalogue.everything,), catalogue.everything, 0, 9)) == ["Shown"]


def test_lines_of_other_grids_are_left_out():
    here = published(grid({("Heads", "School"): ["Ride a tandem"]}), slug="here")
    published(grid({("Heads", "School"): ["Ride a penny-farthing"]}), slug="elsewhere")
    catalogue = catalogue_of(here)

    assert catalogue.matching(query("ride"))[-1].bit_count() == 1
    assert catalogue.line(SearchEntry.objects.exclude(opportunity__grid=here.grid)[0].pk) is None


def test_without_any_grid_nothing_is_found():
    catalogue = catalogue_of()

    assert catalogue.matching(query("ride")) == (0, 0, 0)
    assert catalogue.page((0,), catalogue.everything, 0, 10) == []


def test_a_line_carries_on_to_the_stages_below_that_say_so():
    plus, as_above = ContinuationWord
    cells = {"A": ["One"], "B": [], "C": ["Two"], "D": [], "E": ["Three"], "F": []}
    edition = published(
        grid(
            {(stage, "School"): lines for stage, lines in cells.items()},
            continues={("B", "School"): as_above, ("C", "School"): plus, ("D", "School"): plus},
        )
    )
    catalogue = catalogue_of(edition)
    carried = {
        Opportunity.objects.get(pk=pk).text: [
            stage.name for place in catalogue.entries[0].places(line) for stage in place.carried_to
        ]
        for line, pk in enumerate(catalogue.entries[0].pks)
    }

    assert carried == {"One": ["B", "C", "D"], "Two": ["D"], "Three": []}


def test_what_carries_on_agrees_with_the_stage_pages():
    for edition in Edition.objects.published().select_related("grid"):
        snapshot = store.read(edition.grid)
        expected = {
            (
                above.slug,
                column.heading,
                snapshot.opportunity_by_key[line.opportunity].key,
                below.slug,
            )
            for below in snapshot.stages
            for column in snapshot.columns
            for above, lines in carried_on(snapshot, below, column)
            for line in lines
        }
        (kept,) = entries.read([edition.grid_id])
        keys = dict(Opportunity.objects.filter(grid=edition.grid_id).values_list("pk", "key"))

        assert expected == {
            (place.stage.slug, place.column, keys[pk], below.slug)
            for number, pk in enumerate(kept.pks)
            for place in kept.places(number)
            for below in place.carried_to
        }


def test_words_asked_for_last_are_kept_as_far_as_there_is_room():
    kept = Cache[Term, Levels](3000, _size)
    for number in range(5):
        kept.put(Term(str(number)), (1 << 8000,))
        kept.get(Term("0"))

    assert [kept.get(Term(str(number))) is not None for number in range(5)] == [
        True,
        False,
        False,
        False,
        True,
    ]
