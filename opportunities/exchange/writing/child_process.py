"""Writes a file in a process of its own, with limits of time and memory.

A format that needs much memory, or a library that may hang, is kept out of the web worker: the
worker waits, other people are served, and what goes wrong ends with the child.
"""

import pickle
import subprocess
import sys

from opportunities.exchange.writing.document import GridDocument

SECONDS = 30
MEGABYTES = 1_500
"""Of address space, most of which is never touched: Typst itself takes some 100 MB."""


class CannotWrite(Exception):
    """The file took too long or too much memory. Carries a sentence for whoever asked for it."""


def write(name: str, document: GridDocument, *, seconds: float = SECONDS) -> bytes:
    """The document in the format of this name. Raises CannotWrite."""
    command = [sys.executable, "-m", __name__, name]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=pickle.dumps(document), capture_output=True, timeout=seconds, check=True
        )
    except subprocess.TimeoutExpired:
        raise CannotWrite(
            "This file took too long to make. Filter the framework, or take one stage."
        ) from None
    except subprocess.CalledProcessError as failed:
        raise CannotWrite(
            "This file could not be made. Try another format, or a part of the framework."
        ) from RuntimeError(failed.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def main(arguments: list[str]) -> None:
    """What runs in the child: a document comes in as pickled by `write`, a file goes out."""
    from opportunities.exchange.writing.formats import formats

    _limit_memory()
    (name,) = arguments
    document = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from our own process
    sys.stdout.buffer.write(formats()[name].write(document))


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # on Windows there is no such limit
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 1024**2, hard))


if __name__ == "__main__":
    main(sys.argv[1:])
