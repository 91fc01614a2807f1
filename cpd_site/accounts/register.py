"""Read the national register of schools from its CSV: Get Information About Schools.

A row becomes a `ListedSchool`, or a `BadRow` with its line and reason, which affects no other. The
file is streamed: memory grows only by the URNs seen. No Django here: `actions/organisations.py`
writes the schools.
"""

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from typing import BinaryIO

from cpd_site.accounts.register_text import (
    ENCODINGS,
    NoRegister,
    encoding_of,
    fields_of,
    nonsense,
    why_no_heading,
)

NEEDED = ("URN", "EstablishmentName")
OPTIONAL = (
    "LA (code)",
    "LA (name)",
    "EstablishmentStatus (name)",
    "PhaseOfEducation (name)",
    "Postcode",
    "Trusts (code)",
    "Trusts (name)",
)
STATUSES = {
    "Open": "open",
    "Open, but proposed to close": "closing",
    "Proposed to open": "proposed",
    "Closed": "closed",
}
NONE = {"", "not applicable", "does not apply"}
"""The register's own words for a missing value, in lower case."""

URN = re.compile(r"[1-9][0-9]{5}")
POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})|(BFPO)([1-9][0-9]{0,2})")
"""Those of places, and the numbers of the forces' post, which reach schools abroad."""

LONGEST_NAME = 200
LONGEST_PHASE = 40
LONGEST_CODE = 20

MOST_LINES = 20
"""A row that continues for more lines has lost a quotation mark."""

LONGEST_LINE = 100_000
UNREADABLE = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class ListedOrganisation:
    """The authority or trust of a school, with its code in the register."""

    code: str
    name: str


NO_ORGANISATION = ListedOrganisation("", "")


@dataclass(frozen=True, slots=True)
class ListedSchool:
    """A school in the register. None stands for a value whose column the file lacks.

    `remark` says which part of the row was ignored.
    """

    line: int
    urn: int
    name: str
    status: str | None
    phase: str | None
    postcode: str | None
    authority: ListedOrganisation | None
    trust: ListedOrganisation | None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A skipped row, with the reason."""

    line: int
    reason: str


class _Unusable(Exception):
    """Carries the reason for skipping a row."""


class Register:
    """Iterates over the rows of a file. `remarks` are about the file as a whole.

    Raises NoRegister if the file has no heading with URN and name.
    """

    def __init__(self, file: BinaryIO) -> None:
        encoding = encoding_of(file)
        file.seek(0)
        self._text = TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
        self._rows = rows(self._text)
        heading = next(self._rows, None)
        names = [name.strip() for name in heading[1]] if isinstance(heading, tuple) else []
        self._places = {name: names.index(name) for name in NEEDED + OPTIONAL if name in names}
        if missing := [name for name in NEEDED if name not in self._places]:
            raise NoRegister(self._why_not(names, missing))
        self.remarks = self._remarks(encoding)

    def __iter__(self) -> Iterator[ListedSchool | BadRow]:
        seen: dict[int, int] = {}
        for row in self._rows:
            if isinstance(row, BadRow):
                yield row
                continue
            line, fields = row
            try:
                listed = self._listed(line, fields)
            except _Unusable as unusable:
                yield BadRow(line, str(unusable))
                continue
            if (first := seen.setdefault(listed.urn, line)) != line:
                yield BadRow(line, f"URN {listed.urn} stands in line {first} already.")
            else:
                yield listed

    def detach(self) -> None:
        """Leave the file open for its owner."""
        self._text.detach()

    def _why_not(self, names: Sequence[str], missing: Sequence[str]) -> str:
        """Return why the file has no usable heading, in sentences."""
        self._text.seek(0)
        first = [self._text.readline(LONGEST_LINE) for _ in range(MOST_LINES)]
        if why := why_no_heading(first, NEEDED):
            return f"The file is not as the register writes it. {why}"
        if not names:
            return "The file is empty, or its first line is no heading."
        return (
            f"The file has no column {_listing(missing)}. Its first line has to be the heading of "
            "the national register’s “all establishment data”, as CSV."
        )

    def _remarks(self, encoding: str) -> list[str]:
        remarks = []
        if encoding != "cp1252":
            remarks.append(
                f"The file is in {ENCODINGS[encoding]}; the register writes Windows-1252. "
                "It is read as what it is."
            )
        if missing := [name for name in OPTIONAL if name not in self._places]:
            remarks.append(f"The file has no column {_listing(missing)}: that is left as it is.")
        return remarks

    def _listed(self, line: int, fields: Sequence[str]) -> ListedSchool:
        values = {name: _clean(fields[place]) for name, place in self._places.items()}
        if damaged := [name for name, value in values.items() if UNREADABLE in value]:
            raise _Unusable(f"Its {_listing(damaged)} holds characters that cannot be read.")
        for name, value in values.items():
            if word := nonsense(value):
                raise _Unusable(
                    f"Its “{name}” says “{_short(word)}”: that looks like text in one encoding, "
                    "such as a Macintosh’s, that was read in another."
                )
        if not URN.fullmatch(values["URN"]):
            raise _Unusable(f"“{_short(values['URN'])}” is no URN, which has six digits.")
        if not values["EstablishmentName"]:
            raise _Unusable("It has no name.")
        _fits(values, "EstablishmentName", LONGEST_NAME)
        _fits(values, "PhaseOfEducation (name)", LONGEST_PHASE)
        status = values.get("EstablishmentStatus (name)")
        if status is not None and status not in STATUSES:
            raise _Unusable(f"“{_short(status)}” is no status that the register has.")
        remarks: list[str] = []
        return ListedSchool(
            line=line,
            urn=int(values["URN"]),
            name=values["EstablishmentName"],
            status=None if status is None else STATUSES[status],
            phase=_cell_text(values.get("PhaseOfEducation (name)")),
            postcode=_postcode(values.get("Postcode"), remarks),
            authority=_body(values, "LA", "local authority", remarks),
            trust=_body(values, "Trusts", "trust", remarks),
            remark=" ".join(remarks),
        )


def _body(
    values: Mapping[str, str], columns: str, what: str, remarks: list[str]
) -> ListedOrganisation | None:
    """Parse the organisation; NO_ORGANISATION if there is none, None if the columns are missing."""
    code, name = values.get(f"{columns} (code)"), values.get(f"{columns} (name)")
    if code is None or name is None:
        return None
    if name.casefold() in NONE and code.strip("0") == "":
        return NO_ORGANISATION
    if name.casefold() in NONE or code.strip("0") == "":
        remarks.append(f"Without its {what}, which lacks its code or its name.")
        return NO_ORGANISATION
    if len(code) > LONGEST_CODE:
        raise _Unusable(f"The code of its {what} is longer than {LONGEST_CODE} characters.")
    _fits(values, f"{columns} (name)", LONGEST_NAME)
    return ListedOrganisation(code, name)


def _postcode(written: str | None, remarks: list[str]) -> str | None:
    """Format a postcode as on letters: in capitals, with its space."""
    if _cell_text(written) in (None, ""):
        return _cell_text(written)
    match = POSTCODE.fullmatch("".join(str(written).upper().split()))
    if not match:
        remarks.append(f"Without its postcode: “{_short(str(written))}” is none.")
        return ""
    return " ".join(filter(None, match.groups()))


def _cell_text(value: str | None) -> str | None:
    """Return the text of a cell; empty for the register's own words for a missing value."""
    return "" if value is not None and value.casefold() in NONE else value


def _fits(values: Mapping[str, str], column: str, most: int) -> None:
    if len(values.get(column, "")) > most:
        raise _Unusable(f"Its {column} is longer than {most} characters.")


def _clean(value: str) -> str:
    """Return the value on one line, without invisible characters."""
    if not value.isprintable():
        value = "".join(one if one.isprintable() or one.isspace() else "" for one in value)
    return " ".join(value.split())


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


def _listing(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def rows(file: TextIOWrapper) -> Iterator[tuple[int, list[str]] | BadRow]:
    """Yield each row with its first line number. All have as many fields as the heading.

    If a row of several lines cannot be parsed, skip its first line and read the others again: a
    stray quotation mark loses one row, not the rest of the file.
    """
    waiting: deque[str] = deque()
    line, width = 0, 0

    def read() -> str:
        return waiting.popleft() if waiting else file.readline(LONGEST_LINE)

    while first := read():
        line += 1
        held = [first]
        quotes = first.count('"')
        while quotes % 2 and len(held) < MOST_LINES and (more := read()):
            held.append(more)
            quotes += more.count('"')
        fields = fields_of("".join(held)) if quotes % 2 == 0 else []
        if fields and not any(map(str.strip, fields)):  # blank rows of spreadsheets
            line += len(held) - 1
            continue
        width = width or len(fields)
        if fields and len(fields) == width:
            yield line, fields
            line += len(held) - 1
        elif any(map(str.strip, held)):
            waiting.extendleft(reversed(held[1:]))
            yield BadRow(line, _what_is_wrong(held, fields, width))


def _what_is_wrong(held: Sequence[str], fields: Sequence[str], width: int) -> str:
    if len(held) > 1:
        return "A quotation mark in it is not closed."
    if not held[0].endswith(("\n", "\r")) and len(held[0]) < LONGEST_LINE:
        return "The file ends in the middle of this row."
    if not fields:
        return "It cannot be read as CSV."
    return f"It has {len(fields)} columns, and the heading has {width}."
