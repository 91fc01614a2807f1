"""The keys of a list in a file that was saved: of all that such a file says, only they are read.

The file is a web page of ours, but whoever sends it may have written anything into it. Nothing of
it is parsed as a page and nothing of it is shown: 22 characters each are looked for, and whatever
they name is read from the database, as any key in an address is.
"""

import re
from itertools import islice

from opportunities.grid import short_keys

MOST_BYTES = 1_000_000
"""A list of 40 lines takes some 20,000."""

MOST_KEYS = 100

KEY = rb"([A-Za-z0-9_-]{22}(?:\.[A-Za-z0-9_-]{22})?)"
"""That of a line, often with that of the stage at which it was chosen."""

OF_LINES = re.compile(rb'data-key="' + KEY + rb'"')
OF_ADDRESS = re.compile(rb"[?&;]k=" + KEY + rb"(?![A-Za-z0-9_-])")
"""Where a program left out what it does not know of a page, links are left."""


def lines_in(file: bytes) -> short_keys.Chosen:
    """The lines, each once, in their order; of a file of too many the first ones."""
    found = OF_LINES.findall(file) or OF_ADDRESS.findall(file)
    chosen = short_keys.read_places(key.decode("ascii") for key in found)
    return dict(islice(chosen.items(), MOST_KEYS))
