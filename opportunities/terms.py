"""Abbreviations that readers meet in a line and find explained nowhere."""

import re
from collections.abc import Iterator

from opportunities import glossary

ABBREVIATION = re.compile(r"\b[A-Z][A-Z0-9]*[A-Z][A-Z0-9]*(?=s?\b)")
ADDRESS = re.compile(r"\S+://\S+|\bwww\.\S+|\S+@\S+")

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
"""What nobody in a school looks up."""


def unexplained(text: str) -> Iterator[str]:
    """Each abbreviation once that is in no glossary, is not everyday, and is not explained here.

    Text in capitals throughout is emphasis, and names none.
    """
    if not any(letter.islower() for letter in text):
        return
    for term in dict.fromkeys(ABBREVIATION.findall(ADDRESS.sub(" ", text))):
        if not (term in EVERYDAY or _is_in_glossary(term) or _is_explained(term, text)):
            yield term


def _is_in_glossary(term: str) -> bool:
    forms = glossary.by_form()
    return term in forms or f"{term}s" in forms


def _is_explained(term: str, text: str) -> bool:
    """ "NGA (National Governance Association)", or the same the other way round."""
    return f"{term} (" in text or f"({term})" in text
