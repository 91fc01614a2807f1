"""Times that do not exist, and years far off, are refused with a sentence."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains

from frameworks.actions.publishing import TooFarOff
from frameworks.checks.due_times import fault_of
from frameworks.queries import changes
from tests.frameworks.publishing.due.dates import (
    PUBLISH,
    set_for,
    stored,
)

pytestmark = pytest.mark.django_db


NOW = datetime(2026, 11, 28, 18, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("day", "at", "says"),
    [
        (date(2027, 3, 28), time(1, 30), "There is no 01:30 on 28 March 2027: the clocks go "),
        (date(2027, 3, 28), time(1), "There is no 01:00 on 28 March 2027: the clocks go forward."),
        (date(2027, 10, 31), time(1, 30), "01:30 comes twice on 31 October 2027: the clocks go "),
        (date(2027, 10, 31), time(1), "01:00 comes twice on 31 October 2027: the clocks go back."),
        (date.max, time.max, "Choose a date within the next 2 years."),
        (date(2028, 11, 30), time(8), "Choose a date within the next 2 years."),
        (date.min, time.min, "Choose a date and time that are still to come."),
        (date(2026, 11, 28), time(18), "Choose a date and time that are still to come."),
    ],
)
def test_a_time_that_is_none_is_refused_with_a_sentence(day, at, says):
    assert fault_of(day, at, NOW).startswith(says)


@pytest.mark.parametrize(
    ("day", "at"),
    [
        (date(2027, 3, 28), time(0, 59)),
        (date(2027, 3, 28), time(2)),
        (date(2027, 10, 31), time(0, 59)),
        (date(2027, 10, 31), time(2)),
        (date(2026, 11, 28), time(18, 1)),
        (date(2028, 11, 29), time(8)),
    ],
)
def test_the_times_beside_it_are_taken(day, at):
    assert fault_of(day, at, NOW) == ""


def test_the_page_refuses_the_hour_that_the_clocks_skip(client, draft, publisher):
    """The next time they do: the last Sunday of March, which in one year or the next is to come."""
    today = timezone.localdate()
    year = today.year if today < date(today.year, 3, 24) else today.year + 1
    last = date(year, 3, 31)
    day = last - timedelta(days=(last.weekday() + 1) % 7)
    client.force_login(publisher)
    typed = {"label": "2027", "note": "Kept", "when": "later", "date": day, "time": "01:30"}

    for step in ("check", "publish"):
        response = client.post(PUBLISH, {**typed, "step": step, "seen": changes.fingerprint(draft)})
        assertContains(response, f"There is no 01:30 on {day:%-d %B %Y}")
        assertContains(response, "Kept</textarea>")
    assert stored(draft).due_at is None


def test_a_date_years_away_is_refused_however_it_is_set(draft, publisher):
    with pytest.raises(TooFarOff, match="within the next 2 years"):
        set_for(draft, publisher, timezone.now() + timedelta(days=800))

    assert stored(draft).due_at is None
