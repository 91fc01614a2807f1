"""A plain table to be written to a file: the same rows as Excel or as CSV."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from opportunities.exchange.writing import sheet
from opportunities.exchange.writing.table_xlsx import NOTHING, write_table
from opportunities.exchange.writing.values import as_text
from opportunities.exchange.writing.workbook import Link


@dataclass(frozen=True, slots=True)
class PlainTable:
    """Rows under headings. Values are texts, numbers, dates, links, or lists of texts.

    `about` says where it comes from, such as an address and a date.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]
    about: Mapping[str, str]


def write_xlsx(table: PlainTable) -> bytes:
    return write_table(table.title, table.headings, table.rows, table.about)


def write_csv(table: PlainTable) -> bytes:
    """Return the rows, each ending in `about`. If there are none, one row says so."""
    rows = table.rows or [[NOTHING, *[""] * (len(table.headings) - 1)]]
    return sheet.write(
        [*table.headings, *table.about],
        ([*map(_as_text, row), *table.about.values()] for row in rows),
    )


WRITERS: Mapping[str, Callable[[PlainTable], bytes]] = {"xlsx": write_xlsx, "csv": write_csv}
"""Writers by the name of a format, which has their label and use."""


def _as_text(value: Any) -> str:
    return value.address if isinstance(value, Link) else as_text(value)
