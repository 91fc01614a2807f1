"""The formats that a grid can be taken in: each is one module here, which registers itself.

    FORMAT = register(Format("docx", "Word", MEDIA_TYPE, "Change it in your school", write))

Links to it appear by themselves wherever a grid can be taken.
"""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from opportunities.exchange import writing
from opportunities.exchange.writing.document import GridDocument
from opportunities.grid.snapshot import GridSnapshot


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name in addresses, its label, media type, and five words of what it is for.

    `write` gives the bytes of a file. `rank` is its place among the links, the lowest first.
    `extension` is what names of files end in. With `is_shown`, a browser shows it instead of
    saving it. With `is_slow`, it is written in a process of its own (at most some seconds, some
    100 MB), never in a web worker, and kept; `version` counts up when such files change.
    `is_for` says of which grids it is offered, and of which stages by their address.
    """

    name: str
    label: str
    media_type: str
    use: str
    write: Callable[[GridDocument], bytes]
    rank: int
    extension: str = ""
    is_shown: bool = False
    is_slow: bool = False
    version: int = 1
    is_for: Callable[[GridSnapshot, str | None], bool] = lambda grid, stage: True


_registered: dict[str, Format] = {}


def register(entry: Format) -> Format:
    """Make the format known. Raises ValueError where another one has its name."""
    if _registered.setdefault(entry.name, entry) is not entry:
        raise ValueError(f"There are two formats called “{entry.name}”.")
    return entry


@cache
def formats() -> dict[str, Format]:
    """Every format by name, in the order of its links."""
    for module in pkgutil.iter_modules(writing.__path__):
        import_module(f"{writing.__name__}.{module.name}")
    return dict(sorted(_registered.items(), key=lambda item: item[1].rank))
