"""Markup in every field of a plan is shown as it was typed, on every page of it."""

import html
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from frameworks.actions import plan_sharing, plans
from frameworks.actions.plans import StepWords
from frameworks.models import PlanStep
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NASTY = "<script>alert('Ann')</script>"


def test_markup_is_shown_as_it_was_typed(ann, anns):
    ann.name = NASTY
    ann.save()
    plan = plans.create(by=ann, title=f"Title {NASTY}")
    goal = plans.add_goal(plan=plan, by=ann, text=f"Goal {NASTY}")
    words = StepWords(f"Note {NASTY}", f"Evidence {NASTY}", (f"https://elm.example/{NASTY}",))
    plans.write_step(item=goal, by=ann, step=PlanStep.Step.PLAN, words=words, seen=0)
    plans.set_item(
        item=goal, by=ann, review_on=localdate(), standards=[f"Standard {NASTY}"], seen=1
    )
    cal = UserFactory.create(email="cal@example.org")
    share = plan_sharing.share(
        plan=plan,
        by=ann,
        email=cal.email,
        may_comment=True,
        until=localdate() + timedelta(days=1),
    )
    plan_sharing.look(share=share, by=cal)
    plan_sharing.comment(share=share, by=cal, item=goal, text=f"Comment {NASTY}")
    cals = Client()
    cals.force_login(cal)
    pages = {
        anns: (
            "/plans/",
            f"/plans/{plan.pk}/",
            f"/plans/{plan.pk}/rename/",
            f"/plans/{plan.pk}/delete/",
            f"/plans/{plan.pk}/next/",
            f"/plans/{plan.pk}/sharing/",
            f"/plans/lines/{goal.pk}/",
            f"/plans/lines/{goal.pk}/goal/",
            f"/plans/lines/{goal.pk}/remove/",
            "/desk/",
        ),
        cals: (
            "/plans/",
            f"/plans/shared/{share.pk}/",
            f"/plans/shared/{share.pk}/lines/{goal.pk}/",
        ),
    }

    for who, addresses in pages.items():
        for address in addresses:
            page = who.get(address).content.decode()
            assert NASTY not in page, address
            assert html.escape(NASTY) in page, address
