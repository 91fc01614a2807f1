"""The real server, on a port of its own: it outlives its workers, stops when told, and is alone."""

import os
import signal
import socket
import subprocess
import sys
from functools import partial

import pytest
from django.conf import settings

from cpd_site.serving.ports import PortTaken, demand_free
from tests.served import AT_MOST, free_port, serving, started, until


@pytest.fixture
def database(tmp_path):
    return f"sqlite:///{tmp_path / 'served.sqlite3'}"


def one_is_new(site, before):
    return len(site.workers() - before) == 1


def test_a_killed_worker_is_replaced_and_the_site_answers_on(database):
    with serving(DATABASE_URL=database) as site:
        first = site.workers()
        assert len(first) == 2
        for worker in first:  # one after the other: in the end only new ones are there
            before = site.workers()
            os.kill(worker, signal.SIGKILL)
            until(partial(one_is_new, site, before))
            until(site.answers)

        assert not site.workers() & first
        assert len(site.workers()) == len(first)
        assert site.process.poll() is None


def test_a_server_that_is_told_to_stop_while_it_starts_stops(database):
    with started(DATABASE_URL=database, GRANIAN_WORKERS_KILL_TIMEOUT="1") as site:
        until(site.workers)  # they have begun, and hear no signal yet
        site.process.terminate()

        site.process.wait(timeout=AT_MOST)

        assert not site.workers()
        assert not site.answers()


def test_a_second_server_on_one_port_says_so_and_ends(database):
    with serving(DATABASE_URL=database) as site:
        second = subprocess.run(
            [sys.executable, "manage.py", "serve", "--port", str(site.port)],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": database},
            capture_output=True,
            text=True,
            timeout=AT_MOST,
            check=False,
        )

        assert second.returncode != 0
        assert f"Cannot serve on 127.0.0.1:{site.port}" in second.stderr
        assert "choose another port" in second.stderr
        assert site.answers()


def test_a_port_that_shares_is_seen_as_taken():
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        with pytest.raises(PortTaken, match="stop what runs there"):
            demand_free("127.0.0.1", listener.getsockname()[1])


@pytest.mark.parametrize(
    ("host", "port", "remedy"),
    [
        ("127.0.0.1", -1, "it is a number up to 65535"),
        ("127.0.0.1", 70_000, "it is a number up to 65535"),
        ("192.0.2.1", 8000, "name an address of this machine"),  # an address of no machine
        ("nothing.invalid", 8000, "name an address of this machine"),
    ],
)
def test_where_nothing_can_be_served_the_remedy_is_told(host, port, remedy):
    with pytest.raises(PortTaken, match=remedy):
        demand_free(host, port)


@pytest.mark.parametrize("port", ["abc", "", "-1"])
def test_what_is_no_number_is_told(port):
    done = subprocess.run(
        [sys.executable, "-m", "cpd_site.serving.ports", "127.0.0.1", port],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == f"PORT={port} is no number: choose one, for example PORT=8000.\n"


def test_a_free_port_is_free():
    demand_free("127.0.0.1", free_port())
