"""Drafts and updates work where htmx gets no fragment or is not loaded yet. What it swaps in can be
pressed at once."""

import re

import pytest
from playwright.sync_api import expect

from cpd_site.models import Membership
from frameworks.actions import drafts
from frameworks.desk.updates import id_of
from opportunities import store
from tests.browser.signing_in import signed_in
from tests.builders import grid, published
from tests.factories import member
from tests.frameworks.updates.copies import QUESTION, plan_of, with_update

DRAFT = "/desk/thornshire/draft/"
UPDATE = "/desk/thornbeck/update/"


@pytest.fixture
def draft(committed):
    edition = published(
        grid({("NQT", "School"): ["Join in", "Read"], ("RQT", "School"): ["Visit"]})
    )
    editor = member(edition.framework.organisation, Membership.Role.EDITOR)
    return drafts.start(framework=edition.framework, by=editor)


@pytest.fixture
def page(new_context, site, draft):
    return signed_in(new_context(base_url=site), site, draft.created_by)


@pytest.fixture
def copy(committed):
    return with_update()


@pytest.fixture
def of_copy(new_context, site, copy):
    """A page of somebody who edits the copy."""
    editor = member(copy.framework.organisation, Membership.Role.EDITOR)
    return signed_in(new_context(base_url=site), site, editor)


def texts(draft) -> set[str]:
    return {line.text for line in store.read(draft.grid).opportunities}


def question_of(copy) -> str:
    """The selector of the question about the line that both changed."""
    return f"#{id_of(next(one for one in plan_of(copy).decisions if one.id == QUESTION))}"


def fail_for_htmx(page) -> None:
    """Make each request of htmx fail from now on, but none that the browser makes itself."""

    def answer(route):
        if "hx-current-url" in route.request.headers:
            route.fulfill(status=503)
        else:
            route.continue_()

    page.route("**/desk/**", answer)


def test_save_and_next_line_opens_the_next_line_without_htmx(page, draft):
    page.goto(f"{DRAFT}?stage=nqt")
    page.get_by_role("link", name="Join in").click()
    page.get_by_label("Words").fill("Take part")
    fail_for_htmx(page)

    page.get_by_role("button", name="Save and next line").click()

    expect(page.get_by_label("Words")).to_have_value("Read")
    expect(page).to_have_url(re.compile(r"\?stage=nqt$"))
    assert texts(draft) == {"Take part", "Read", "Visit"}


def test_a_line_is_removed_without_htmx(page, draft):
    page.goto(f"{DRAFT}?stage=nqt")
    page.get_by_role("link", name="Join in").click()
    remove = page.get_by_role("button", name="Remove")
    expect(remove).to_be_visible()
    fail_for_htmx(page)

    remove.click()

    expect(page.get_by_text("removed “Join in”").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?stage=nqt"))
    assert texts(draft) == {"Read", "Visit"}


def test_the_link_to_comments_is_followed_without_htmx_and_nothing_is_saved(page, draft):
    page.goto(DRAFT)
    page.get_by_role("link", name="Join in").click()
    comment = page.get_by_role("link", name="Comment", exact=True)
    expect(comment).to_be_visible()
    fail_for_htmx(page)

    with page.expect_navigation():
        comment.click()

    expect(page).to_have_url(re.compile("/comments/"))
    assert texts(draft) == {"Join in", "Read", "Visit"}


def test_a_hidden_line_is_shown_without_htmx(of_copy, copy):
    of_copy.goto("/desk/thornbeck/draft/")
    fail_for_htmx(of_copy)

    of_copy.get_by_role("button", name=re.compile("^Show.*Read the TES$")).click()

    expect(of_copy.get_by_text("showed “Read the TES”").first).to_be_visible()
    assert not any(placement.hidden for placement in store.read(copy.grid).placements)


def test_an_update_is_answered_without_htmx(of_copy, copy):
    of_copy.goto(UPDATE)
    question = of_copy.locator(question_of(copy))
    fail_for_htmx(of_copy)

    question.get_by_role("button", name="Keep ours").click()

    expect(question.get_by_text("Saved: “Keep ours”")).to_be_visible()
    expect(question).to_be_focused()


def test_an_answer_pressed_before_the_scripts_are_loaded_is_saved(of_copy, copy):
    of_copy.route("**/site.js", lambda route: None, times=1)  # never answered, once
    of_copy.goto(UPDATE, wait_until="commit")
    question = of_copy.locator(question_of(copy))

    question.get_by_role("button", name="Keep ours").click()

    expect(of_copy).to_have_url(re.compile("#"))
    expect(question.get_by_text("Saved: “Keep ours”")).to_be_visible()
    expect(question).to_be_focused()


PRESS_WHEN_ADDED = """(name) => new MutationObserver((_, observer) => {
  const buttons = [...document.querySelectorAll("button")];
  const button = buttons.find((one) => one.textContent.includes(name));
  if (!button) return;
  observer.disconnect();
  button.click();
}).observe(document.body, { childList: true, subtree: true })"""


def test_what_htmx_swaps_in_can_be_pressed_at_once(of_copy, copy):
    """htmx processes a fragment as it swaps it in. With its default `defaultSettleDelay` of 20 ms,
    a press in between would be a plain POST."""
    of_copy.goto(UPDATE)
    question = of_copy.locator(question_of(copy))
    of_copy.evaluate(PRESS_WHEN_ADDED, "Undo the answer")

    with of_copy.expect_request("**/undo/") as undo:
        question.get_by_role("button", name="Keep ours").click()

    assert undo.value.headers.get("hx-request") == "true"
    expect(question.get_by_text("Not decided")).to_be_visible()
    expect(question).to_be_focused()
