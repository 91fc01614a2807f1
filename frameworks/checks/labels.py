"""Labels of editions: which are valid, their addresses, and which to suggest.

A label is what people say ("2026", "2026/27", "Autumn 2026"); its address is the slug made from
it. Two labels of one framework may not share an address.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date

from cpd_site.words import normalized

LONGEST = 60

ACADEMIC_YEAR = re.compile(r"^(\d{4})\s*([/–-])\s*\d{2,4}$")


def address(label: str) -> str:
    """Return the slug of a label: "2026-27" for "2026/27". "" if no character is left."""
    plain = normalized("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", re.sub(r"['’]", "", plain)).strip("-_")


def fault(label: str, taken: Collection[str]) -> str:
    """Return what is wrong with the label, as a sentence; "" if nothing is.

    `taken` are the addresses of the framework's other editions.
    """
    if not label.strip():
        return "Give the edition a label, such as the year."
    if len(label) > LONGEST:
        return f"The label has {len(label)} characters: use {LONGEST} or fewer."
    if not address(label):
        return "The label needs a letter (a to z) or a figure, since its address is made of them."
    if address(label) in taken:
        return f"There is an edition “{label}” already, or one with the same address."
    return ""


def suggested(taken: Collection[str], newest: str, today: date) -> str:
    """Return a free label: an academic year if the newest edition's is one, else the year."""
    return next(label for label in _likely(newest, today) if address(label) not in taken)


def _likely(newest: str, today: date) -> Iterator[str]:
    if found := ACADEMIC_YEAR.match(newest):
        begins = today.year if today.month >= 7 else today.year - 1
        yield f"{begins}{found[2]}{(begins + 1) % 100:02}"
    yield str(today.year)
    yield f"{today:%B %Y}"
    yield f"{today.day} {today:%B %Y}"
    number = 2
    while True:
        yield f"{today.day} {today:%B %Y} ({number})"
        number += 1
