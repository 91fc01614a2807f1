"""Writes the lines of a grid that end on a day as a calendar, to be subscribed to (RFC 5545).

Each is an event of a whole day, the last one on which it is open. A line that stands in several
boxes is one event, which names its stages.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event, vText

from opportunities.editing.plain_text import printable
from opportunities.exchange.writing.document import NOTHING_LEFT, DocumentLine, GridDocument
from opportunities.exchange.writing.formats import Format, register
from opportunities.grid.fields import beside
from opportunities.grid.snapshot import GridSnapshot


def write(document: GridDocument) -> bytes:
    """The calendar of what is written; without any date it says that there is none."""
    calendar = Calendar()
    calendar.add("prodid", "-//CPD Frameworks//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _text(_name(document)))
    calendar.add("x-published-ttl", timedelta(days=1))
    events = list(_events(document))
    for event in events:
        calendar.add_component(event)
    without = NOTHING_LEFT if document.is_nothing_left else "Nothing here ends on a day."
    calendar.add("x-wr-caldesc", _text(document.cited if events else without))
    content: bytes = calendar.to_ical()
    return content


def has_dates(grid: GridSnapshot, stage: str | None = None) -> bool:
    """Whether any line ends on a day; of the stage at this address, if one is named."""
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


def _events(document: GridDocument) -> Iterator[Event]:
    places: dict[str, list[DocumentLine]] = {}
    for _, line in document.lines():
        if line.opportunity.ends_on:
            places.setdefault(str(line.opportunity.key), []).append(line)
    for key, lines in places.items():
        yield _event(document, key, lines)


def _event(document: GridDocument, key: str, lines: list[DocumentLine]) -> Event:
    line = lines[0].opportunity
    last = line.ends_on or date.max
    stages = dict.fromkeys(
        document.grid.stage_by_key[place.placement.stage].name for place in lines
    )
    event = Event()
    event.add("uid", f"{key}@{document.source.slug}.cpd-frameworks")
    event.add("dtstamp", datetime.combine(document.source.published or last, time(), UTC))
    event.add("dtstart", last)
    event.add("dtend", last + timedelta(days=1))
    event.add("summary", _text(f"Last day: {line.text}"))
    said = [*line.details, *beside(line), f"For: {', '.join(stages)}", document.cited]
    event.add("description", _text("\n".join(said)))
    event.add("url", line.href or document.address_of(lines[0]))
    event.add("transp", "TRANSPARENT")
    return event


def _text(text: str) -> vText:
    """A text with its commas, semicolons and breaks escaped, and no character that is refused."""
    return vText(printable(text))


def _name(document: GridDocument) -> str:
    source, stage = document.source, document.stage
    return f"{stage.name}, {source.short_name}" if stage else f"CPD in {source.short_name}"
