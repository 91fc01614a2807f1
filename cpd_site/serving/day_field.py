"""The field of a day."""

import re
from datetime import date
from typing import Any

from django import forms

FORMATS = (
    "%Y-%m-%d",  # what browsers send
    *(f"%d{mark}%m{mark}{year}" for mark in "/.-" for year in ("%Y", "%y")),
    *(f"%d %{month} {year}" for month in "Bb" for year in ("%Y", "%y")),
)

WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.IGNORECASE)
ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
SEPT = re.compile(r"\bsept\b", re.IGNORECASE)

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)


class DayField(forms.DateField):
    """A day, as browsers send it or as people write it: 3/3/27, Wed 3rd March 2027.

    Refuses days of other centuries: browsers take the year “27” as it stands.
    """

    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    input_formats = FORMATS
    default_error_messages = {
        "invalid": "Write a date such as 3 March 2027.",
        "century": "Write a date from 2000 to 2099, such as 3 March 2027.",
    }

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str):
            value = SEPT.sub("Sep", ORDINAL.sub("", WEEKDAY.sub("", value.strip())))
            value = " ".join(value.replace(",", " ").split())
        day = super().to_python(value)
        if day and not FIRST <= day <= LAST:
            raise forms.ValidationError(self.error_messages["century"], code="century")
        return day
