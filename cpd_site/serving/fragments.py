"""Parts of pages that templates drew, remembered by what they were drawn from.

A part that depends on a published edition and a few choices alone comes out the same each time,
so it is drawn once. Only templates write markup: here their parts are kept, and put together.
"""

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Protocol

from django.template.loader import get_template

MOST_BYTES = 8 * 1024 * 1024

BESIDES = 500
"""About how many bytes an entry takes besides its part: its key, and its place in the memory."""


class Part(Protocol):
    def __len__(self) -> int: ...


class Drawings:
    """A memory of parts. Those that were not asked for longest go when there is no more room."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._parts: OrderedDict[Hashable, Part] = OrderedDict()
        self._lock = Lock()

    def recall[P: Part](self, key: Hashable, draw: Callable[[], P]) -> P:
        """The part that was drawn for this key, or else draw it. A key names one sort of part."""
        with self._lock:
            if key in self._parts:
                self._parts.move_to_end(key)
                return self._parts[key]  # type: ignore[return-value]
        part = draw()
        with self._lock:
            if key not in self._parts:
                self._parts[key] = part
                self.bytes += len(part) + BESIDES
            while self.bytes > self.most_bytes:
                _, oldest = self._parts.popitem(last=False)
                self.bytes -= len(oldest) + BESIDES
        return part


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
