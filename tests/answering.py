"""Servers on this machine for tests, such as a site with chosen responses, for checking links."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseServer
from threading import Thread
from typing import Any, ClassVar


def loopback(address: str) -> bool:
    return address == "127.0.0.1"


class Site(BaseHTTPRequestHandler):
    """Responds as `pages` says: a status, or a status and a redirect, or a function."""

    pages: ClassVar[dict[str, Any]] = {}
    asked: ClassVar[list[tuple[str, str]]] = []
    agents: ClassVar[set[str]] = set()

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.asked.append((self.command, self.path))
        self.agents.add(self.headers["User-Agent"])
        page = self.pages.get(self.path, 404)
        if callable(page):
            page = page(self)
        if page is None:
            return
        status, location, body = (
            (*page, "", b"")[:3] if isinstance(page, tuple) else (page, "", b"")
        )
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def serving(pages: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    site = type("ASite", (Site,), {"pages": pages, "asked": [], "agents": set()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), site)
    server.daemon_threads = True
    with in_a_thread(server):
        yield f"http://127.0.0.1:{server.server_port}", site


@contextmanager
def in_a_thread(server: BaseServer) -> Iterator[None]:
    """Let the server answer in a thread, which looks every hundredth of a second whether to end,
    not twice a second.
    """
    Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
