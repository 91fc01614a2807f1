"""A grid is read while others write it: each reading is one that was there at some moment."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection, connections

from opportunities import models, store
from opportunities.grid.patch import between
from tests.builders import grid

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = grid({("NQT", "School"): ["Join in"]})
AFTER = grid({("NQT", "School"): ["Join in", "Lead"], ("Head", "Network"): ["Visit"]})
REWORDED = replace(BEFORE, opportunities=(replace(BEFORE.opportunities[0], text="Join up"),))

QUERIES = 7


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

    content, versions = read_while(write, after, lambda: store.read_with_versions(written))

    assert (content.opportunity_by_key[line].text, versions[line]) == ("Join in", 1)
    content, versions = store.read_with_versions(written)
    assert (content.opportunity_by_key[line].text, versions[line]) == ("Join up", 2)
    assert versions == store.versions(written)


def test_one_moment_waits_for_nobody_who_writes_and_leaves_later_writers_as_they_were():
    written = store.write(BEFORE)

    with store.one_moment():
        store.read(written)
        with ThreadPoolExecutor(1) as other:
            other.submit(saved, written).result()
    assert store.read(written) == AFTER

    store.save(written, between(AFTER, BEFORE))  # a transaction that writes, on this connection
    assert store.read(written) == BEFORE
