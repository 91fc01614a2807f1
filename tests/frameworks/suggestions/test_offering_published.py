"""A line is offered from the published copy, without a draft."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from cpd_site.models import Membership
from frameworks.actions import copies, drafts, suggestions
from frameworks.actions.suggestions import OfferedAlready, SuggestionRefused
from frameworks.models import Edition, Suggestion
from frameworks.rules import Refused
from tests.factories import member
from tests.frameworks.suggestions import offers

Role = Membership.Role
OWN = "Shadow <b>the</b> SENDCo"


@pytest.fixture
def copy(draft, leader):
    """Published, and no draft since."""
    offers.add(draft, leader, OWN)
    offers.reword(draft, leader, "Take part")
    return offers.publish(draft, leader, "2026")


def at(copy, text):
    return reverse("copy_offer", args=[copy.slug, offers.placed(copy.current_edition, text).key])


def test_what_could_be_offered_stands_among_the_suggestions(client, copy, leader):
    client.force_login(leader)

    page = client.get(offers.OURS)

    assertContains(page, "What you could offer")
    assertContains(page, "3 lines of yours, as published")
    assertContains(page, f'href="{at(copy, OWN)}"')
    assertContains(page, "Shadow &lt;b&gt;the&lt;/b&gt; SENDCo")
    assertContains(page, f'href="{at(copy, "Take part")}"')


def test_it_is_offered_and_no_draft_is_started(client, copy, leader):
    client.force_login(leader)
    address = at(copy, OWN)

    shown = client.get(address)
    seen = shown.context["form"].initial["seen"]
    response = client.post(address, {"why": "Ours liked it.", "seen": seen}, follow=True)

    assertContains(response, "It is offered to")
    assertContains(response, "2 lines of yours, as published")
    made = Suggestion.objects.get()
    assert (made.text, made.copy, made.by) == (OWN, copy, leader)
    assert not Edition.objects.drafts().filter(framework=copy).exists()


def test_its_own_page_leads_there_for_who_may_offer(client, copy, school, leader):
    line = offers.placed(copy.current_edition, OWN).opportunity
    page = reverse("framework_opportunity", args=[copy.slug, line])

    for reader, led in ((leader, True), (member(school), False)):
        client.force_login(reader)
        found = client.get(page)
        (assertContains if led else assertNotContains)(found, at(copy, OWN))


def test_what_says_what_theirs_says_is_not_offered(client, copy, leader):
    client.force_login(leader)

    response = client.get(at(copy, "Visit"), follow=True)

    assertContains(response, "there is nothing to offer")


def test_twice_is_refused(copy, leader):
    key = offers.placed(copy.current_edition, OWN).key
    suggestions.offer_published(copy=copy, by=leader, key=key, why="Good.")

    with pytest.raises(OfferedAlready):
        suggestions.offer_published(copy=copy, by=leader, key=key, why="Good.")


def test_who_may_not_edit_offers_nothing(client, copy, school):
    reader = member(school)
    key = offers.placed(copy.current_edition, OWN).key
    client.force_login(reader)

    with pytest.raises(Refused):
        suggestions.offer_published(copy=copy, by=reader, key=key, why="Good.")
    assert client.get(at(copy, OWN)).status_code == 403
    assertNotContains(client.get(offers.OURS), "What you could offer")


def test_one_that_follows_nobody_has_nobody_to_offer_to(client, copy, leader):
    copies.stop_following(framework=copy, by=leader)
    copy.refresh_from_db()
    client.force_login(leader)

    key = offers.placed(copy.current_edition, OWN).key
    with pytest.raises(SuggestionRefused, match="follows nobody"):
        suggestions.offer_published(copy=copy, by=leader, key=key, why="Good.")
    assertNotContains(client.get(offers.OURS), "What you could offer")


def test_nothing_published_is_told(client, draft, leader):
    client.force_login(leader)
    address = reverse("copy_offer", args=["elm", offers.JOIN])

    assertContains(client.get(address), "Nothing of this copy is published", status_code=404)


def test_the_page_takes_as_many_queries_for_one_line_as_for_many(
    client, draft, leader, django_assert_num_queries, django_assert_max_num_queries
):
    copy = offers.publish(draft, leader, "2026")
    client.force_login(leader)
    client.get(offers.OURS)
    with django_assert_max_num_queries(30) as few:
        client.get(offers.OURS)
    once = len(few)
    again = drafts.start(framework=copy, by=leader)
    for number in range(3):
        offers.add(again, leader, f"More {number}")
    offers.publish(again, leader, "2027")
    client.get(offers.OURS)

    with django_assert_num_queries(once):
        client.get(offers.OURS)
