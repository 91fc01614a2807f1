"""Abbreviations in a line that are explained nowhere."""

import re
from collections.abc import Iterator

from opportunities.text import glossary

ABBREVIATION = re.compile(r"\b(?=[A-Z][0-9]*+[A-Z])[A-Z][A-Z0-9]*+(?=s?\b)")
EXPLAINED = re.compile(r"\b([A-Z0-9]++)(?= \()|\(([A-Z0-9]++)\)")
""""NGA (National Governance Association)", or the reverse."""

IN_ADDRESS = ("://", "www.", "@")
"""What makes a word an address, in which capitals are not an abbreviation."""

EVERYDAY = frozenset(
    [
        "AM",
        "BA",
        "BBC",
        "BSC",
        "BST",
        "CD",
        "CV",
        "DVD",
        "HR",
        "ICT",
        "IT",
        "MA",
        "OK",
        "PC",
        "PDF",
        "PM",
        "QR",
        "TV",
        "UK",
        "US",
        "USA",
    ]
)
"""Abbreviations that nobody in a school looks up."""


def unexplained(text: str) -> Iterator[str]:
    """Yield each abbreviation once that is not in the glossary, not everyday, and not explained
    here.

    Text entirely in capitals is emphasis, and has none.
    """
    if not any(letter.islower() for letter in text):
        return
    explained = {before or after for before, after in EXPLAINED.findall(text)}
    for term in dict.fromkeys(ABBREVIATION.findall(_without_addresses(text))):
        if not (term in EVERYDAY or term in explained or _is_in_glossary(term)):
            yield term


def _without_addresses(text: str) -> str:
    return " ".join(word for word in text.split() if not any(part in word for part in IN_ADDRESS))


def _is_in_glossary(term: str) -> bool:
    forms = glossary.by_form()
    return term in forms or f"{term}s" in forms
