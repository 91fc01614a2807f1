"""Every address of the site, as the URLconf has them: with gaps, and with something in each gap."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

GAP = re.compile(r"<(?:(\w+):)?(\w+)>")

SAMPLES = {
    "int": "1",
    "uuid": "f1703cd4-2733-5fb3-8522-cb5070c5ae82",
    "format": "csv",
    "frame": "columns",
}


@dataclass(frozen=True)
class Address:
    """A place in the URLconf; `pattern` is its path, with its gaps."""

    name: str
    pattern: str
    is_admin: bool = False

    @property
    def gaps(self) -> list[tuple[str, str]]:
        """Of each gap its kind, which may be empty, and its name."""
        return GAP.findall(self.pattern)

    @property
    def path(self) -> str:
        """A made-up address that leads there."""
        return self.filled([SAMPLES.get(kind, "x") for kind, _ in self.gaps])

    def filled(self, values: Sequence[str]) -> str:
        left = iter(values)
        return GAP.sub(lambda _: next(left), self.pattern)


def addresses(
    patterns: list[URLPattern | URLResolver] | None = None,
    before: str = "/",
    is_admin: bool = False,
) -> Iterator[Address]:
    for pattern in patterns or get_resolver().url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inside = is_admin or pattern.app_name == "admin"
            yield from addresses(pattern.url_patterns, path, inside)
        else:
            name = pattern.name or Address("", path).path
            yield Address(name, path, is_admin)
