"""Lines that end on a day, as a calendar."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from icalendar import Calendar

from opportunities.exchange.writing import calendar_ics
from tests.builders import document, grid, key
from tests.strategies import any_grid, dices

PLAIN = grid(
    {
        ("NQT", "School"): ["Join in", "Read"],
        ("RQT", "School"): ["Lead"],
    }
)
JOIN = replace(
    PLAIN.opportunities[0], ends_on=date(2026, 10, 3), contact="Ms Hill", details=("E.g. a club",)
)
DATED = replace(PLAIN, opportunities=(JOIN, *PLAIN.opportunities[1:]))
TWICE = replace(
    DATED,
    placements=(
        *DATED.placements,
        replace(DATED.placements[0], key=key("again"), stage=key("RQT")),
    ),
)


def events(made):
    return Calendar.from_ical(calendar_ics.write(made)).walk("VEVENT")


def test_a_line_that_ends_is_an_event_of_its_last_day():
    (event,) = events(document(DATED))

    assert event.decoded("dtstart") == date(2026, 10, 3)
    assert event.decoded("dtend") == date(2026, 10, 4)
    assert event["summary"] == "Last day: Join in"
    for said in ("E.g. a club", "Whom to ask: Ms Hill", "For: NQT", document(DATED).cited):
        assert said in event["description"]


def test_the_last_day_that_there_is_has_no_day_after_it():
    last = replace(JOIN, ends_on=date.max)

    (event,) = events(document(replace(DATED, opportunities=(last, *DATED.opportunities[1:]))))

    assert event.decoded("dtstart") == date.max


def test_a_line_in_several_boxes_is_one_event_that_names_its_stages():
    (event,) = events(document(TWICE))

    assert "For: NQT, RQT" in event["description"]


def test_a_calendar_of_one_stage_has_its_lines():
    assert not events(document(DATED, stage=DATED.stages[1]))
    assert len(events(document(TWICE, stage=TWICE.stages[1]))) == 1


def test_a_calendar_without_dates_says_so():
    calendar = Calendar.from_ical(calendar_ics.write(document(PLAIN)))

    assert calendar["x-wr-caldesc"] == "Nothing here ends on a day."


def test_it_is_offered_where_something_ends():
    assert not calendar_ics.has_dates(PLAIN)
    assert calendar_ics.has_dates(DATED)
    assert calendar_ics.has_dates(DATED, "nqt")
    assert not calendar_ics.has_dates(DATED, "rqt")


@given(dices())
def test_any_grid_makes_a_calendar_with_each_dated_line_once(dice):
    made = any_grid(dice, hides=False)
    placed = {placement.opportunity for placement in made.placements}

    found = events(document(made))

    dated = [line for line in made.opportunities if line.ends_on and line.key in placed]
    assert len(found) == len(dated)
