"""Sentences name a day and a time as the clock on the wall has them."""

from datetime import UTC, datetime

from cpd_site.serving.moments import day, day_and_time


def test_a_moment_is_of_the_day_that_it_is_here():
    summer = datetime(2026, 7, 2, 23, 5, tzinfo=UTC)

    assert day(summer) == "3 July 2026"
    assert day_and_time(summer) == "3 July 2026 at 00:05"
