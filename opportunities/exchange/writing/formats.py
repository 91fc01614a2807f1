"""The formats for downloading a grid: each is one module here, which registers itself.

    FORMAT = register(Format("docx", "Word", MEDIA_TYPE, "Change it in your school", write))

Links to it then appear wherever a grid can be downloaded.
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
    """A format: its name in addresses, its label, its media type, and its use in five words.

    `write` returns the bytes of a file. `rank` is its position among the links, the lowest first.
    `extension` is that of file names. With `is_shown`, a browser shows it instead of saving it.
    With `is_slow`, a child process writes it (at most some seconds, some 100 MB), and it is cached;
    increase `version` when such files change. `is_for` says which grids, and which stages by
    address, offer it.
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
    """Register the format. Raises ValueError if another one has its name."""
    if _registered.setdefault(entry.name, entry) is not entry:
        raise ValueError(f"There are two formats called “{entry.name}”.")
    return entry


@cache
def formats() -> dict[str, Format]:
    """Return every format by name, in the order of its links."""
    for module in pkgutil.iter_modules(writing.__path__):
        import_module(f"{writing.__name__}.{module.name}")
    return dict(sorted(_registered.items(), key=lambda item: item[1].rank))
