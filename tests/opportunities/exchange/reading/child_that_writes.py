"""A process of its own that tries to write a file, as a reader never may."""

from pathlib import Path

from opportunities.exchange import limited_process


def write(given: bytes) -> bytes:
    Path(given.decode()).write_bytes(b"words")
    return b"written"


if __name__ == "__main__":
    limited_process.child_main(write, may_write=False)
