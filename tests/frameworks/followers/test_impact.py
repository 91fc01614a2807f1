"""What publishing a draft will ask of the copies that follow, told before it is published."""

import pytest
from django.core.cache import caches

from cpd_site.models import Membership
from frameworks.actions import publishing
from frameworks.models import CopySummary, Framework
from frameworks.queries import changes, impact
from frameworks.queries.updates import pending_update, plan_update
from tests.builders import published
from tests.factories import member
from tests.frameworks.followers.conftest import follows, now_drafted, publish_next
from tests.frameworks.updates.copies import BASE, OURS, THEIRS, hidden, reworded

pytestmark = pytest.mark.django_db

PAGE = "/desk/thornshire/followers/effect/"
PUBLISH = "/desk/thornshire/publish/"


@pytest.fixture(autouse=True)
def nothing_kept():
    caches["impact"].clear()


@pytest.fixture
def draft(framework, editor):
    return now_drafted(framework, editor, THEIRS)


def foreseen(draft, corrects_only=False):
    return impact.draft_impact(draft, changes.since_published(draft), corrects_only=corrects_only)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_it_is_what_each_update_asks_afterwards(edition, draft):
    schools = [follows(edition, "elm", OURS), follows(edition, "oak", BASE)]
    schools.append(follows(edition, "ash", hidden(BASE, "Join in")))
    follows(edition, "fir")

    told = foreseen(draft).impact
    publisher = member(draft.framework.organisation, Membership.Role.PUBLISHER)
    publishing.publish(edition=draft, by=publisher, label="2026")

    asked = {}
    for school in schools:
        waits = pending_update(Framework.objects.get(pk=school.pk))
        assert waits is not None
        asked[school.pk] = len(plan_update(waits).plan.questions)
    assert told.questions == asked
    assert (told.copies, told.unasked, told.asked, told.unpublished) == (4, 2, 1, 1)


def test_who_skipped_an_edition_is_asked_about_both(edition, framework, editor):
    follows(edition, "elm", OURS)
    publish_next(framework, reworded(BASE, Join_in="Take part"), "2026")
    both = reworded(BASE, Join_in="Take part", Go_abroad="Go far")

    told = foreseen(now_drafted(framework, editor, both)).impact

    assert [*told.questions.values()] == [2]
    assert [(one.words, one.copies) for one in told.most_asked] == [
        ("Go abroad", 1),
        ("Join in", 1),
    ]


def test_corrections_ask_nothing_only_where_all_since_are_marked_so(edition, framework, editor):
    follows(edition, "elm", OURS)
    draft = now_drafted(framework, editor, reworded(BASE, Join_in="Take part"))
    assert foreseen(draft, corrects_only=True).impact.asked == 0
    publisher = member(framework.organisation, Membership.Role.PUBLISHER)
    publishing.publish(edition=draft, by=publisher, label="2026", corrects_only=False)

    again = now_drafted(framework, editor, reworded(BASE, Join_in="Take part", Go_abroad="Go far"))

    assert foreseen(again, corrects_only=True).impact.asked == 1


def test_it_is_kept_until_the_draft_or_a_copy_changes(
    edition, draft, editor, django_assert_num_queries
):
    follows(edition, "elm", OURS)
    since = changes.since_published(draft)
    first = impact.draft_impact(draft, since)
    with django_assert_num_queries(2):
        assert impact.draft_impact(draft, since).impact == first.impact

    follows(edition, "oak", OURS)
    assert foreseen(draft).impact.asked == 2
    changed = now_drafted(draft.framework, editor, BASE)
    assert foreseen(changed).impact.asked == 0


def test_what_it_differs_in_may_not_be_kept_yet(edition, draft):
    follows(edition, "elm", OURS)
    kept = CopySummary.objects.all()
    kept.delete()

    told = foreseen(draft).impact

    assert (told.unknown, told.copies, told.questions) == (1, 1, {})


def test_who_may_not_see_it_is_not_offered_it(edition, draft):
    follows(edition, "elm", OURS)
    follows(edition, "oak", OURS, parent=draft.framework.organisation)
    Framework.objects.filter(pk=draft.framework_id).update(visibility="members")
    draft.framework.refresh_from_db()

    told = foreseen(draft).impact

    assert (told.copies, told.closed_to, told.asked) == (2, 1, 1)


def test_each_question_is_named_with_its_kind_unless_it_is_about_a_line(at_desk, edition, draft):
    follows(edition, "elm", OURS)

    asked = foreseen(draft).impact.most_asked
    page = text_of(at_desk.get(PAGE))

    assert {one.kind for one in asked} == {"Line"}
    assert f"<p>{asked[0].words}</p>" in page


def test_the_publish_page_and_the_page_of_the_effect_say_it(at_desk, edition, draft):
    follows(edition, "elm", OURS)
    follows(edition, "oak", BASE)
    follows(edition, "fir")

    summary = text_of(at_desk.get(PUBLISH))
    page = text_of(at_desk.get(PAGE))
    part = at_desk.get(PAGE, headers={"HX-Request": "true"}).content.decode()
    corrects = text_of(at_desk.get(f"{PAGE}?corrects=1"))

    said = "1 of 3 copies takes this without a question; 1 will be asked; 1 has not published yet."
    assert said in summary
    assert said in page
    assert "<html" not in part
    assert "Reworded by <strong>1</strong> of 2" in page
    assert "Elm School" in page
    assert "Ms Hill" not in page
    assert "Marked as only correcting wording" in corrects


def test_many_are_fetched_after_the_page(at_desk, edition, draft, monkeypatch):
    monkeypatch.setattr(impact, "FEW", 1)
    follows(edition, "elm", OURS)
    follows(edition, "oak", BASE)

    before = at_desk.get(PUBLISH).content.decode()
    at_desk.get(PAGE)
    after = at_desk.get(PUBLISH).content.decode()

    assert f'data-hx-get="{PAGE}"' in before
    assert f'href="{PAGE}"' in before
    assert "data-hx-get" not in after
    assert "1 will be asked" in after


def test_without_followers_or_a_draft_it_says_so(at_desk, edition, framework, editor):
    assert at_desk.get(PAGE).status_code == 404
    now_drafted(framework, editor, THEIRS)

    assert "Nobody follows it yet" in text_of(at_desk.get(PAGE))
    assert "follow" not in text_of(at_desk.get(PUBLISH)).split("Publish the draft")[1]


def test_the_words_of_a_draft_are_harmless(at_desk, edition, framework, editor):
    follows(edition, "elm", OURS)
    published(reworded(BASE, Join_in="<script>alert(1)</script>"), label="2026")
    now_drafted(framework, editor, reworded(BASE, Join_in="Take part"))

    assert "<script>alert" not in at_desk.get(PAGE).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_as_many_queries_for_one_copy_as_for_three(
    at_desk, edition, draft, django_assert_num_queries, count
):
    for number in range(count):
        follows(edition, f"school-{number}", OURS)
    at_desk.get(PUBLISH)
    caches["impact"].clear()

    with django_assert_num_queries(34):
        at_desk.get(PAGE)


@pytest.mark.parametrize("count", [1, 3])
def test_publishing_does_nothing_for_each_follower(
    edition, draft, nothing_remembered, django_assert_num_queries, count
):
    for number in range(count):
        follows(edition, f"school-{number}", OURS)
    publisher = member(draft.framework.organisation, Membership.Role.PUBLISHER)
    changes.since_published(draft)  # the published grid is remembered from here on

    with django_assert_num_queries(42) as asked:
        publishing.publish(edition=draft, by=publisher, label="2026")

    assert not [one for one in asked if CopySummary._meta.db_table in one["sql"]]
