"""Runs one of our modules in a process of its own, with limits of time and memory.

What needs much memory, or whose library may hang, is kept out of the web worker: the worker
waits, others are served meanwhile, and what goes wrong ends with the child. A Python of its own
is started, rather than a fork: a web worker has threads, and may be a daemon itself.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import BoundedSemaphore

HERE = Path(__file__).parents[2]


class Busy(Exception):
    """So many children are at work already that none may be started in time."""


class TookTooLong(Exception):
    """The child was ended when its time was over."""


class Failed(Exception):
    """The child ended without an answer. Carries the end of what it said to its errors."""


def ask(
    module: str, given: bytes, *, at_once: BoundedSemaphore, seconds: float, megabytes: int
) -> bytes:
    """What the module, whose `main` calls `answer`, makes of what it is given.

    Raises Busy, TookTooLong or Failed.
    """
    if not at_once.acquire(timeout=seconds):
        raise Busy
    try:
        return subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", module, str(megabytes)],
            input=given,
            capture_output=True,
            timeout=seconds,
            check=True,
            cwd=HERE,
        ).stdout
    except subprocess.TimeoutExpired:
        raise TookTooLong from None
    except subprocess.CalledProcessError as failed:
        raise Failed(failed.stderr.decode(errors="replace")[-2000:]) from None
    finally:
        at_once.release()


def answer(make: Callable[[bytes], bytes], *, may_write: bool = True) -> None:
    """What the child does: what is given comes in, what is made of it goes out.

    The memory that the process may take is its first argument, in megabytes.
    """
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    _limit(int(sys.argv[1]), may_write=may_write)
    with out:
        out.write(make(sys.stdin.buffer.read()))


def _limit(megabytes: int, *, may_write: bool) -> None:
    try:
        import resource
    except ImportError:  # on Windows there are no such limits
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024**2, hard))
    if not may_write:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
