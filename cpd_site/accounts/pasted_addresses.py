"""E-mail addresses as people paste them: a column of Excel, a line of Outlook, a comma list.

Other words beside an address on its line, such as a name, are ignored. A malformed address is kept
as written, with the reason. Nothing here queries the database.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

MOST_CHARACTERS = 254
"""The limit of a mail's envelope and of our column."""

BETWEEN = r"\s,;<>()\[\]\"“”|"
TOKEN = re.compile(rf"(?<![^{BETWEEN}])[^{BETWEEN}@]*@[^{BETWEEN}]*")
"""From its first character on only, or a long word without an @ takes quadratic time."""
DOTTED = re.compile(r"\w\.\w")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A malformed address as written, and what is wrong with it: a sentence."""

    written: str
    reason: str


@dataclass(slots=True)
class PastedAddresses:
    """The addresses found, in lower case and order of appearance, without duplicates."""

    good: list[str] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)


def read_pasted(text: str) -> PastedAddresses:
    """Find the addresses in any pasted text."""
    found = PastedAddresses()
    for line in re.split(r"[\r\n;]+", _visible(text)):
        for piece in _pieces(line.strip()):
            _read(piece, found)
    return found


def why_wrong(address: str) -> str:
    """Return what is wrong with an address, in a sentence; empty if nothing is."""
    before, at, after = address.partition("@")
    if not at:
        return "There is no @ in it."
    if "@" in after:
        return "There is more than one @ in it."
    if not before or not after:
        return f"Nothing stands {'after' if before else 'before'} the @."
    if "." not in after:
        return "What stands after the @ has no dot: the end may be missing."
    if ".." in address or after.startswith(".") or before.endswith("."):
        return "There is a dot too many in it."
    if len(address) > MOST_CHARACTERS:
        return f"It is longer than {MOST_CHARACTERS} characters."
    try:
        validate_email(address)
    except ValidationError:
        return "This is not how an e-mail address is written."
    return ""


def _visible(text: str) -> str:
    """Remove invisible characters, such as a pasted zero-width space."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def _pieces(line: str) -> Iterator[str]:
    """Yield the parts of a line that should each be an address, without names beside them.

    Names stand in columns beside the only address of a line, and before an address in brackets,
    with a comma between surname and first name.
    """
    if not line:
        return
    parts = [part.strip() for part in re.split(r"[,\t]", line)]
    alone = sum(len(TOKEN.findall(part)) for part in parts) == 1
    for number, part in enumerate(parts):
        following = parts[number + 1] if number + 1 < len(parts) else ""
        if not part or "@" in part:
            is_name = not part
        else:
            beside = alone or "<" in following or ("\t" in line and "@" in line)
            is_name = beside and not DOTTED.search(part)
        if not is_name:
            yield part


def _read(piece: str, found: PastedAddresses) -> None:
    tokens = [_bare(token) for token in TOKEN.findall(piece)]
    if not tokens:
        found.wrong.append(Wrong(piece, why_wrong(piece)))
    for token in tokens:
        if reason := why_wrong(token):
            written = piece if len(tokens) == 1 else token
            found.wrong.append(Wrong(written, reason))
        elif token in found.good:
            found.twice.append(token)
        else:
            found.good.append(token)


def _bare(token: str) -> str:
    """Return an address without the punctuation that programs put around it."""
    return token.lower().removeprefix("mailto:").strip("'‘’`.:")
