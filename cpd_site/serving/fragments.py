"""Parts of pages that templates drew, remembered by what they were drawn from.

A part that depends on a published edition and a few choices alone comes out the same each time,
so it is drawn once. Only templates write markup: here their parts are kept, and put together.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol, cast

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString

from cpd_site.serving import caches

MOST_BYTES = 8 * 1024 * 1024

BESIDES = 500
"""About how many bytes an entry takes besides its part: its key, and its place in the memory."""


class Part(Protocol):
    def __len__(self) -> int: ...


class Drawings(caches.Cache[Hashable, Part]):
    """A cache of parts. Those that were not asked for longest go when there is no more room."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        super().__init__(most_bytes, lambda part: len(part) + BESIDES)

    def recall[P: Part](self, key: Hashable, draw: Callable[[], P]) -> P:
        """The part that was drawn for this key, or else draw it. A key names one sort of part."""
        return cast(P, self.get_or_make(key, draw))


FRAGMENTS = caches.register("fragments", Drawings())

NONE_KEPT = Drawings(most_bytes=0)
"""For what may change, such as a draft: everything is drawn each time."""


def fragments() -> Drawings:
    """The store of fragments; none are kept while the templates are being worked on."""
    return NONE_KEPT if settings.DEBUG else FRAGMENTS


def get_or_render(key: Hashable | None, template: str, context: Mapping[str, object]) -> SafeString:
    """The template rendered of these things alone, without a request, or what is kept of that.

    The key says all that it shows. None: it is rendered each time.
    """

    def rendered() -> SafeString:
        return cast(SafeString, get_template(template).render(dict(context)))

    return rendered() if key is None else fragments().recall((template, key), rendered)


HOLE = re.compile(rf"{secrets.token_hex(16)}-([a-z0-9]+)-")
"""What a template draws in place of a hole. Nobody can write it into a text: it is random."""


@cache
def hole(name: str) -> str:
    """A hole of a stencil, for the context of a template."""
    return HOLE.pattern.replace("([a-z0-9]+)", name)


@dataclass(frozen=True, slots=True)
class Stencil:
    """A part with holes in it, to be filled with other parts; or with none."""

    parts: tuple[bytes, ...]
    holes: tuple[str, ...]

    @classmethod
    def cut(cls, html: str) -> "Stencil":
        """From what a template drew, with `hole(name)` for what is to be filled in."""
        pieces = HOLE.split(html)
        return cls(tuple(piece.encode() for piece in pieces[::2]), tuple(pieces[1::2]))

    @classmethod
    def joined(cls, stencils: Iterable["Stencil"]) -> "Stencil":
        pieces, holes = [b""], list[str]()
        for stencil in stencils:
            first, *others = stencil.parts
            pieces[-1] += first
            pieces += others
            holes += stencil.holes
        return cls(tuple(pieces), tuple(holes))

    def with_parts(self, parts: Mapping[str, "Stencil"]) -> "Stencil":
        """With these holes filled; those that the parts have stay open, and so do the others."""
        every = [Stencil(self.parts[:1], ())]
        for name, after in zip(self.holes, self.parts[1:], strict=True):
            every += parts.get(name, Stencil((b"", b""), (name,))), Stencil((after,), ())
        return Stencil.joined(every)

    def fill(self, parts: Mapping[str, bytes]) -> bytes:
        """The whole, with every hole filled."""
        filled = [self.parts[0]]
        for name, after in zip(self.holes, self.parts[1:], strict=True):
            filled += parts[name], after
        return b"".join(filled)

    def __len__(self) -> int:
        return sum(map(len, self.parts))


def draw(template: str, context: Mapping[str, object]) -> str:
    """What the template draws of these things alone, without a request."""
    return get_template(template).render(dict(context))
