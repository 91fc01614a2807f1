"""A plan in Chromium, with and without JavaScript; axe and widths on each page."""

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from cpd_site.models import Membership, Organisation
from frameworks.actions import plan_sharing, plans
from frameworks.actions.plans import StepWords
from frameworks.models import PlanStep
from frameworks.queries.plans import lines_to_choose
from opportunities.grid.short_keys import short
from tests.browser.faults import crowded, faults, sideways
from tests.browser.plans.conftest import GRID
from tests.browser.signing_in import signed_in
from tests.builders import key, published
from tests.frameworks.updates.copies import reworded, without


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_plans(new_context, site, ann, scripts):
    page = signed_in(new_context(java_script_enabled=scripts), site, ann)
    page.goto(f"{site}/frameworks/thornshire/stages/teaching-assistant/")
    page.get_by_role("link", name="Add to my plan").click()
    page.get_by_label("Join in").check()
    page.get_by_role("button", name="Add to my plan").click()
    expect(page.get_by_text("A line is in your plan.")).to_be_visible()
    page.get_by_role("link", name="Join in").click()
    page.get_by_label("Notes").first.fill("I want to listen more.")
    page.get_by_label("This step is done").first.check()
    page.locator("#step-plan").get_by_role("button", name="Save").click()
    expect(page.get_by_text("“Plan” is saved.")).to_be_visible()
    expect(page.locator(".cpd-cycle .is-done")).to_have_count(1)


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_written_on_a_sheet_is_kept_in_a_plan(new_context, site, ann, scripts):
    page = signed_in(new_context(java_script_enabled=scripts), site, ann)
    page.goto(f"{site}/list/?k={short(key('Join in'))}")
    page.get_by_role("button", name="Make the sheet").click()
    page.get_by_label("Why").fill("To listen more")
    page.get_by_role("button", name="Make the sheet").click()
    expect(page.get_by_label("Which plan")).to_be_visible()
    found = faults(page, "a sheet, signed in") if scripts else {}

    page.get_by_role("button", name="Keep it in my plan").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("stands under “Plan” of each line.")).to_be_visible()
    page.get_by_role("link", name="Join in").click()
    expect(page.get_by_text("Why: To listen more").first).to_be_visible()
    assert found == {}


def test_pages_of_a_plan_have_no_faults(new_context, site, ann, cal, framework):
    plan = plans.create(by=ann, title="My plan 2026/27")
    lines = lines_to_choose(ann, framework.slug, "teaching-assistant", [])
    item, other = plans.add_lines(plan=plan, by=ann, lines=lines)
    goal = plans.add_goal(plan=plan, by=ann, text="Listen more, and let others finish")
    words = StepWords("Note", "It went well", ("https://elm.example/minutes",), is_done=True)
    plans.write_step(item=item, by=ann, step=PlanStep.Step.PLAN, words=words, seen=0)
    plans.renew_calendar(by=ann)
    Organisation.objects.update(kind=Organisation.Kind.SCHOOL)
    organisation = framework.organisation
    Membership.objects.create(user=ann, organisation=organisation, role=Membership.Role.EDITOR)
    published(without(reworded(GRID, Join_in="Join us"), "Visit other schools"), label="2027")
    share = plan_sharing.share(
        plan=plan, by=ann, email=cal.email, may_comment=True, until=localdate()
    )
    plan_sharing.comment(share=share, by=cal, item=item, text="Well done")
    page = signed_in(new_context(), site, ann)
    found: dict[str, list[str]] = {}
    for address in (
        "/plans/",
        f"/plans/{plan.pk}/",
        f"/plans/{plan.pk}/goals/",
        f"/plans/{plan.pk}/sharing/",
        f"/plans/{plan.pk}/next/",
        f"/plans/{plan.pk}/delete/",
        f"/plans/lines/{goal.pk}/goal/",
        "/plans/calendar/",
        "/desk/thornshire/chosen/",
        f"/plans/lines/{item.pk}/",
        f"/plans/lines/{other.pk}/remove/",
        "/plans/add/?framework=thornshire&stage=teaching-assistant",
        "/desk/",
    ):
        page.goto(f"{site}{address}")
        found |= faults(page, address) | crowded(page, address)
    page.goto(f"{site}/plans/{plan.pk}/")
    taken = page.get_by_role("button", name="Take the new words")
    expect(taken).to_be_visible()
    page.emulate_media(media="print")
    expect(taken).to_be_hidden()
    dark = signed_in(new_context(color_scheme="dark"), site, ann)
    dark.goto(f"{site}/plans/lines/{item.pk}/")
    found |= faults(dark, "a line, in dark colours")
    theirs = signed_in(new_context(), site, cal)
    for address in ("/plans/", f"/plans/shared/{share.pk}/"):
        theirs.goto(f"{site}{address}")
        found |= faults(theirs, f"{address}, theirs")
    theirs.get_by_role("button", name="Open the plan").click()
    expect(theirs.get_by_role("heading", name="My plan 2026/27")).to_be_visible()
    found |= faults(theirs, "the plan, theirs")
    theirs.get_by_role("link", name="Join in").click()
    expect(theirs.get_by_label("Your comment")).to_be_visible()
    found |= faults(theirs, "a line, theirs") | crowded(theirs, "a line, theirs")

    assert found == {}


def test_a_name_without_spaces_stays_on_the_screen(new_context, site, ann):
    plan = plans.create(by=ann, title="w" * 120)
    goal = plans.add_goal(plan=plan, by=ann, text="g" * 400)
    page = signed_in(new_context(), site, ann)
    wide: dict[str, list[str]] = {}

    for address in (
        f"/plans/{plan.pk}/",
        f"/plans/{plan.pk}/sharing/",
        f"/plans/lines/{goal.pk}/",
    ):
        page.goto(f"{site}{address}")
        wide |= sideways(page, address)

    assert wide == {}
