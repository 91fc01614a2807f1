"""Every address of the site from the URLconf, with its parameters, and filled in."""

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
    """A pattern of the URLconf; `pattern` is its path, with its parameters."""

    name: str
    pattern: str
    is_admin: bool = False

    @property
    def gaps(self) -> list[tuple[str, str]]:
        """Return the converter, which may be empty, and the name of each parameter."""
        return GAP.findall(self.pattern)

    @property
    def path(self) -> str:
        """Return a made-up address that leads there."""
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
