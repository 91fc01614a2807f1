"""The keys of a list in a saved file; nothing else in such a file is read.

The file is a web page of ours, but its sender may have written anything into it. It is neither
parsed as a page nor shown: we look for keys of 22 characters and read what they name from the
database, as with any key in a URL.
"""

import re
from itertools import islice

from opportunities.grid import short_keys

MOST_BYTES = 1_000_000
"""Bytes. A list of 40 lines takes some 20,000."""

MOST_KEYS = 100

KEY = rb"([A-Za-z0-9_-]{22}(?:\.[A-Za-z0-9_-]{22})?)"
"""The key of a line, often followed by the key of the stage at which it was chosen."""

OF_LINES = re.compile(rb'data-key="' + KEY + rb'"')
OF_ADDRESS = re.compile(rb"[?&;]k=" + KEY + rb"(?![A-Za-z0-9_-])")
"""A fallback: some programs drop unknown attributes but keep links."""


def lines_in(file: bytes) -> short_keys.Chosen:
    """Return the lines of the file in order and without duplicates, up to the limit of a list."""
    found = OF_LINES.findall(file) or OF_ADDRESS.findall(file)
    chosen = short_keys.read_places(key.decode("ascii") for key in found)
    return dict(islice(chosen.items(), MOST_KEYS))
