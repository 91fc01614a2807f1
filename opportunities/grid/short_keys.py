"""Keys in addresses: in full, or in 22 characters, the base64url of the 16 bytes of a UUID."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from uuid import UUID

LENGTH = 22

WRITTEN = re.compile(rf"[A-Za-z0-9_-]{{{LENGTH}}}")


def short(key: UUID) -> str:
    return urlsafe_b64encode(key.bytes).rstrip(b"=").decode()


def read(text: str) -> UUID | None:
    """Decode a short key; None if it is invalid or not in canonical form."""
    if not WRITTEN.fullmatch(text):
        return None
    key = UUID(bytes=urlsafe_b64decode(f"{text}=="))
    return key if short(key) == text else None


def read_full(text: str) -> UUID | None:
    """Parse a key that is written in full; None if it is invalid."""
    try:
        return UUID(text)
    except ValueError:
        return None


type Chosen = dict[UUID, UUID | None]
"""Lines that somebody chose, each with the stage; None if that is unknown."""


def of_place(line: UUID, stage: UUID | None) -> str:
    """Encode a line for an address: its key, and after a full stop that of the stage."""
    return f"{short(line)}.{short(stage)}" if stage else short(line)


def read_places(texts: Iterable[str]) -> Chosen:
    """Decode lines in order, without repeats. Invalid keys and invalid stages are ignored."""
    chosen: Chosen = {}
    for text in texts:
        line, _, stage = text.partition(".")
        if key := read(line):
            chosen[key] = chosen.get(key) or read(stage)
    return chosen
