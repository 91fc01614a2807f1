"""Content negotiation by `Accept-Encoding` (RFC 9110, section 12.5.3).

Pure: no Django here.
"""

import re
from functools import lru_cache

OFFERED = ("br", "gzip", "")
"""Encodings we offer, the smallest first; "" is no encoding, which the header calls identity."""

LONGEST = 500
"""Browsers send some twenty characters. A longer header is ignored: the response goes unencoded."""

WEIGHT = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.ASCII)

BARELY = 0.0001
"""The weight of identity if the header does not name it: below any named encoding."""


def chosen(header: str) -> str:
    """Return the encoding that the browser prefers, the smallest among equals.

    If it refuses everything we offer, the response goes unencoded, as RFC 9110 allows.
    """
    return allowed(header)[0] if len(header) <= LONGEST else ""


def without_weights(header: str) -> str:
    """Return the header without weights and without refused encodings."""
    return ", ".join(filter(None, allowed(header))) if len(header) <= LONGEST else ""


@lru_cache(maxsize=256)
def allowed(header: str) -> tuple[str, ...]:
    """Return the offered encodings that the header allows, preferred first; never empty."""
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
    """Return the name of an encoding and its weight; 0 if that is malformed."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    if not parameters:
        return name, 1.0
    key, _, value = parameters[0].partition("=")
    is_weight = len(parameters) == 1 and key.strip() == "q" and WEIGHT.fullmatch(value.strip())
    return name, float(value) if is_weight else 0.0
