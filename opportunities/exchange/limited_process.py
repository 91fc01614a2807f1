"""Run one of our modules in a child process with limits of time and memory.

Work that needs much memory, or whose library may hang, stays out of the web worker: the worker
waits, others are served meanwhile, and a failure ends with the child. The child is a new Python
rather than a fork, since a web worker has threads and may be a daemon itself.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import BoundedSemaphore

HERE = Path(__file__).parents[2]


class Busy(Exception):
    """Raised when too many children are running for another one to start in time."""


class TookTooLong(Exception):
    """Raised when the child was stopped at its time limit."""


class Failed(Exception):
    """Raised when the child ended without an answer. Carries the end of its standard error."""


def run_limited(
    module: str, given: bytes, *, at_once: BoundedSemaphore, seconds: float, megabytes: int
) -> bytes:
    """Run the module's `main`, which calls `child_main`, on the given bytes and return its result.

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


def child_main(make: Callable[[bytes], bytes], *, may_write: bool = True) -> None:
    """In the child: read standard input, call `make` on it and write the result.

    The first argument of the process is its memory limit in megabytes.
    """
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library may print
    _limit(int(sys.argv[1]), may_write=may_write)
    with out:
        out.write(make(sys.stdin.buffer.read()))


def _limit(megabytes: int, *, may_write: bool) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024**2, hard))
    if not may_write:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
