"""A year with a plan in Chromium: planned on a phone, shared, commented on, told of a new edition,
taken away, and begun again; with and without JavaScript, and by keyboard."""

import json

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from frameworks.models import Plan
from tests.browser.plans.conftest import GRID
from tests.browser.signing_in import signed_in
from tests.builders import published
from tests.frameworks.updates.copies import reworded, without

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


def press(page, name: str) -> None:
    """Go to the button or link of this name, and press Enter: no mouse."""
    target = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first
    target.focus()
    page.keyboard.press("Enter")


def plans_on_a_phone(page, site) -> None:
    page.goto(f"{site}/frameworks/thornshire/stages/teaching-assistant/")
    press(page, "Add to my plan")
    for line in ("Join in", "Visit other schools"):
        page.get_by_label(line).focus()
        page.keyboard.press("Space")
    press(page, "Add to my plan")
    expect(page.get_by_text("2 lines are in your plan.")).to_be_visible()
    press(page, "Add a goal of your own")
    page.get_by_label("Your goal").fill("Listen more")
    press(page, "Put it in my plan")
    expect(page.get_by_role("heading", name="Listen more")).to_be_visible()


def writes(page, site, item, step: str, note: str) -> None:
    page.goto(f"{site}/plans/lines/{item.pk}/")
    form = page.locator(f"#step-{step}")
    if not form.get_by_label("Notes").is_visible():
        form.locator("summary").focus()
        page.keyboard.press("Enter")
    form.get_by_label("Notes").fill(note)
    form.get_by_label("This step is done").focus()
    page.keyboard.press("Space")
    form.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    expect(form.get_by_role("paragraph").filter(has_text=note)).to_be_visible()


def shares(page, site, plan, email: str) -> None:
    page.goto(f"{site}/plans/{plan.pk}/sharing/")
    page.get_by_label("Their e-mail address").fill(email)
    page.get_by_label("Read it and comment").focus()
    page.keyboard.press("Space")
    press(page, "Share it")
    expect(page.get_by_text(f"{email} can read this plan.")).to_be_visible()


def comments(page, site) -> None:
    page.goto(f"{site}/plans/")
    press(page, "A plan of Ann Ash")
    press(page, "Open the plan")
    press(page, "Join in")
    expect(page.get_by_text("I want to listen.")).to_be_visible()
    page.get_by_label("Your comment").fill("A good start.")
    press(page, "Send the comment")
    expect(page.get_by_text("Ann Ash can read your comment.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_year_with_a_plan(new_context, site, ann, cal, scripts):
    page = signed_in(new_context(java_script_enabled=scripts, viewport=PHONE), site, ann)
    plans_on_a_phone(page, site)
    plan = Plan.objects.get(owner=ann)
    item = plan.items.get(text="Join in")
    writes(page, site, item, "plan", "I want to listen.")
    shares(page, site, plan, cal.email)
    theirs = signed_in(new_context(java_script_enabled=scripts, viewport=DESK), site, cal)
    comments(theirs, site)

    published(without(reworded(GRID, Join_in="Join us"), "Visit other schools"), label="2027")

    page.set_viewport_size(DESK)
    page.goto(f"{site}/plans/{plan.pk}/")
    expect(page.get_by_text("Reworded since you chose it.")).to_be_visible()
    expect(page.get_by_text("no longer lists this")).to_be_visible()
    press(page, "Take the new words")
    expect(page.get_by_role("heading", name="Join us")).to_be_visible()
    expect(page.get_by_text("A good start.")).to_be_visible()
    writes(page, site, item, "reflect", "It helped.")
    page.goto(f"{site}/plans/{plan.pk}/")
    with page.expect_download() as download:
        press(page, "data (JSON)")
    taken = json.loads(download.value.path().read_text("utf-8"))
    assert [line["text"] for line in taken["lines"]] == [
        "Join us",
        "Visit other schools",
        "Listen more",
    ]
    press(page, "Begin the next plan")
    page.get_by_label("Name of the plan").fill("The year after")
    press(page, "Begin the next plan")
    expect(page.get_by_role("heading", name="The year after")).to_be_visible()
    expect(page.get_by_role("link", name="Join us")).to_be_visible()
    assert plan.shares.get().until > localdate()
