"""Whose plan it is hears by mail of comments: once a day, and never what they say."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from django.utils.timezone import localdate

from frameworks.actions import plan_sharing, plans
from frameworks.actions.notify_plan_owners import NO_NEWS, tell_plan_owners
from frameworks.actions.plans import PlanRefused
from frameworks.models import PlanComment
from tests.factories import UserFactory
from tests.frameworks.comments.test_telling_comments import NO_SERVER
from tests.frameworks.plans.test_plan_pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def cal(db):
    return UserFactory.create(name="Cal Cove", email="cal@example.org")


@pytest.fixture
def shared(plan, ann, cal):
    until = localdate() + timedelta(days=30)
    return plan_sharing.share(plan=plan, by=ann, email=cal.email, may_comment=True, until=until)


@pytest.fixture
def comment(shared, cal, item):
    def say(text="Well done", share=shared, line=item, by=cal):
        return plan_sharing.comment(share=share, by=by, item=line, text=text)

    return say


def test_one_mail_says_who_and_where_and_nothing_of_it(comment, plan, item, ann):
    comment("Well done")
    comment("And what next?")

    call_command("tell_followers", verbosity=0)

    (letter,) = mail.outbox
    said = str(letter.message())
    assert letter.to == [ann.email]
    assert "There are 2 new comments on a plan that you share." in letter.body
    assert "From cal@example.org. Read them here" in letter.body
    assert f"/plans/{plan.pk}/sharing/" in letter.body
    for words in ("Well done", "what next", plan.title, item.text):
        assert words not in said


def test_no_more_than_once_a_day_and_none_is_left_out(comment):
    comment("One")
    assert tell_plan_owners() == 1
    comment("Two")
    assert tell_plan_owners() == 0

    a_day_ago = timezone.now() - timedelta(days=1, seconds=1)
    PlanComment.objects.filter(text="One").update(told_at=a_day_ago)

    assert tell_plan_owners() == 1
    assert "There is 1 new comment" in mail.outbox[-1].body
    assert tell_plan_owners() == 0


def test_of_two_plans_there_is_one_mail(comment, ann, cal, shared):
    other = plans.create(by=ann, title="My other plan")
    goal = plans.add_goal(plan=other, by=ann, text="Learn Welsh")
    also = plan_sharing.share(
        plan=other, by=ann, email=cal.email, may_comment=True, until=shared.until
    )
    comment()
    comment(share=also, line=goal)

    assert tell_plan_owners() == 1

    body = mail.outbox[0].body
    assert "2 new comments on plans that you share" in body
    assert f"/plans/{other.pk}/sharing/" in body
    assert f"/plans/{shared.plan_id}/sharing/" in body


def test_mail_down_is_tried_again(comment, settings):
    working = settings.MAILERS
    comment()
    settings.MAILERS = NO_SERVER
    assert tell_plan_owners() == 0

    settings.MAILERS = working

    assert tell_plan_owners() == 1


def test_what_is_old_and_what_a_closed_account_has_is_told_to_nobody(comment, ann):
    PlanComment.objects.filter(pk=comment().pk).update(at=timezone.now() - NO_NEWS)
    assert tell_plan_owners() == 0

    comment("Another")
    ann.is_active = False
    ann.save()
    assert tell_plan_owners() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_telling_takes_as_many_queries_for_much(comment, count, django_assert_num_queries):
    for number in range(count):
        comment(f"Comment {number}.")

    with django_assert_num_queries(3):
        tell_plan_owners()


def test_so_many_comments_are_written_in_a_day_and_the_next_comes_back(
    comment, shared, item, client, cal
):
    for number in range(plan_sharing.COMMENTS.most):
        comment(f"Comment {number}.")
    comment("Comment 1.")  # the same twice is one, and is not refused
    with pytest.raises(PlanRefused, match="This one is not sent yet"):
        comment("One more")

    client.force_login(cal)
    page = read(
        client.post(f"/plans/shared/{shared.pk}/lines/{item.pk}/", {"text": "One more thought"})
    )

    assert "50 comments on this plan in a day" in page
    assert "One more thought" in page
    assert PlanComment.objects.count() == plan_sharing.COMMENTS.most
