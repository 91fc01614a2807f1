"""The contact of a framework, and of the site itself."""

import re
from dataclasses import dataclass

from django.conf import settings

PHONE = re.compile(r"\+?[\d ()-]{6,30}( ext\.? ?\d{1,6})?")
"""A telephone number as people write it."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person, a role or an office; each of the three fields may be empty."""

    name: str = ""
    email: str = ""
    phone: str = ""

    def __bool__(self) -> bool:
        return bool(self.email or self.phone)

    def __str__(self) -> str:
        """Return all three, for files."""
        return ", ".join(filter(None, (self.name, self.email, self.phone))) if self else ""

    @property
    def tel(self) -> str:
        """The number as a link dials it, without the extension."""
        return re.sub(r"[^+\d]", "", self.phone.partition("ext")[0])


def of_the_site() -> Contact:
    """Return who runs this site, from its settings."""
    return Contact(settings.RUN_BY, settings.CONTACT_EMAIL, settings.CONTACT_PHONE)
