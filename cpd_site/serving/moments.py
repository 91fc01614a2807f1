"""Days and times in sentences, in the time zone of the site. Without a moment they are of now."""

from datetime import datetime

from django.utils.timezone import localtime


def day(moment: datetime | None = None) -> str:
    """Return the day: "3 December 2026"."""
    return f"{localtime(moment):%-d %B %Y}"


def day_and_time(moment: datetime | None = None) -> str:
    """Return the day and the time: "3 December 2026 at 08:00"."""
    return f"{localtime(moment):%-d %B %Y at %H:%M}"
