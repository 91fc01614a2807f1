"""A grid is read while others write it: each reading is one that was there at some moment."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest
from django.db import connection, connections, transaction

from cpd_site.serving import caches
from opportunities import models, store
from opportunities.grid.patch import between
from tests.builders import grid
from tests.opportunities.grid.test_patch import AFTERS
from tests.opportunities.grid.test_patch import BEFORE as PATCHED

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = grid({("NQT", "School"): ["Join in"]})
AFTER = grid({("NQT", "School"): ["Join in", "Lead"], ("Head", "Network"): ["Visit"]})
REWORDED = replace(BEFORE, opportunities=(replace(BEFORE.opportunities[0], text="Join up"),))

QUERIES = 7
ONE_MOMENT = {"sqlite": 1 + 2, "postgresql": 1 + 3}
"""Queries: the revision, and what begins and ends a transaction."""


class WritesBetween:
    """Lets somebody else write, and commit, after so many queries of this reader."""

    def __init__(self, write, after):
        self.write, self.left = write, after

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.startswith("SELECT"):
            self.left -= 1
            if self.left == 0:
                with ThreadPoolExecutor(1) as other:
                    other.submit(self._written).result()
        return result

    def _written(self):
        try:
            self.write()
        finally:
            connections.close_all()


def saved(written):
    try:
        store.save(written, between(BEFORE, AFTER))
    finally:
        connections.close_all()


def read_while(write, after, read):
    with connection.execute_wrapper(WritesBetween(write, after)):
        return read()


@pytest.mark.parametrize("after", range(1, QUERIES))
@pytest.mark.parametrize("before_and_after", [(BEFORE, AFTER), (AFTER, BEFORE)])
def test_a_grid_that_is_written_meanwhile_is_read_as_it_was(before_and_after, after):
    before, then = before_and_after
    written = store.write(before)

    def write():
        store.save(written, between(before, then))

    assert read_while(write, after, lambda: store.read(written)) == before
    assert store.read(written) == then


@pytest.mark.parametrize("after", range(1, QUERIES))
def test_several_grids_are_read_as_they_were(after):
    written = [store.write(BEFORE), store.write(BEFORE)]

    def write():
        for each in written:
            store.save(each, between(BEFORE, AFTER))

    read = read_while(write, after, lambda: store.read_all(written))

    assert [read[each.pk] for each in written] == [BEFORE, BEFORE]


@pytest.mark.parametrize("after", range(1, QUERIES))
def test_a_text_is_never_shown_with_the_version_of_a_newer_one(after):
    written = store.write(BEFORE)
    line = models.Opportunity.objects.get(grid=written).key

    def write():
        store.save(written, between(BEFORE, REWORDED))

    read = read_while(write, after, lambda: store.read_open(written))

    assert (read.content.opportunity_by_key[line].text, read.versions[line]) == ("Join in", 1)
    now = store.read_open(written)
    assert (now.content.opportunity_by_key[line].text, now.versions[line]) == ("Join up", 2)
    assert (read.revision, now.revision) == (0, 1)


def test_an_open_grid_is_read_once_for_each_of_its_revisions(django_assert_num_queries):
    written = store.write(BEFORE)
    assert store.read_open(written).content == BEFORE
    with django_assert_num_queries(ONE_MOMENT[connection.vendor]):
        assert store.read_open(written).content == BEFORE

    store.save(written, between(BEFORE, AFTER))

    assert store.read_open(written).content == AFTER


def test_what_is_taken_back_was_never_read():
    written = store.write(BEFORE)

    with suppress(ZeroDivisionError), transaction.atomic():
        store.save(written, between(BEFORE, AFTER))
        assert store.read_open(written).content == AFTER
        raise ZeroDivisionError
    store.save(written, between(BEFORE, REWORDED))

    assert store.read_open(written).content == REWORDED


def test_one_moment_waits_for_nobody_who_writes_and_leaves_later_writers_as_they_were():
    written = store.write(BEFORE)

    with store.one_moment():
        store.read(written)
        with ThreadPoolExecutor(1) as other:
            other.submit(saved, written).result()
    assert store.read(written) == AFTER

    store.save(written, between(AFTER, BEFORE))  # a transaction that writes, on this connection
    assert store.read(written) == BEFORE


@pytest.mark.parametrize("name", AFTERS)
def test_what_a_change_left_is_remembered_as_it_would_be_read(name):
    written = store.write(PATCHED)
    made = between(PATCHED, AFTERS[name])
    with transaction.atomic():
        read = store.read_open(written)
        store.save(written, made)
        store.remember(written, read, made, AFTERS[name])

    remembered = store.read_open(written)
    caches.clear()
    anew = store.read_open(written)
    assert remembered is not anew
    assert remembered.content.fingerprint == anew.content.fingerprint
    assert remembered.content.placements == anew.content.placements
    assert (remembered.versions, remembered.revision) == (anew.versions, anew.revision)


def test_a_reworded_grid_is_not_read_again(django_assert_num_queries):
    written = store.write(BEFORE)
    made = between(BEFORE, REWORDED)
    with transaction.atomic():
        read = store.read_open(written)
        store.save(written, made)
        store.remember(written, read, made, REWORDED)

    with django_assert_num_queries(ONE_MOMENT[connection.vendor]):
        assert store.read_open(written).content == REWORDED


def test_what_a_change_left_is_not_remembered_if_it_is_taken_back():
    written = store.write(BEFORE)
    made = between(BEFORE, REWORDED)
    with suppress(ZeroDivisionError), transaction.atomic():
        read = store.read_open(written)
        store.save(written, made)
        store.remember(written, read, made, REWORDED)
        raise ZeroDivisionError
    store.save(written, between(BEFORE, AFTER))

    assert store.read_open(written).content == AFTER
