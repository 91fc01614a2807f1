"""Check which texts are web addresses that a page may link to."""

import re
from urllib.parse import urlsplit

WHOLE = re.compile(r"https?://[^\s<>\"\x00-\x1f\x7f]+", re.IGNORECASE)

WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]’”]", re.IGNORECASE)
"""An address in a text, without the punctuation that closes a sentence or bracket."""

HOST = re.compile(r"(?!-)[\w-]+(?:\.[\w-]+)+\Z")


def href(link: str) -> str:
    """Return the text if it is an http or https address with a host.

    Else return an empty text: pages then show it without a link.
    """
    return link if WHOLE.fullmatch(link) and has_host(link) else ""


def has_host(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return bool(HOST.match(host))
