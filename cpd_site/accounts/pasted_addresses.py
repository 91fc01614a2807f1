"""E-mail addresses as people paste them: a column of Excel, a line of Outlook, a list with commas.

What is written beside an address on its line, such as a name, is passed over. What should be an
address and is none is kept as it was written, with the reason. Nothing here asks the database.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

MOST_CHARACTERS = 254
"""What fits into the envelope of a mail, and into our column."""

TOKEN = re.compile(r"[^\s,;<>()\[\]\"“”|]*@[^\s,;<>()\[\]\"“”|]*")
DOTTED = re.compile(r"\w\.\w")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What was written where an address should be, and what is wrong with it: a sentence."""

    written: str
    reason: str


@dataclass(slots=True)
class PastedAddresses:
    """What was found: addresses in small letters, each once, in the order they stood in."""

    good: list[str] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)


def read_pasted(text: str) -> PastedAddresses:
    """Find the addresses in what somebody pasted; total, whatever that is."""
    found = PastedAddresses()
    for line in re.split(r"[\r\n;]+", _visible(text)):
        for piece in _pieces(line.strip()):
            _read(piece, found)
    return found


def why_wrong(address: str) -> str:
    """What is wrong with an address, in a sentence; empty where nothing is."""
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
    """Without what nobody sees, such as a zero-width space that was pasted along."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def _pieces(line: str) -> Iterator[str]:
    """What of a line should hold an address each; names beside addresses are none.

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
    """An address without what programs put around it."""
    return token.lower().removeprefix("mailto:").strip("'‘’`.:")
