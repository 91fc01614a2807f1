"""Read JSON: our own, or CASE."""

import json
from typing import Any

from opportunities.exchange.reading.encodings import text_of
from opportunities.exchange.reading.formats import case, our_json
from opportunities.exchange.reading.tables import CannotRead, FileContents

NO_JSON = (
    "This file is no JSON, or it is cut off. Download it again from where it comes from, "
    "or bring in the framework as Word, Excel or CSV."
)
MOST_VALUES = 1_000_000
"""The most values in a file: in memory a value takes up to fifty times its bytes."""

TOO_MANY = (
    "This file is longer than any framework: it has more than 1,000,000 values. "
    "Bring in the framework as Word, Excel or CSV."
)
OTHER = (
    "This JSON is neither one of our own files nor CASE, so we do not know what it means. "
    "Bring in the framework as Word, Excel or CSV."
)


def read(content: bytes) -> FileContents:
    """Read the JSON as a table."""
    data = _loaded(content)
    for reader in (our_json, case):
        if (contents := reader.of_data(data)) is not None:
            return contents
    raise CannotRead(OTHER)


def _loaded(content: bytes) -> Any:
    text = text_of(content).removeprefix("\ufeff")
    if sum(text.count(sign) for sign in ",[{") > MOST_VALUES:
        raise CannotRead(TOO_MANY)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CannotRead(NO_JSON) from error
