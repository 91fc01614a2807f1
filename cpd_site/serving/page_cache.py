"""The page cache: pages served again as the bytes they once were, in front of Django.

A page that is the same for everybody is rendered and compressed once. After that it is answered
from memory, with an ETag, for as long as nothing that readers see has changed: one cheap look at
the site version decides, and the date, which pages print. Whoever has a session, and whatever a
view did not mark with `cached_page`, goes through to Django. So does, on a page that marks itself
`but_for` a cookie, whoever sends that cookie.

While the database is away nobody can tell whether a page is still good. For some minutes it is
answered all the same, as it was seen last, and says in its headers that it is stale.
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
"""The header by which a view marks its page. It stays inside: readers never see it."""

BUT_FOR = "CPD-But-For"
"""A header beside it: the cookie whose bearers get a page of their own. It stays inside too."""

FOR_A_PART = ("HTTP_HX_REQUEST", "HTTP_HX_TARGET")
"""Headers with which htmx asks for part of a page. A part must never be kept as the page."""

FOR_ONE = (settings.SESSION_COOKIE_NAME, "messages")
"""Cookies with which a page is for one person: who is signed in; what is shown to them once."""

STATIC_URL = settings.STATIC_URL

SCHEMES = ("", "http", "https")
"""What a proxy says in X-Forwarded-Proto. Anything else would be kept as one more page."""

WINDOW = 16
"""Two to this power bytes is how far back Brotli looks for what it has seen. With a usual page it
finds no less than with its default of 22, in a seventh of the time."""

MOST_BYTES = 24 * 1024 * 1024
LONGEST_QUERY = 200

LOOK_AGAIN_AFTER = 5
"""Seconds until the database, once it was away, is asked again: each look may wait for it."""

MAX_AGE_OF_STALE = 10
"""Seconds for which a stale page need not be asked for again."""

COMPRESSED = ("text/", "application/json", "application/xml", "application/atom+xml")

type Environ = dict[str, Any]
type Version = tuple[object, date]
type Key = tuple[str, ...]
type Headers = list[tuple[str, str]]
type StartResponse = Callable[..., Any]
type Application = Callable[[Environ, StartResponse], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it leaves the server. `version` says what readers saw when it was made, and when.

    `size` is how much room it takes, with its key. Whoever sends the cookie `but_for` gets another.
    """

    version: Version
    etag: str
    headers: Headers
    unchanged: Headers
    body: bytes
    size: int
    but_for: str = ""

    def is_for(self, environ: Environ) -> bool:
        return not self.but_for or self.but_for not in environ.get("HTTP_COOKIE", "")


def today() -> date:
    """Return the date, which pages print. Django is asked for it once in each second."""
    return _date_at(int(time.time()))


@lru_cache(maxsize=1)
def _date_at(second: int) -> date:
    return localdate()


class PageCache:
    """The layer. `version` gives a value that changes with whatever readers see; None: not known.

    While it is not known, pages are answered for `stale_for` seconds as they were seen last.
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
        self.pages = Cache[Key, Page](most_bytes, attrgetter("size"), first_in_first_out=True)
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
        self._newest = seen  # whatever changed, the first page asked for after it comes by here
        return self._made(environ, start_response, key, version)

    def _through(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Pass the request to Django, with Accept-Encoding without weights, for WhiteNoise."""
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        if "=" in accepted or "*" in accepted:
            environ = {**environ, "HTTP_ACCEPT_ENCODING": without_weights(accepted)}
        return self.application(environ, _unmarked(start_response))

    def _looked_again(self) -> object:
        """The version, if it is time to look whether the database is back; else None."""
        if self.clock() < self._look_at:
            return None
        seen = self.version()
        if seen is not None:
            self._away_since = None
        return seen

    def _while_away(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """A page that was good when the database was there last; without one, what Django says."""
        now = self.clock()
        since = self._away_since = now if self._away_since is None else self._away_since
        if now >= self._look_at:
            self._look_at = now + LOOK_AGAIN_AFTER
        page = self.pages.get(_key(environ))
        if page is None or page.version[0] != self._newest or now - since >= self.stale_for:
            return self._through(environ, start_response)
        return _answer(_stale(page, max(1, int(now - since))), environ, start_response)

    def _made(
        self, environ: Environ, start_response: StartResponse, key: Key, version: Version
    ) -> Iterable[bytes]:
        """What Django answers, compressed and kept if the view marked it.

        A cookie is for one person, so a page that sets one is never kept, whatever marked it.
        Django is asked for the page even by HEAD, whose answer is the page's but for the body.
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
    """The same, but for the mark: what is not kept may be marked too."""
    return lambda status, headers, *rest: start_response(status, _without_mark(headers), *rest)


def _without_mark(headers: Headers) -> Headers:
    return [pair for pair in headers if pair[0] not in (MARK, BUT_FOR)]


def _key(environ: Environ) -> Key:
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
    """The page with headers that say for how long nobody could tell whether it is still good."""
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


def _page(headers: Headers, body: bytes, *, key: Key, version: Version, but_for: str) -> Page:
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
