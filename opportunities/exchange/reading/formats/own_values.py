"""Parse the values of fields from the texts in our own files, by the registry of fields.

Writers print a value by its label and a date as 2026-10-03; people and Excel print dates in their
own ways. A text that is not a value of its field is reported, never guessed at.
"""

import re
from datetime import UTC, date, datetime
from enum import EnumType
from typing import Any

from opportunities.exchange.reading.formats.own_frame import text
from opportunities.grid.fields import Field
from opportunities.grid.vocabulary import StageFamily

MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
CHANGED = re.compile(rf"\d{{1,2}}-(?:{MONTHS})|(?:{MONTHS})-\d{{2}}|\d\.\d+E\+\d+", re.IGNORECASE)
"""What Excel makes of “1-2”, “2/1” or a long number when it saves a CSV."""

FORMER_LABELS: dict[str, dict[str, Any]] = {
    "family": {
        "early career teacher (nqt)": StageFamily.EARLY_CAREER,
        "recently qualified teacher (rqt)": StageFamily.RECENTLY_QUALIFIED,
        "experienced teacher (post threshold)": StageFamily.EXPERIENCED_TEACHER,
        "lead practitioner (ast, excellent teacher)": StageFamily.LEAD_PRACTITIONER,
        "support staff": StageFamily.SUPPORT_STAFF,
    }
}
"""Labels of values in older files, by field, in lower case."""

LISTS = {"roles", "standards"}
"""Fields that hold several texts, one on each line."""

DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y", "%d-%b-%y", "%d-%b-%Y")
"""Date formats of our files, and those in which Excel saves a CSV."""


class InvalidValue(ValueError):
    """Raised for a text that is not a value of its field."""


def value_of(field: Field, written: str) -> Any:
    """Parse the value of the field. Raises InvalidValue."""
    if field.is_list or field.name in LISTS:
        entries = [entry for entry in written.split("\n") if entry.strip()]
        return tuple(_meant(field, entry) for entry in entries)
    if field.is_text or field.is_address:
        return written
    return _meant(field, written) if written.strip() else None


def text_of(plain: Any) -> str:
    """Return a plain JSON value as the text of a box; a list has an entry on each line."""
    entries = plain if isinstance(plain, list) else [plain]
    return "\n".join(entry for entry in map(text, entries) if entry)


def choice_of(field: Field, written: str) -> Any:
    """Return the value like `value_of`; None if the text is not exactly one value."""
    try:
        return value_of(field, written)
    except InvalidValue:
        return None


def _meant(field: Field, written: str) -> Any:
    made_of: Any = field.made_of
    words = " ".join(written.split())
    if isinstance(made_of, EnumType):
        options: list[Any] = list(made_of)
        for option in options:
            if words.lower() in (str(option), option.label.lower()):
                return option
        former = FORMER_LABELS.get(field.name, {})
        if words.lower() in former:
            return former[words.lower()]
        raise InvalidValue(words)
    if made_of is str:
        return written
    if made_of == date.fromisoformat:
        return _day(words)
    try:
        return made_of(words)
    except ValueError as error:
        raise InvalidValue(words) from error


def _day(words: str) -> date:
    words = re.sub(r",? \d{1,2}:\d{2}(?::\d{2})?\Z", "", words)
    for form in DAYS:
        try:
            return datetime.strptime(words, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise InvalidValue(words)
