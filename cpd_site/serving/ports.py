"""Check that a port is free to serve on.

Granian binds with SO_REUSEPORT, so it would silently share the port of another Granian, and
requests would go to either.
"""

import errno
import socket
import sys

HIGHEST = 65_535


class PortTaken(Exception):
    """Raised if nothing can be served there. The message is a sentence with the reason and the
    remedy.
    """


def demand_free(host: str, port: int) -> None:
    """Raise PortTaken if another server listens, or if nothing can be served there at all."""
    if not 0 <= port <= HIGHEST:
        raise PortTaken(f"{port} is no port: it is a number up to {HIGHEST}, such as PORT=8000.")
    try:
        (family, kind, *_), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(family, kind) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
    except OSError as error:
        raise PortTaken(
            f"Cannot serve on {host}:{port} ({error.strerror}): {_remedy(error)}"
        ) from error


def _remedy(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "ports below 1024 are for root: choose another, for example PORT=8000."
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return "name an address of this machine, for example HOST=127.0.0.1."
    return "stop what runs there, or choose another port, for example PORT=9000."


if __name__ == "__main__":
    host, port = sys.argv[1:]
    if not port.isdecimal():
        sys.exit(f"PORT={port} is no number: choose one, for example PORT=8000.")
    try:
        demand_free(host, int(port))
    except PortTaken as taken:
        sys.exit(str(taken))
