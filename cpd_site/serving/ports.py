"""Check that a port is free to serve on.

Granian binds with SO_REUSEPORT, so it would silently share the port of another Granian, and
requests would go to either.
"""

import socket
import sys


class PortTaken(Exception):
    """Raised if nothing can be served there. The message is a sentence with the reason and the
    remedy.
    """


def demand_free(host: str, port: int) -> None:
    """Raise PortTaken if another server listens, or if this machine has no such address."""
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
