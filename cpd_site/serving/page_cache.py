"""The page cache, in front of Django: serve rendered pages again, byte for byte.

A page that is the same for everybody is rendered and compressed once. Then it is served from
memory, with an ETag, until something changes that readers see: one cheap query of the site version
decides, and the date, which pages print. Requests with a session, and views without `cached_page`,
go through to Django. So do requests with the cookie that a page is marked `but_for`.

While the database is away nobody can tell whether a page is fresh. For some minutes it is served as
last seen, with headers that say it is stale.
"""

import gzip
import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

import brotli
from django.conf import settings
from django.utils.timezone import localdate

from cpd_site.serving.accept_encoding import chosen, without_weights
from cpd_site.serving.caches import Cache

MARK = "CPD-Cached-Page"
"""The response header by which a view marks its page. It is removed before the response leaves."""

BUT_FOR = "CPD-But-For"
"""A header beside it: requests with this cookie get a page of their own. It is removed too."""

FOR_A_PART = ("HTTP_HX_REQUEST", "HTTP_HX_TARGET")
"""Headers with which htmx requests part of a page. A part must never be cached as the page."""

FOR_ONE = (settings.SESSION_COOKIE_NAME, "messages")
"""Cookies of personal pages: the session, and messages to show once."""

STATIC_URL = settings.STATIC_URL

SCHEMES = ("", "http", "https")
"""Values of X-Forwarded-Proto from a proxy. Others would each be cached as one more page."""

WINDOW = 16
"""Brotli's window, as a power of two in bytes. For a usual page it compresses as well as the
default of 22, in a seventh of the time.
"""

MOST_BYTES = 24 * 1024 * 1024
LONGEST_QUERY = 200

LOOK_AGAIN_AFTER = 5
"""Seconds between queries of a database that is away, since each may block."""

MAX_AGE_OF_STALE = 10
"""Seconds for which browsers may reuse a stale page."""

COMPRESSED = ("text/", "application/json", "application/xml", "application/atom+xml")

type Environ = dict[str, Any]
type PageVersion = tuple[object, date]
type PageKey = tuple[str, ...]
type Headers = list[tuple[str, str]]
type StartResponse = Callable[..., Any]
type Application = Callable[[Environ, StartResponse], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it leaves the server. `version`: the site version and date when it was made.

    `size`: its memory, with the key. Requests with the cookie `but_for` get another page.
    """

    version: PageVersion
    etag: str
    headers: Headers
    unchanged: Headers
    body: bytes
    size: int
    but_for: str = ""

    def is_for(self, environ: Environ) -> bool:
        return not self.but_for or self.but_for not in environ.get("HTTP_COOKIE", "")


def today() -> date:
    """Return the date, which pages print. Django is asked once per second."""
    return _date_at(int(time.time()))


@lru_cache(maxsize=1)
def _date_at(second: int) -> date:
    return localdate()


class PageCache:
    """The WSGI layer. `version` returns a value that changes with whatever readers see; None:
    unknown.

    While it is unknown, pages are served for `stale_for` seconds as last seen.
    """

    def __init__(
        self,
        application: Application,
        *,
        version: Callable[[], object],
        most_bytes: int = MOST_BYTES,
        stale_for: float = 0,
        clock: Callable[[], float] = time.monotonic,
        on_hit: Callable[[], None] | None = None,
    ) -> None:
        self.application = application
        self.version = version
        self.stale_for = stale_for
        self.clock = clock
        self.on_hit = on_hit
        self.pages = Cache[PageKey, Page](most_bytes, attrgetter("size"), first_in_first_out=True)
        self._newest: object = None
        self._away_since: float | None = None
        self._look_at = 0.0

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not _is_for_everybody(environ):
            return self._through(environ, start_response)
        seen = self.version() if self._away_since is None else self._looked_again()
        if seen is None:
            return self._while_away(environ, start_response)
        key = _key(environ)
        page = self.pages.get(key)
        version = seen, today()
        if page is not None and page.version == version and page.is_for(environ):
            if self.on_hit:
                self.on_hit()
            return _answer(page, environ, start_response)
        self._newest = seen  # the first page requested after any change comes through here
        return self._made(environ, start_response, key, version)

    def _through(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Pass the request to Django, with Accept-Encoding without weights, for WhiteNoise."""
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        if "=" in accepted or "*" in accepted:
            environ = {**environ, "HTTP_ACCEPT_ENCODING": without_weights(accepted)}
        return self.application(environ, _unmarked(start_response))

    def _looked_again(self) -> object:
        """Return the version if it is time to check whether the database is back; else None."""
        if self.clock() < self._look_at:
            return None
        seen = self.version()
        if seen is not None:
            self._away_since = None
        return seen

    def _while_away(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Serve a page that was fresh when the database was last seen; else Django's response."""
        now = self.clock()
        since = self._away_since = now if self._away_since is None else self._away_since
        if now >= self._look_at:
            self._look_at = now + LOOK_AGAIN_AFTER
        page = self.pages.get(_key(environ))
        if page is None or page.version[0] != self._newest or now - since >= self.stale_for:
            return self._through(environ, start_response)
        return _answer(_stale(page, max(1, int(now - since))), environ, start_response)

    def _made(
        self, environ: Environ, start_response: StartResponse, key: PageKey, version: PageVersion
    ) -> Iterable[bytes]:
        """Return Django's response, compressed and cached if the view marked it.

        A page that sets a cookie is personal and never cached, even if marked. Django renders the
        page for HEAD as well, which has the same response without the body.
        """
        answered: list[Any] = []
        asked = {**environ, "REQUEST_METHOD": "GET"}
        response = self.application(asked, lambda *args: answered.extend(args[:2]))
        status, headers = answered
        plain, marks = _without_mark(headers), dict(headers)
        is_cached = status.startswith("200") and MARK in marks and "Set-Cookie" not in marks
        if not is_cached:
            start_response(status, plain)
            return response
        try:
            body = b"".join(response)
        finally:
            if hasattr(response, "close"):
                response.close()
        page = _page(plain, body, key=key, version=version, but_for=marks.get(BUT_FOR, ""))
        self.pages.put(key, page)
        return _answer(page, environ, start_response)


def _is_for_everybody(environ: Environ) -> bool:
    """Whether the response to this request would be the same for everybody."""
    cookies = environ.get("HTTP_COOKIE")
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and environ.keys().isdisjoint(FOR_A_PART)
        and len(environ.get("QUERY_STRING", "")) <= LONGEST_QUERY
        and environ.get("HTTP_X_FORWARDED_PROTO", "") in SCHEMES
        and not environ.get("PATH_INFO", "").startswith(STATIC_URL)
        and not (cookies and any(name in cookies for name in FOR_ONE))
    )


def _unmarked(start_response: StartResponse) -> StartResponse:
    """Wrap `start_response` to remove the marks, which pages that are not cached may have too."""
    return lambda status, headers, *rest: start_response(status, _without_mark(headers), *rest)


def _without_mark(headers: Headers) -> Headers:
    return [pair for pair in headers if pair[0] not in (MARK, BUT_FOR)]


def _key(environ: Environ) -> PageKey:
    """The cache key besides the version; the encoding comes last."""
    return (
        environ.get("wsgi.url_scheme", ""),
        environ.get("HTTP_X_FORWARDED_PROTO", ""),
        environ.get("HTTP_HOST", ""),
        environ.get("SCRIPT_NAME", ""),
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        chosen(environ.get("HTTP_ACCEPT_ENCODING", "")),
    )


def _stale(page: Page, seconds: int) -> Page:
    """Return the page with headers that say for how long nobody could tell whether it is fresh."""
    added = [
        ("Cache-Control", f"public, max-age={MAX_AGE_OF_STALE}"),
        ("Cache-Status", f"CPD-Frameworks; hit; ttl=-{seconds}"),
        ("Warning", '110 - "Response is Stale"'),
    ]
    headers, unchanged = (
        [*(pair for pair in pairs if pair[0] != "Cache-Control"), *added]
        for pairs in (page.headers, page.unchanged)
    )
    return replace(page, headers=headers, unchanged=unchanged)


def _page(
    headers: Headers, body: bytes, *, key: PageKey, version: PageVersion, but_for: str
) -> Page:
    encoding = key[-1]
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
    page_headers = [
        pair for pair in headers if pair[0] not in ("Content-Length", "Vary", "Cache-Control")
    ]
    page_headers += [*unchanged, ("Content-Length", str(len(body)))]
    if encoding:
        page_headers.append(("Content-Encoding", encoding))
    size = len(body) + sum(map(len, key))
    return Page(version, etag, page_headers, unchanged, body, size, but_for)


def _answer(page: Page, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", page.unchanged)
        return []
    start_response("200 OK", page.headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]
