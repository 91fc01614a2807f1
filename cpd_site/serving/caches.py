"""The caches of a worker, registered by name so that one function empties them all.

docs/house.md lists for each what it holds, its size, and what empties it. A pure function, such as
the stem of a word, may have an `lru_cache` of its own: that can never be out of date.
"""

from collections.abc import Callable, Hashable
from threading import Lock

import cachetools

REGISTERED: dict[str, "Cache"] = {}


class Cache[Key: Hashable, Value]:
    """A cache of cachetools behind a lock, which the threads of a worker share.

    It holds up to `most` values, or values whose sizes, given by `size`, add up to that. When full
    it drops the least recently used, or the oldest if `first_in_first_out`.
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
            try:
                return self._values[key]
            except KeyError:
                return None

    def put(self, key: Key, value: Value) -> None:
        """Store the value, unless it is larger than the whole cache."""
        with self._lock:
            try:
                self._values[key] = value
            except ValueError:  # cachetools raises it if the value is too large
                self._values.pop(key, None)

    def get_or_make(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return the value stored for this key; make and store it if there is none.

        Two threads that miss at once both make it, and the last one's is stored.
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
        """Return how much of `most` is used."""
        return int(self._values.currsize)


def register[C: Cache](name: str, cache: C) -> C:
    """Register a cache that lives as long as the worker, so that `clear` empties it."""
    REGISTERED[name] = cache
    return cache


def clear() -> None:
    """Empty every cache, as if the worker had just started."""
    for cache in REGISTERED.values():
        cache.clear()
