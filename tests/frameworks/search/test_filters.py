"""The filters of search: the catalogue in memory leaves what the database would, for any choice."""

import re
from itertools import chain

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frameworks.filters.search import CHOICES, SearchFilterSet
from frameworks.models import Framework
from frameworks.queries import catalogue
from opportunities.grid.vocabulary import ROLES
from opportunities.models import Placement
from opportunities.search.find import holding
from tests.laws import times
from tests.opportunities.in_the_database import left_by

pytestmark = pytest.mark.django_db

FIVE = ["cambridgeshire", "hampshire", "lancashire", "torbay", "wigan"]
OFFERED = {"framework": FIVE, **{name: [*labels] for name, labels in CHOICES.items()}}
ASKED = st.fixed_dictionaries(
    {},
    optional={name: st.sets(st.sampled_from(some), max_size=3) for name, some in OFFERED.items()},
)


WORDS = ["coaching", "mentor*", "visit schools", "NQT", "SENCO coaching", "read research", "quokka"]


def query(asked):
    data = QueryDict(mutable=True)
    for name, values in asked.items():
        data.setlist(name, sorted(values))
    return data


def found_by(asked):
    """The lines that are left, by their primary keys."""
    filters = SearchFilterSet(query(asked), catalogue.current())
    return [line.pk for line in filters.lines(0, filters.count)]


def everything():
    grids = Framework.objects.public().not_copies().values("current_edition__grid")
    return Placement.objects.filter(stage__grid__in=grids)


@settings(times(0.6), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ASKED, st.sampled_from(["", *WORDS]))
def test_memory_and_database_leave_the_same_lines(asked, words):
    asked = {**asked, **({"q": {words}} if words else {})}
    filters = SearchFilterSet(query(asked), catalogue.current())
    assert filters.form.is_valid()

    placements = everything()
    for term in filters.words.terms:
        placements = placements.filter(opportunity__in=chain(*holding(term)))

    in_database = {one.opportunity_id for one in left_by(filters.cleaned, placements)}
    assert sorted(found_by(asked)) == sorted(in_database)
    assert filters.count == len(in_database)


@settings(times(0.2), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ASKED)
def test_an_option_counts_what_it_would_leave(asked):
    filters = SearchFilterSet(query(asked), catalogue.current())

    for name, values in OFFERED.items():
        for value in values[:3]:
            assert filters.counts[name][value] == len(found_by({**asked, name: {value}}))


def test_what_is_not_known_is_told_and_the_others_still_filter():
    filters = SearchFilterSet(QueryDict("tier=king&group=teachers&famly=x"), catalogue.current())

    assert set(filters.errors_by_name) == {"tier", "famly"}
    assert filters.cleaned == {"group": ["teachers"]}
    assert [(chip.label, chip.url) for chip in filters.chips] == [("Teachers", "?")]


def test_an_old_address_of_all_support_staff_leads_to_the_roles_that_somebody_lists():
    old = SearchFilterSet(QueryDict("family=support-staff"), catalogue.current())
    group = SearchFilterSet(QueryDict("group=support-staff"), catalogue.current())

    assert set(old.cleaned["family"]) == set(ROLES)
    assert old.count == group.count > 0


def test_what_a_chosen_authority_lacks_is_counted_in_the_others(client):
    page = client.get("/opportunities/?q=SENCO&framework=torbay").text
    everywhere = SearchFilterSet(QueryDict("q=SENCO"), catalogue.current()).count

    assert everywhere
    assert f'there are <a href="?q=SENCO">{everywhere} opportunities</a>' in page
    assert "In the other frameworks" not in client.get("/opportunities/?q=SENCO").text


def test_search_leaves_out_what_has_ended_and_says_how_much(client):
    page = client.get("/opportunities/?q=coaching&ended=hide")

    filters = page.context["filters"]
    assert filters.counts["ended"] == {"hide": filters.count, "only": 1}
    assert "Leave out what has ended" in [chip.label for chip in page.context["chips"]]


def test_filters_that_leave_nothing_together_say_what_each_keeps_away(client):
    page = client.get("/opportunities/?q=coaching&family=lunchtime&tier=national").text
    offered = re.findall(r'<a href="(\?[^"]*)">Without “([^<]*)”</a>[^\d]*(\d+) opportunit', page)

    assert "coaching" in {label for _, label, _ in offered}
    for address, _, count in offered:
        left = SearchFilterSet(QueryDict(address[1:].replace("&amp;", "&")), catalogue.current())
        assert left.count == int(count) > 0
