"""Where a date set for publishing is shown, and what is said when a change ends it."""

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from frameworks.models import Edition
from frameworks.queries import changes
from tests.builders import key, published
from tests.frameworks.publishing.due.dates import (
    DRAFT,
    LAPSED,
    LINE,
    OLD,
    PUBLISH,
    Role,
    reword,
    said,
    stored,
)

pytestmark = pytest.mark.django_db


def test_the_desk_shows_it_and_that_it_no_longer_holds(client, scheduled, editor, at):
    client.force_login(editor)

    before = client.get("/desk/")
    reword(scheduled, editor)
    after = client.get("/desk/")

    assertContains(before, said(at))
    assertContains(after, f"Not on {timezone.localtime(at):%-d %B %Y}")
    assertContains(after, "Ed Editor changed the draft.")


@pytest.mark.parametrize("page", [DRAFT, f"{DRAFT}stages/", f"{DRAFT}lines/{LINE}/", PUBLISH])
def test_the_pages_of_the_draft_show_it(client, scheduled, editor, at, page):
    client.force_login(editor)

    html = client.get(page).content.decode()

    local = timezone.localtime(at)
    assert f"Due to be published on <strong>{local:%-d %B %Y} at {local:%H:%M}</strong>" in html
    assert "in the name of Pia Publisher, as “2027”" in html
    assert html.count('id="due"') == 1


@pytest.mark.parametrize("page", [DRAFT, f"{DRAFT}stages/", f"{DRAFT}lines/{LINE}/", PUBLISH])
def test_they_say_that_it_no_longer_holds(client, edited, editor, page):
    client.force_login(editor)

    response = client.get(page)

    assertContains(response, LAPSED)
    assertContains(response, "Ed Editor changed the draft on ")
    assertContains(response, "you are an editor there")
    assertNotContains(response, "ue to be published on")
    assertNotContains(response, "Keep the date, with the changes")


def test_where_no_date_is_set_nothing_is_said_of_one(client, draft, editor):
    client.force_login(editor)

    for page in ("/desk/", DRAFT, PUBLISH):
        assertNotContains(client.get(page), "ue to be published")


def spoil_by_another_way(draft):
    draft.grid.opportunity_set.filter(key=key("Join in")).update(text="Join up")


def spoil_by_the_role(draft):
    draft.due_by.memberships.update(role=Role.EDITOR)


def spoil_by_the_label(draft):
    published(OLD, label="2027")


def spoil_by_the_account(draft):
    draft.due_by.delete()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (spoil_by_another_way, "The draft has changed since the date was set."),
        (spoil_by_the_role, "Pia Publisher, who set it, may not publish here any more."),
        (spoil_by_the_label, "2027"),
        (spoil_by_the_account, "Whoever set it has no account any more."),
    ],
)
def test_the_page_tells_the_truth_whatever_came_between(client, scheduled, editor, spoil, why):
    spoil(scheduled)
    client.force_login(editor)

    response = client.get(PUBLISH)

    assertContains(response, LAPSED)
    assertContains(response, why)


# --- What is said at the first change ---


EDITS = {
    f"lines/{LINE}/": {
        "line-text": "Take part",
        "line-tier": "school",
        "line-version": 1,
        "line-placed": 1,
        "line-seen": key("Join in"),
    },
    "front-page/": {"title": "Another", "initial-title": "CPD Framework"},
    "sections/add/": {"heading": "Why", "body": "Because."},
    "lines/": {"do": "remove", "line": LINE},
    f"lines/{LINE}/down/": {},
    f"stages/{key('NQT')}/remove/": {},
}


@pytest.mark.parametrize("path", EDITS)
def test_the_first_change_is_answered_with_it_and_the_second_not(client, scheduled, editor, path):
    Edition.objects.filter(pk=scheduled.pk).update(source="")
    Edition.objects.filter(pk=scheduled.pk).update(
        due_fingerprint=changes.fingerprint(stored(scheduled))
    )
    client.force_login(editor)

    first = client.post(f"{DRAFT}{path}", EDITS[path], follow=True)
    second = client.post(f"{DRAFT}sections/add/", {"heading": "More", "body": "x"}, follow=True)

    told = f"{LAPSED}. It can be kept with the changes"
    assertContains(first, told, count=1)
    assertNotContains(second, told)
    assert not stored(scheduled).date_holds


def test_a_script_gets_it_with_the_part_of_the_page(client, scheduled, publisher):
    client.force_login(publisher)
    path = f"lines/{LINE}/"

    part = client.post(f"{DRAFT}{path}", EDITS[path], headers={"HX-Request": "true"})

    html = part.content.decode()
    assert f"{LAPSED}. It can be kept" in html.split('id="said">')[1].split("</p>")[0]
    assert "Keep the date, with the changes" in html
    assert f'value="{changes.fingerprint(stored(scheduled))}"' in html
