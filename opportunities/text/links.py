"""Web addresses as people write them into lines, and their faults."""

import re
from collections.abc import Iterator

from opportunities.grid.web_address import WEB_ADDRESS, has_host, href

WRITTEN = re.compile(
    r"""(?<![\w/.@])(?:
        [a-z][a-z0-9+.-]{0,30}+:/+[^\s<>"]+  # any scheme with slashes, right or wrong
      | https?/+[^\s<>"]+                   # the colon forgotten
      | www\.[^\s<>"]+                      # no scheme at all
      | (?:javascript|vbscript|data|file):[^\s<>"]+
    )""",
    re.IGNORECASE | re.VERBOSE,
)
CLOSING = ".,;:!?)]’”'"

LONGEST_QUOTED = 80


def written_links(text: str) -> Iterator[str]:
    """Yield the parts of a text that look like links."""
    for found in WRITTEN.finditer(text):
        yield found[0].rstrip(CLOSING)


def fault_of_address(address: str) -> str:
    """Return what is wrong with an address in a line's text, as a sentence; empty if nothing is."""
    quoted = _quoted(address)
    if re.match(r"www\.", address, re.IGNORECASE):
        return f"{quoted} is no link for readers: it lacks https:// in front."
    if not WEB_ADDRESS.match(address) or not has_host(address):
        return f"{quoted} is no web address: readers see it as plain text."
    return _insecure(address)


def fault_of_link(address: str) -> str:
    """Return what is wrong with a line's own link, as a sentence; empty if nothing is."""
    if not href(address):
        return f"{_quoted(address)} is no web address: a link begins with https:// and a host name."
    return _insecure(address)


def _insecure(address: str) -> str:
    if address.lower().startswith("http:"):
        return f"{_quoted(address)} is not secure: see whether it works with https:// too."
    return ""


def _quoted(address: str) -> str:
    return f"“{address if len(address) <= LONGEST_QUOTED else f'{address[: LONGEST_QUOTED - 1]}…'}”"
