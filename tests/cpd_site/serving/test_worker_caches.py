"""The caches of a worker: how one works, and that all of them are emptied together."""

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pytest
from django.conf import settings

from cpd_site.serving import caches
from cpd_site.serving.caches import Cache
from tests.test_architecture import MODULES, imports

MB = 1024 * 1024


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


def in_the_docs():
    """Of each row of the table in docs/house.md, the name and how much it holds."""
    text = (settings.BASE_DIR / "docs" / "house.md").read_text("utf-8")
    rows = text.split("## What a worker remembers")[1].split("\n## ")[0].splitlines()
    cells = [row.strip("| ").split(" | ") for row in rows if row.startswith("| ")]
    return {name: most for name, _, most, _ in cells[1:]}


def said(most):
    return f"{most // MB} MB" if most >= MB else f"{most:,}"


def test_the_docs_have_a_line_for_each_cache_and_there_are_at_most_six():
    import_module("cpd_site.wsgi")
    import_module(settings.ROOT_URLCONF)

    assert {name: said(cache.most) for name, cache in caches.REGISTERED.items()} == in_the_docs()
    assert len(caches.REGISTERED) <= 6


def test_no_module_keeps_a_cache_of_its_own_making():
    own = [
        module
        for module in MODULES
        for name in imports(module)
        if name.startswith("cachetools") or name == "collections.OrderedDict"
    ]

    assert {*own} == {"cpd_site.serving.caches"}
