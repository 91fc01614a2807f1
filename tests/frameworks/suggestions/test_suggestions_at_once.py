"""Two people press at the same moment: a line is offered once, and answered once."""

import pytest

from cpd_site.models import Membership
from frameworks.actions import suggestions
from frameworks.actions.suggestions import OfferedAlready, SuggestionRefused
from frameworks.models import Suggestion
from tests.factories import member
from tests.frameworks.publishing.test_publishing_at_once import at_once
from tests.frameworks.suggestions import offers

Role = Membership.Role

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_people_who_offer_at_once_one_does(draft, leader, school):
    people = [leader, member(school, Role.EDITOR)]

    outcomes = at_once(lambda person: offers.offer(draft, person, "Shadow the SENDCo"), people)

    assert {type(outcome) for outcome in outcomes} == {Suggestion, OfferedAlready}
    assert Suggestion.objects.count() == 1


def test_of_people_who_take_at_once_one_does(offered, editor, framework):
    people = [editor, member(framework.organisation, Role.EDITOR)]

    outcomes = at_once(lambda person: suggestions.take(suggestion=offered, by=person), people)

    assert {type(outcome) for outcome in outcomes} == {Suggestion, SuggestionRefused}
    draft = offers.draft_at(framework)
    assert draft.events.filter(what="added").count() == 1
    assert offers.placed(draft, "Shadow the SENDCo")


def test_it_is_taken_or_taken_back_and_never_both(offered, editor, leader, framework):
    acts = {
        editor: lambda: suggestions.take(suggestion=offered, by=editor),
        leader: lambda: suggestions.take_back(suggestion=offered, by=leader),
    }

    outcomes = at_once(lambda person: acts[person](), [editor, leader])

    assert {type(outcome) for outcome in outcomes} == {Suggestion, SuggestionRefused}
    kept = Suggestion.objects.get()
    is_in = framework.editions.drafts().filter(events__what="added").exists()
    assert is_in == kept.is_taken
