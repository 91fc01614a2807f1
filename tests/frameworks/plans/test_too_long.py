"""Text of 100,000 characters, in every field of plans: told in a sentence, and back as it was."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from frameworks.actions import plan_sharing, plans
from frameworks.models import PlanComment, PlanItem, PlanShare, PlanStep
from frameworks.queries.plans import lines_to_choose
from tests.factories import UserFactory
from tests.frameworks.plans.test_plan_pages import read

pytestmark = pytest.mark.django_db

LONG = "https://x.example/" + "x" * 100_000
TOLD = ("is too long", "at most", "is no web address", "Write a date such as")


@pytest.fixture
def cal(plan, ann, item):
    return UserFactory.create(name="Cal Cove", email="cal@example.org")


@pytest.fixture
def goal(plan, ann):
    return plans.add_goal(plan=plan, by=ann, text="Listen more")


def forms(plan, item, goal, framework):
    """Each address of the owner, with a field and what else its form needs."""
    line = lines_to_choose(plan.owner, framework.slug, "nqt", [])[0].key
    adding = f"{reverse('plan_add')}?framework={framework.slug}&stage=nqt"
    share = {"email": "cal@example.org", "until": localdate().isoformat()}
    yield reverse("plan_list"), "title", {}
    yield reverse("plan_rename", args=[plan.pk]), "title", {"seen": plan.title}
    yield reverse("plan_next", args=[plan.pk]), "title", {}
    yield adding, "title", {"lines": [line], "plan": "new"}
    yield reverse("plan_goal", args=[plan.pk]), "text", {}
    yield reverse("plan_goal_change", args=[goal.pk]), "text", {"version": goal.version}
    for field in ("note", "evidence", "links", "on"):
        yield reverse("plan_step", args=[item.pk, "plan"]), f"plan-{field}", {"plan-version": 0}
    yield reverse("plan_item_about", args=[item.pk]), "review_on", {"version": item.version}
    yield reverse("plan_sharing", args=[plan.pk]), "email", share
    yield reverse("plan_sharing", args=[plan.pk]), "until", share


def test_each_field_says_so_and_gives_it_back(anns, plan, item, goal, framework):
    before = plan.title, goal.text, PlanItem.objects.count()

    for address, field, beside in forms(plan, item, goal, framework):
        page = read(anns.post(address, {**beside, field: LONG}))
        assert "There is a problem" in page, (address, field)
        assert any(told in page for told in TOLD), (address, field)
        assert LONG in page, (address, field)

    plan.refresh_from_db()
    goal.refresh_from_db()
    assert before == (plan.title, goal.text, PlanItem.objects.count())
    assert not PlanStep.objects.exists()
    assert not PlanShare.objects.exists()


def test_a_comment_says_so_and_gives_it_back(plan, ann, item, cal):
    until = localdate() + timedelta(days=1)
    share = plan_sharing.share(plan=plan, by=ann, email=cal.email, may_comment=True, until=until)
    client = Client()
    client.force_login(cal)

    page = read(client.post(reverse("plan_shared_item", args=[share.pk, item.pk]), {"text": LONG}))

    assert "It is not sent yet." in page
    assert LONG in page
    assert not PlanComment.objects.exists()
