"""The lines of a list by their keys: who is shown what, and in how many queries."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser

from cpd_site.models import Membership
from frameworks.actions import copies, drafts, editing
from frameworks.models import Framework
from frameworks.queries import lists
from frameworks.queries.lists import LineState
from opportunities.editing import lines
from opportunities.grid.short_keys import of_place
from opportunities.grid.vocabulary import ProviderTier
from tests.builders import grid, key, published
from tests.factories import UserFactory, member
from tests.sealing.elm import WORD, founded
from tests.two_editions import published_twice

pytestmark = pytest.mark.django_db

JOIN = grid({("NQT", "School"): ["Join in"], ("RQT", "School"): ["Join in", "Lead"]})


def resolve(keys, *reader):
    return lists.resolve(dict.fromkeys(keys), *reader)


@pytest.fixture(scope="module")
def elm_of_all(made_once):
    return made_once(founded)


@pytest.fixture
def elm(elm_of_all, db):
    return elm_of_all


def test_a_line_is_told_at_the_stage_where_it_was_chosen():
    short_name = published(JOIN).framework.organisation.short_name

    for chosen, where, first, comes_from in (
        (key("RQT"), f"{short_name}, RQT", "RQT", "?stage=rqt"),
        (key("Head"), f"{short_name}, 2 stages", "NQT", ""),
    ):
        (line,) = lists.resolve({key("Join in"): chosen})
        assert line.where == where
        assert line.stages[0].stage == first
        assert line.url == f"/opportunities/{key('Join in')}/{comes_from}"
        assert line.in_address == of_place(key("Join in"), chosen), (
            "it is carried along all the same"
        )


def test_a_line_is_told_with_its_edition_and_its_places():
    edition = published(JOIN)

    (line,) = resolve([key("Join in")])

    assert line.state == LineState.CURRENT
    assert line.is_readable
    assert line.wording.text == "Join in"
    assert line.edition == edition
    assert [place.stage for place in line.places] == ["NQT", "RQT"]
    assert {place.tier for place in line.places} == {ProviderTier.SCHOOL}
    assert line.places[0].url == "/frameworks/thornshire/stages/nqt/"
    assert line.url == f"/opportunities/{key('Join in')}/"


def test_keys_are_answered_in_their_order_and_once():
    published(JOIN)
    unknown = uuid4()

    lines = resolve([key("Lead"), unknown, key("Join in"), key("Lead")])

    assert [line.key for line in lines] == [key("Lead"), unknown, key("Join in")]
    assert [line.state for line in lines] == ["current", "unknown", "current"]


def test_what_the_newest_edition_has_no_more_is_told_as_the_earlier_one_said_it():
    published_twice()

    (line,) = resolve([key("Apply for an international placement")])

    assert line.state == LineState.WITHDRAWN
    assert line.wording.text == "Apply for an international placement"
    assert line.edition.label == "2025"
    of_2025 = "/frameworks/thornshire/editions/2025"
    assert line.places[0].url == f"{of_2025}/stages/rqt/"
    assert line.url == f"{of_2025}/opportunities/{line.key}/"


def test_what_was_reworded_is_told_in_its_newest_words():
    published_twice()

    (line,) = resolve([key("Follow Ofsted on Twitter")])

    assert line.wording.text == "Follow Ofsted and your subject association online"
    assert line.edition.label == "2026"


def test_what_only_a_withdrawn_edition_holds_is_unknown():
    manager = UserFactory.create(is_staff=True, is_superuser=True)
    published_twice()
    first = Framework.objects.get(slug="thornshire").editions.get(label="2025")
    type(first).objects.filter(pk=first.pk).mark_withdrawn(by=manager, reason="Wrong.")

    (line,) = resolve([key("Apply for an international placement")])

    assert line.state == LineState.UNKNOWN


def test_a_line_of_a_members_only_copy_is_a_school_s_own_to_others(elm):
    own = [key("own line")]

    for reader in (AnonymousUser(), UserFactory.create()):
        (line,) = resolve(own, reader)
        assert (line.state, line.wording, line.edition) == (LineState.NOT_YOURS, None, None)
        assert (line.url, line.places) == ("", ())

    (line,) = resolve(own, elm.leader)
    assert line.wording.text == f"Line {WORD}"
    assert line.places[0].note == f"N {WORD}"
    assert line.places[0].url == f"/frameworks/{elm.copy.slug}/stages/own-stage/"
    assert line.url == f"/frameworks/{elm.copy.slug}/opportunities/{line.key}/"


def test_a_line_that_a_copy_rewords_is_told_to_its_people_in_their_words(elm):
    published(JOIN, slug="another")
    lead = [key("Lead")]

    assert {line.wording.text for line in (*resolve(lead), *resolve(lead, elm.leader))} == {"Lead"}
    assert resolve(lead, elm.leader)[0].edition.framework == elm.copy
    assert resolve(lead)[0].edition.framework != elm.copy


def test_what_a_copy_hides_is_not_found_in_it(elm):
    (line,) = resolve([key("Join in")], elm.leader)

    assert line.edition.framework == elm.framework
    assert line.wording.text == "Join in"


def test_what_stands_in_a_draft_alone_is_unknown(elm):
    manager = member(elm.framework.organisation, Membership.Role.MANAGER)
    draft = drafts.start(framework=elm.framework, by=manager)
    place = (key("NQT"), key("School"))
    editing.change(
        edition=draft, by=manager, do=lambda now: lines.add_lines(now, place, ["Not yet"])
    )
    (added,) = draft.grid.opportunity_set.filter(text="Not yet")

    (line,) = resolve([added.key], manager)

    assert line.state == LineState.UNKNOWN


def test_a_copy_that_everybody_with_its_link_may_read_is_read(elm):
    copies.change_visibility(
        framework=elm.copy, by=elm.leader, visibility=Framework.Visibility.LINK
    )

    (line,) = resolve([key("own line")])

    assert line.wording.text == f"Line {WORD}"


@pytest.mark.parametrize("number", [1, 300])
def test_however_many_keys_it_takes_the_same_queries(django_assert_max_num_queries, elm, number):
    published_twice("wold")
    keys = [
        key("own line"),
        key("Join in"),
        key("Apply for an international placement"),
        *(uuid4() for _ in range(number)),
    ]

    with django_assert_max_num_queries(8):
        resolve(keys)
    with django_assert_max_num_queries(11):
        resolve(keys, elm.leader)
    with django_assert_max_num_queries(0):
        resolve([])
