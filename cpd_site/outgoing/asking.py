"""One request to another site: to a public address only, for at most five seconds and 64 kB."""

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import IPv6Address, IPv6Network, ip_address
from threading import Event, Timer
from urllib.parse import SplitResult, quote, urlsplit

SECONDS = 5.0
MOST_BYTES = 64 * 1024

AGENT = "CPD-Frameworks-link-check"

NAT64 = IPv6Network("64:ff9b::/96")
"""IPv6 addresses that embed IPv4 ones."""

LEFT_IN_A_PATH = "/%:@!$&'()*+,;=~-._?"


class NotPublic(Exception):
    """Raised if the address is in a private network, which nobody outside can read."""


class NoAnswer(Exception):
    """Raised if there was no answer; the message says why."""


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    location: str = ""
    body: bytes = b""


def is_public(address: str) -> bool:
    """Return whether everybody on the internet can reach this IP address."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if ip.teredo:
            return False
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in NAT64:
            return is_public(str(ip_address(int(ip) & 0xFFFFFFFF)))
        if inner:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def ask(
    url: str,
    method: str,
    *,
    may_reach: Callable[[str], bool] = is_public,
    seconds: float = SECONDS,
) -> Response:
    """Return the response, of which at most MOST_BYTES are read. Raises NotPublic or NoAnswer.

    The host is resolved once, and the connection goes to the very address that was checked.
    `may_reach` is for tests, whose servers are on this machine.
    """
    try:
        parts = urlsplit(url)
        return _asked(parts, method, may_reach, seconds)
    except (OSError, HTTPException, ValueError) as error:
        raise NoAnswer(str(error) or type(error).__name__) from None


def _asked(
    parts: SplitResult, method: str, may_reach: Callable[[str], bool], seconds: float
) -> Response:
    is_secure = parts.scheme == "https"
    host = (parts.hostname or "").encode("idna").decode()
    port = parts.port or (443 if is_secure else 80)
    connected = socket.create_connection((_reachable(host, port, may_reach), port), seconds)
    if is_secure:
        context = ssl.create_default_context()
        connected = context.wrap_socket(
            connected, server_hostname=host, do_handshake_on_connect=False
        )
    took_too_long = Event()
    late = Timer(seconds, _cut, [connected, took_too_long])
    late.daemon = True
    late.start()
    try:
        if isinstance(connected, ssl.SSLSocket):
            connected.do_handshake()
        connection = (HTTPSConnection if is_secure else HTTPConnection)(host, port)
        connection.sock = connected
        headers = {"User-Agent": AGENT, "Accept": "*/*", "Connection": "close"}
        connection.request(method, _target(parts), headers=headers)
        answer = _answer(connection.getresponse(), method)
        if took_too_long.is_set():  # what was read only looks complete
            raise NoAnswer("It took too long.")
        return answer
    finally:
        late.cancel()
        connected.close()


def _answer(response: HTTPResponse, method: str) -> Response:
    body = response.read(MOST_BYTES) if method == "GET" else b""
    return Response(response.status, response.getheader("Location", ""), body)


def _reachable(host: str, port: int, may_reach: Callable[[str], bool]) -> str:
    """Return an IP address of the host. Raises NotPublic if any of them may not be reached."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(address[0]) for *_, address in found]
    if not all(map(may_reach, addresses)):
        raise NotPublic(host)
    return addresses[0]


def _cut(connected: socket.socket, took_too_long: Event) -> None:
    """Shut the connection at the time limit, which ends a blocked read."""
    took_too_long.set()
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def _target(parts: SplitResult) -> str:
    query = f"?{parts.query}" if parts.query else ""
    return quote((parts.path or "/") + query, safe=LEFT_IN_A_PATH)
