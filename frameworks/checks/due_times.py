"""The times a publication can be set for, with a sentence for those it cannot.

No Django: callers pass in the current time with its time zone.
"""

from datetime import date, datetime, time, timedelta

FURTHEST = timedelta(days=2 * 366)
"""How far ahead a date for publishing may be."""

PASSED = "Choose a date and time that are still to come."
TOO_FAR = f"Choose a date within the next {FURTHEST.days // 365} years."
ANOTHER = "Choose an earlier or a later time."


def fault_of(day: date, at: time, now: datetime) -> str:
    """Return what is wrong with this time on this day, in the time zone of `now`; "" if nothing.

    An hour is missing when the clocks go forward; when they go back, an hour comes twice, and is
    ambiguous.
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
