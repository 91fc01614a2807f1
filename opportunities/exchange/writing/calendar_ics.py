"""Write the lines of a grid that end on a date as a calendar to subscribe to (RFC 5545).

Each is an all-day event on its last open day. A line in several boxes is one event, which names its
stages.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from cpd_site.plain_text import printable
from opportunities.exchange.writing.document import NOTHING_LEFT, DocumentLine, GridDocument
from opportunities.exchange.writing.formats import Format, register
from opportunities.grid.fields import beside
from opportunities.grid.snapshot import GridSnapshot

if TYPE_CHECKING:
    from icalendar import Event, vText


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """An all-day event. `stamp`: when it was last changed; defaults to the day itself."""

    uid: str
    on: date
    summary: str
    description: str = ""
    address: str = ""
    stamp: date | None = None


def write(document: GridDocument) -> bytes:
    """Return the calendar of the document; if no line has a date, it says so."""
    days = list(_days(document))
    without = NOTHING_LEFT if document.is_nothing_left else "Nothing here ends on a day."
    return calendar(_name(document), document.cited if days else without, days)


def calendar(name: str, description: str, days: Iterable[CalendarDay]) -> bytes:
    """Return a calendar file with these days under this name."""
    from icalendar import Calendar  # late: it takes 4 MB, and few workers write one

    made = Calendar()
    made.add("prodid", "-//CPD Frameworks//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", _text(name))
    made.add("x-published-ttl", timedelta(days=1))
    for day in days:
        made.add_component(_event(day))
    made.add("x-wr-caldesc", _text(description))
    content: bytes = made.to_ical()
    return content


def has_dates(grid: GridSnapshot, stage: str | None = None) -> bool:
    """Return whether any line ends on a date; with `stage`, any line of the stage so addressed."""
    if not any(line.ends_on for line in grid.opportunities):
        return False
    return stage is None or any(
        grid.opportunity_by_key[placement.opportunity].ends_on
        for placement in grid.placements
        if grid.stage_by_key[placement.stage].slug == stage
    )


FORMAT = register(
    Format(
        name="ics",
        label="Calendar",
        media_type="text/calendar; charset=utf-8",
        use="Dates, in your own calendar",
        write=write,
        rank=60,
        is_shown=True,
        is_for=has_dates,
    )
)


def _days(document: GridDocument) -> Iterator[CalendarDay]:
    places: dict[str, list[DocumentLine]] = {}
    for _, line in document.lines():
        if line.opportunity.ends_on:
            places.setdefault(str(line.opportunity.key), []).append(line)
    for key, lines in places.items():
        yield _day(document, key, lines)


def _day(document: GridDocument, key: str, lines: list[DocumentLine]) -> CalendarDay:
    line = lines[0].opportunity
    stages = dict.fromkeys(
        document.grid.stage_by_key[place.placement.stage].name for place in lines
    )
    paragraphs = [*line.details, *beside(line), f"For: {', '.join(stages)}", document.cited]
    return CalendarDay(
        uid=f"{key}@{document.source.slug}.cpd-frameworks",
        on=line.ends_on or date.max,
        summary=f"Last day: {line.text}",
        description="\n".join(paragraphs),
        address=line.href or document.address_of(lines[0]),
        stamp=document.source.published,
    )


def _event(day: CalendarDay) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", day.uid)
    event.add("dtstamp", datetime.combine(day.stamp or day.on, time(), UTC))
    event.add("dtstart", day.on)
    if day.on < date.max:  # one day is what an event without an end takes
        event.add("dtend", day.on + timedelta(days=1))
    event.add("summary", _text(day.summary))
    if day.description:
        event.add("description", _text(day.description))
    event.add("url", day.address)
    event.add("transp", "TRANSPARENT")
    return event


def _text(text: str) -> "vText":
    """Return the text with commas, semicolons and breaks escaped, without forbidden characters."""
    from icalendar import vText

    return vText(printable(text))


def _name(document: GridDocument) -> str:
    source, stage = document.source, document.stage
    return f"{stage.name}, {source.short_name}" if stage else f"CPD in {source.short_name}"
