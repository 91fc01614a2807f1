"""Writes a file in a process of its own, with limits of time and memory.

A format that needs much memory, or whose library may hang, is kept out of the web worker: the
worker waits, others are served meanwhile, and what goes wrong ends with the child. A Python of
its own is started, rather than a fork: a web worker has threads, and may be a daemon itself.
"""

import os
import pickle
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from opportunities.exchange.writing.document import GridDocument
from opportunities.exchange.writing.formats import Format

HERE = Path(__file__).parents[3]
SECONDS = 20
MEGABYTES = 2_000
"""Of address space, most of which is never touched: Typst itself takes some 100 MB."""

AT_ONCE = BoundedSemaphore(2)
"""So many children at once for each web worker; others wait for their turn."""


class CannotWrite(Exception):
    """The file took too long or too much memory. Carries a sentence for whoever asked for it."""


def write(
    form: Format,
    document: GridDocument,
    *,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> bytes:
    """The document in this format. Raises CannotWrite."""
    if not AT_ONCE.acquire(timeout=seconds):
        raise CannotWrite("Many files are being made just now. Try again in a minute.")
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", __name__, str(megabytes)],
            input=pickle.dumps((form.write, document)),
            capture_output=True,
            timeout=seconds,
            check=True,
            cwd=HERE,
        )
    except subprocess.TimeoutExpired:
        raise CannotWrite(
            "This file took too long to make. Filter the framework, or take one stage."
        ) from None
    except subprocess.CalledProcessError as failed:
        raise CannotWrite(
            "This file could not be made. Try another format, or a part of the framework."
        ) from RuntimeError(failed.stderr.decode(errors="replace")[-2000:])
    finally:
        AT_ONCE.release()
    return done.stdout


def main(megabytes: int) -> None:
    """What runs in the child: what writes, and a document, come in; the file goes out."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no part of a file
    _limit_memory(megabytes)
    write_document, document = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own process
    with out:
        out.write(write_document(document))


def _limit_memory(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # on Windows there is no such limit
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024**2, hard))


if __name__ == "__main__":
    main(int(sys.argv[1]))
