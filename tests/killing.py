"""Kill a separate process in the middle of a transaction, as a power cut would."""

import os
import signal
import subprocess
import sys

from django.conf import settings
from django.db import connection

BEGIN = """
import sys, django
django.setup()
from django.db import connection

def kill_after(home, name):
    done = getattr(home, name)
    def done_then_killed(*args, **kwargs):
        done(*args, **kwargs)
        assert connection.in_atomic_block
        print("here", flush=True)
        sys.stdin.read()
    setattr(home, name, done_then_killed)
"""


def kill_in_the_middle(of: str, *args: object) -> None:
    """Run this Python code, which calls `kill_after(module, name)` to say when it dies.

    It finds the arguments in `sys.argv`, and the database of the test, which must commit.
    """
    process = subprocess.Popen(
        [sys.executable, "-c", BEGIN + of, *map(str, args)],
        env={
            **os.environ,
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "cpd_site.settings",
        },
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "here\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()


def database_url() -> str:
    """Return the DATABASE_URL with which another process sees what this test commits."""
    now = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{now['NAME']}"
    user = f"{now['USER']}:{now['PASSWORD']}@" if now["USER"] else ""
    if now["HOST"].startswith("/"):
        return f"postgres://{user}{now['HOST'].replace('/', '%2F')}:{now['PORT']}/{now['NAME']}"
    return f"postgres://{user}{now['HOST']}:{now['PORT']}/{now['NAME']}"
