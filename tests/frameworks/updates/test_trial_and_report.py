"""The result of an update, tried before it is applied, and the report of what came in."""

from dataclasses import replace

import pytest

from cpd_site.models import Membership
from frameworks.actions import editing, updates
from frameworks.models import Event
from tests.builders import key, published
from tests.factories import member
from tests.frameworks.updates.answers import decide_all
from tests.frameworks.updates.copies import (
    QUESTION,
    THEIRS,
    WITHDRAWN,
)
from tests.frameworks.updates.pages import URL, page_of, question, send, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(editor, client):
    client.force_login(editor)
    return editor


def test_the_result_is_shown_before_anything_is_written(client, draft, editor):
    response = client.get(f"{URL}try/")

    page = text(response)
    assert "Tried, not applied." in page
    assert "2 questions still need you" in page
    assert "Visit other schools" in page
    assert "Join in with Ms Hill" in page
    assert "Read the TES" not in page
    assert "no-store" in response["Cache-Control"]


def test_what_would_come_in_is_not_marked_as_our_own(client, draft, editor):
    mentor = replace(THEIRS.stages[0], key=key("Mentor"), slug="mentor", name="Mentor")
    published(replace(THEIRS, stages=(*THEIRS.stages, mentor)), label="2027")

    page = text(client.get(f"{URL}try/"))

    assert "Mentor" in page
    assert "Mentor School’s own" not in page
    assert f"{draft.framework.follows.organisation.short_name}, 2027 edition" in page


@pytest.mark.parametrize("page", ["about/", "ladder/", "stages/nqt/", "draft.csv"])
def test_every_page_of_the_trial_opens(client, draft, editor, page):
    assert client.get(f"{URL}try/{page}").status_code == 200


def test_applying_leads_to_the_report_and_then_nothing_waits(client, draft, editor):
    decide_all(draft, editor)
    fingerprint = page_of(draft).plan.fingerprint

    response = client.post(f"{URL}apply/", {"seen": fingerprint}, follow=True)

    page = text(response)
    assert "The update is in your draft." in page
    assert "What came in with the 2026 edition" in page
    assert "Take theirs, chosen by Edna Elm" in page
    assert "No update is waiting" in text(client.get(URL))
    assert "Updates so far" in text(client.get(URL))


def test_applying_with_something_undecided_leads_to_the_question(client, draft, editor):
    response = client.post(f"{URL}apply/", {"seen": page_of(draft).plan.fingerprint}, follow=True)

    assert response.redirect_chain[0][0] == f"{URL}#{question(draft, QUESTION).id}"
    assert "2 questions still need you. Nothing was written." in text(response)


def test_applying_twice_says_that_it_is_in(client, draft, editor):
    decide_all(draft, editor)
    fingerprint = page_of(draft).plan.fingerprint
    client.post(f"{URL}apply/", {"seen": fingerprint})

    page = text(client.post(f"{URL}apply/", {"seen": fingerprint}, follow=True))

    assert "Your copy is based on the newest edition" in page
    assert Event.objects.filter(what="took in").count() == 1


def test_a_report_says_that_the_update_was_undone(client, draft, editor):
    decide_all(draft, editor)
    event = updates.apply(draft=draft, by=editor)
    editing.undo(edition=draft, by=editor)

    assert "was undone afterwards" in text(client.get(f"{URL}reports/{event.pk}/"))


def test_a_report_of_another_framework_is_not_there(client, draft, editor):
    decide_all(draft, editor)
    event = updates.apply(draft=draft, by=editor)
    other = member(draft.framework.follows.organisation, Membership.Role.MANAGER)
    client.force_login(other)

    assert client.get(f"/desk/thornshire/update/reports/{event.pk}/").status_code == 404
    assert client.get(f"{URL}reports/{event.pk}/").status_code == 404


def test_a_hostile_report_stays_words(client, draft, editor):
    send(client, draft, WITHDRAWN, answer="keep", reason="<script>alert(1)</script>")
    send(client, draft, QUESTION, answer="own", own="<script>alert(1)</script>")
    event = updates.apply(draft=draft, by=editor)

    page = client.get(f"{URL}reports/{event.pk}/").content.decode()

    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;") >= 2
