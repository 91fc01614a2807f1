"""A real Chromium against a real server with the five frameworks."""

import os
import shutil
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from frameworks.actions import demonstration
from tests.committed import put, the_five_frameworks
from tests.story import PASSWORD

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # One process for all pages of this site: a sixth less of the processor.
    "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
]

HERE = Path(__file__).parent

PATIENCE = 60_000  # ms; on a busy machine a page that reads a file took 20 s

# Prefer the headless shell, which takes about half the processor time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def found() -> str | None:
    """Return the path of Chromium."""
    return os.environ.get("CPD_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {"executable_path": found(), "args": ARGUMENTS}


@pytest.fixture(scope="session")
def server(django_db_setup):
    """A server on a free port with the data that every test starts from. Readers change nothing."""
    connection.settings_dict["CONN_MAX_AGE"] = 0  # or the database could not be dropped at the end
    server = LiveServer("127.0.0.1")
    yield server
    server.stop()


@pytest.fixture
def site(server):
    """The address of the site."""
    return server.url


@pytest.fixture
def demonstration_committed(committed):
    """The five frameworks, and the accounts and copies to try the site with."""
    put(the_demonstration)


def the_demonstration():
    the_five_frameworks()
    demonstration.make(password=PASSWORD)


@pytest.fixture
def new_context(new_context):
    """Make a browser that waits long enough for a busy server, and does not scroll smoothly, so
    that nothing moves away under the mouse.
    """
    expect.set_options(timeout=PATIENCE)

    def make(**options):
        context = new_context(**{"reduced_motion": "reduce"} | options)
        context.set_default_timeout(PATIENCE)
        return context

    return make


@pytest.fixture
def context(new_context):
    """A reader's browser; messages on its console fail the test."""
    return new_context(viewport={"width": 1280, "height": 900})


@pytest.fixture
def page(context):
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert said == []
