"""Whether a port is free to serve on.

Granian binds with SO_REUSEPORT, so it shares the port of another Granian without a word, and each
request goes to one of the two.
"""

import socket
import sys


class PortTaken(Exception):
    """Nothing can be served there. The message is a sentence that says why and what to do."""


def demand_free(host: str, port: int) -> None:
    """Raises PortTaken where another server listens, or where this machine has no such address."""
    try:
        (family, kind, *_), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(family, kind) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
    except (OSError, OverflowError) as error:
        raise PortTaken(
            f"Cannot serve on {host}:{port} ({getattr(error, 'strerror', None) or error}): "
            f"stop what runs there, or choose another port, for example PORT={port + 1}."
        ) from error


if __name__ == "__main__":
    try:
        demand_free(sys.argv[1], int(sys.argv[2]))
    except (PortTaken, ValueError) as taken:
        sys.exit(str(taken))
