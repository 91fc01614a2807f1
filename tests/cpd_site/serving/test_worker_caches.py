"""The caches of a worker: how one works, and that all of them are emptied together."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from cpd_site.serving import caches
from cpd_site.serving.caches import Cache


def test_a_value_is_made_once_for_each_key():
    cache, made = Cache[str, int](2), iter(range(10))

    found = [cache.get_or_make(key, lambda: next(made)) for key in "abab"]

    assert found == [0, 1, 0, 1]


@pytest.mark.parametrize(("first_in_first_out", "left"), [(False, "ac"), (True, "bc")])
def test_what_goes_first_when_there_is_no_more_room(first_in_first_out, left):
    cache = Cache[str, str](2, first_in_first_out=first_in_first_out)
    for key in "ab":
        cache.put(key, key)
    cache.get("a")

    cache.put("c", "c")

    assert [key for key in "abc" if cache.get(key)] == [*left]


def test_a_value_larger_than_all_the_room_is_not_kept_and_nothing_goes_for_it():
    cache = Cache[str, str](3, len)
    cache.put("a", "aa")

    cache.put("b", "bbbb")
    assert cache.get_or_make("c", lambda: "cccc") == "cccc"

    assert (cache.get("a"), cache.get("b"), len(cache), cache.size) == ("aa", None, 1, 2)


def test_threads_at_once_keep_the_count_of_what_is_taken():
    cache = Cache[int, str](50, len)

    with ThreadPoolExecutor(8) as pool:
        for _ in pool.map(lambda n: cache.get_or_make(n % 100, lambda: "xx"), range(5000)):
            pass

    assert cache.size == 2 * len(cache) <= 50


def test_one_function_empties_all_that_are_registered(monkeypatch):
    monkeypatch.setattr(caches, "REGISTERED", {})
    some = [caches.register(name, Cache[str, str](1)) for name in ("a", "b")]
    for cache in some:
        cache.put("key", "value")

    caches.clear()

    assert [len(cache) for cache in some] == [0, 0]
