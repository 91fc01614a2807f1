"""How a browser may be answered: what its `Accept-Encoding` allows (RFC 9110, section 12.5.3).

Pure: no Django here.
"""

import re
from functools import lru_cache

OFFERED = ("br", "gzip", "")
"""What we can send, the smallest first; "" is the answer as it is, which the header calls
identity."""

LONGEST = 500
"""Browsers send some twenty characters. A longer header is not read: the answer goes as it is."""

WEIGHT = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.ASCII)

BARELY = 0.0001
"""The weight of the answer as it is where the header does not name it: less than of any named."""


def chosen(header: str) -> str:
    """The encoding that the browser likes best, the smallest of those it likes as much.

    One that refuses all that we have gets the answer as it is, as RFC 9110 allows.
    """
    return allowed(header)[0] if len(header) <= LONGEST else ""


def as_whitenoise_reads_it(header: str) -> str:
    """The same wish without weights: what is not wanted is left out."""
    return ", ".join(filter(None, allowed(header))) if len(header) <= LONGEST else ""


@lru_cache(maxsize=256)
def allowed(header: str) -> tuple[str, ...]:
    """Those of what we offer that the header allows, the one it likes best first; never empty."""
    weights = dict(_weighed(part) for part in header.split(","))
    others = weights.get("*", 0.0)
    found = {
        "br": weights.get("br", others),
        "gzip": weights.get("gzip", others),
        "": weights.get("identity", weights.get("*", BARELY)),
    }
    liked = [encoding for encoding in OFFERED if found[encoding] > 0]
    return tuple(sorted(liked, key=lambda encoding: -found[encoding])) or ("",)


def _weighed(part: str) -> tuple[str, float]:
    """The name of an encoding and its weight, which is 0 where it cannot be read."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    if not parameters:
        return name, 1.0
    key, _, value = parameters[0].partition("=")
    is_weight = len(parameters) == 1 and key.strip() == "q" and WEIGHT.fullmatch(value.strip())
    return name, float(value) if is_weight else 0.0
