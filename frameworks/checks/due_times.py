"""Which times a publication can be set for; a sentence for those it cannot.

Pure: what time it is now, and where, is handed in.
"""

from datetime import date, datetime, time, timedelta

FURTHEST = timedelta(days=2 * 366)
"""So far ahead a date for publishing may be."""

PASSED = "Choose a date and time that are still to come."
TOO_FAR = f"Choose a date within the next {FURTHEST.days // 365} years."
ANOTHER = "Choose an earlier or a later time."


def fault_of(day: date, at: time, now: datetime) -> str:
    """What is wrong with this time on this day, in the time zone of `now`; empty if nothing is.

    Where the clocks go forward an hour is missing; where they go back one comes twice, and
    nobody can say which of the two is meant.
    """
    if day < now.date():
        return PASSED
    if day > now.date() + FURTHEST:
        return TOO_FAR
    moment = datetime.combine(day, at, now.tzinfo)
    first, second = (moment.replace(fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    if first < second:
        return f"There is no {at:%H:%M} on {day:%-d %B %Y}: the clocks go forward. {ANOTHER}"
    if first > second:
        return f"{at:%H:%M} comes twice on {day:%-d %B %Y}: the clocks go back. {ANOTHER}"
    return "" if moment > now else PASSED
