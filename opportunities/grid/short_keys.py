"""Keys as addresses carry them: 22 characters, base64url of the 16 bytes of a UUID."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
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
