"""Finished pages: served again as the bytes they once were, in front of Django.

A page that is the same for everybody is rendered and compressed once. After that it is answered
from memory, with an ETag, for as long as nothing that readers see has changed: one cheap look at
a stamp decides, and the date, which pages print. Whoever has a session, and whatever a view did
not mark as finished, goes through to Django.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

import brotli
from django.conf import settings
from django.utils.timezone import localdate

MARK = "CPD-Finished"
"""The header by which a view marks its page. It stays inside: readers never see it."""

FOR_A_PART = ("HTTP_HX_REQUEST", "HTTP_HX_TARGET")
"""Headers with which htmx asks for part of a page. A part must never be kept as the page."""

FOR_ONE = (settings.SESSION_COOKIE_NAME, "messages")
"""Cookies with which a page is for one person: who is signed in; what is told to them once."""

WINDOW = 16
"""Two to this power bytes is how far back Brotli looks for what it has seen. With a usual page it
finds no less than with its default of 22, in a seventh of the time."""

MOST_BYTES = 24 * 1024 * 1024
LONGEST_QUERY = 200
COMPRESSED = ("text/", "application/json", "application/xml", "application/atom+xml")

type Environ = dict[str, Any]
type Headers = list[tuple[str, str]]
type StartResponse = Callable[..., Any]
type Application = Callable[[Environ, StartResponse], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it leaves the server. `stamp` says what readers saw when it was made."""

    stamp: object
    etag: str
    headers: Headers
    unchanged: Headers
    body: bytes


class FinishedPages:
    """The layer. `stamp` gives a value that changes with whatever readers see; None: not known."""

    def __init__(
        self,
        application: Application,
        *,
        stamp: Callable[[], object],
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self.application = application
        self.stamp = stamp
        self.most_bytes = most_bytes
        self._pages: OrderedDict[tuple[str, ...], Page] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not _is_for_everybody(environ) or (seen := self.stamp()) is None:
            return self.application(environ, _unmarked(start_response))
        stamp = seen, localdate()
        key = _key(environ)
        page = self._pages.get(key)
        if page is not None and page.stamp == stamp:
            return _answer(page, environ, start_response)
        return self._made(environ, start_response, key, stamp)

    def _made(
        self, environ: Environ, start_response: StartResponse, key: tuple[str, ...], stamp: object
    ) -> Iterable[bytes]:
        """What Django answers, finished and kept if the view marked it.

        Django is asked for the page even by HEAD, whose answer is the page's but for the body.
        """
        told: list[Any] = []
        asked = {**environ, "REQUEST_METHOD": "GET"}
        response = self.application(asked, lambda *said: told.extend(said[:2]))
        status, headers = told
        plain = _without_mark(headers)
        if not status.startswith("200") or len(plain) == len(headers):
            start_response(status, plain)
            return response
        try:
            body = b"".join(response)
        finally:
            if hasattr(response, "close"):
                response.close()
        page = _finish(plain, body, encoding=key[-1], stamp=stamp)
        self._keep(key, page)
        return _answer(page, environ, start_response)

    def _keep(self, key: tuple[str, ...], page: Page) -> None:
        """Keep the page; the ones made longest ago go when there is no more room."""
        with self._lock:
            if former := self._pages.pop(key, None):
                self._bytes -= len(former.body)
            self._pages[key] = page
            self._bytes += len(page.body)
            while self._bytes > self.most_bytes:
                _, oldest = self._pages.popitem(last=False)
                self._bytes -= len(oldest.body)


def _is_for_everybody(environ: Environ) -> bool:
    """Whether somebody else may get the same answer."""
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and not any(name in environ for name in FOR_A_PART)
        and len(environ.get("QUERY_STRING", "")) <= LONGEST_QUERY
        and not environ.get("PATH_INFO", "").startswith(settings.STATIC_URL)
        and not any(name in environ.get("HTTP_COOKIE", "") for name in FOR_ONE)
    )


def _unmarked(start_response: StartResponse) -> StartResponse:
    """The same, but for the mark: what is not kept may be marked too."""
    return lambda status, headers, *rest: start_response(status, _without_mark(headers), *rest)


def _without_mark(headers: Headers) -> Headers:
    return [pair for pair in headers if pair[0] != MARK]


def _key(environ: Environ) -> tuple[str, ...]:
    """What the answer depends on, besides the stamp; the encoding last."""
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    return (
        environ.get("wsgi.url_scheme", ""),
        environ.get("HTTP_X_FORWARDED_PROTO", ""),
        environ.get("HTTP_HOST", ""),
        environ.get("SCRIPT_NAME", ""),
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        "br" if "br" in accepted else "gzip" if "gzip" in accepted else "",
    )


def _finish(headers: Headers, body: bytes, *, encoding: str, stamp: object) -> Page:
    if not dict(headers).get("Content-Type", "").startswith(COMPRESSED):
        encoding = ""
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}{encoding}"'
    if encoding == "br":
        body = brotli.compress(body, quality=9, lgwin=WINDOW)
    elif encoding == "gzip":
        body = gzip.compress(body, compresslevel=9, mtime=0)
    unchanged = [
        ("Cache-Control", "public, max-age=0, must-revalidate"),
        ("ETag", etag),
        ("Vary", "Accept-Encoding, Cookie, HX-Request, HX-Target"),
    ]
    kept = [pair for pair in headers if pair[0] not in ("Content-Length", "Vary", "Cache-Control")]
    kept += [*unchanged, ("Content-Length", str(len(body)))]
    if encoding:
        kept.append(("Content-Encoding", encoding))
    return Page(stamp, etag, kept, unchanged, body)


def _answer(page: Page, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", page.unchanged)
        return []
    start_response("200 OK", page.headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]
