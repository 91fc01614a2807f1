"""The caches of a worker: each is registered here by its name, and one function empties them all.

docs/house.md has a line for each: what it holds, how large it grows, what empties it. A
function of its arguments alone, such as the stem of a word, may have an `lru_cache` of its own:
what that holds can never be out of date.
"""

from collections.abc import Callable, Hashable
from threading import Lock

import cachetools

REGISTERED: dict[str, "Cache"] = {}


class Cache[Key: Hashable, Value]:
    """A cache of cachetools behind a lock, so that the threads of a worker can share it.

    It holds up to `most` values, or as many as their sizes, given by `size`, come to. Beyond that
    the least recently used go; of a `first_in_first_out` one those that were kept first.
    """

    def __init__(
        self,
        most: int,
        size: Callable[[Value], int] | None = None,
        *,
        first_in_first_out: bool = False,
    ) -> None:
        kind = cachetools.FIFOCache if first_in_first_out else cachetools.LRUCache
        self._values: cachetools.Cache[Key, Value] = kind(most, size)
        self._lock = Lock()

    def get(self, key: Key) -> Value | None:
        with self._lock:
            return self._values.get(key)

    def put(self, key: Key, value: Value) -> None:
        """Keep the value, unless it is larger than all the room there is."""
        with self._lock:
            try:
                self._values[key] = value
            except ValueError:  # as cachetools says that it is too large
                self._values.pop(key, None)

    def get_or_make(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return the value kept for this key, or else make and keep it.

        Two threads that miss at once both make it, and the last one's is kept.
        """
        value = self.get(key)
        if value is None:
            value = make()
            self.put(key, value)
        return value

    def clear(self) -> None:
        with self._lock:
            self._values.clear()

    def __len__(self) -> int:
        return len(self._values)

    @property
    def most(self) -> int:
        return int(self._values.maxsize)

    @property
    def size(self) -> int:
        """How much of `most` is taken."""
        return int(self._values.currsize)


def register[C: Cache](name: str, cache: C) -> C:
    """Name a cache that lives as long as the worker, so that `clear` empties it."""
    REGISTERED[name] = cache
    return cache


def clear() -> None:
    """Empty every cache, as if the worker had just started."""
    for cache in REGISTERED.values():
        cache.clear()
