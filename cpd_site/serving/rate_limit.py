"""All rate limits besides allauth's: how often an address, or anything else, may ask.

Expensive requests, such as searches, are limited per second. Each address has a bucket of tokens
that refills with time. A response costs one; without tokens, the response is 429. Every worker
counts in its own memory, so that with two workers an address gets up to twice as much.

Rare actions, such as mails to somebody, are limited per hour or day, for all workers together: a
`RateLimit` counts in the cache.
"""

import hashlib
import math
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, wraps
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Lock
from typing import cast

from django.conf import settings
from django.core.cache import cache as counters
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from cpd_site.serving import caches
from cpd_site.serving.caches import Cache

MOST_ADDRESSES = 10_000
"""The least recently seen addresses are forgotten; their buckets are full again by then."""

SECONDS_SAVED_UP = 2
"""How many seconds of tokens an idle address accumulates, for bursts."""

TOO_OFTEN = "This address searches more often than we can answer. Wait a second and try again."

IN_BRACKETS = re.compile(r"\[([^\]]*)\](?::\d+)?")
"""An IPv6 address before a port."""

type View[**P] = Callable[P, HttpResponse]


type Bucket = tuple[float, float]
"""The tokens left, and the time of that count."""

ADDRESSES = caches.register("addresses", Cache[str, Bucket](MOST_ADDRESSES))


class Buckets:
    """A token bucket for each address: it gains `a_second` tokens per second, up to `most`."""

    def __init__(
        self,
        a_second: float,
        *,
        most: float,
        left: Cache[str, Bucket] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.a_second, self.most = a_second, most
        self._clock = clock
        self._left = Cache[str, Bucket](MOST_ADDRESSES) if left is None else left
        self._lock = Lock()

    def wait(self, address: str) -> float:
        """Take a token and return 0, or return the seconds until there is one."""
        now = self._clock()
        with self._lock:
            left, at = self._left.get(address) or (self.most, now)
            left = min(self.most, left + (now - at) * self.a_second)
            allowed = left >= 1
            self._left.put(address, (left - 1 if allowed else left, now))
        return 0 if allowed else (1 - left) / self.a_second

    def __len__(self) -> int:
        return len(self._left)


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most `most` times `within` a period, for each key.

    Each use is a cache entry of its own, which lives for the whole period. So no use expires early,
    as with a counter in Django's cache; refused uses do not count; and concurrent workers never
    allow more.
    """

    name: str
    most: int
    within: timedelta

    def take(self, whose: str) -> str | None:
        """Return the key of this use, for `give_back`; None if the limit is reached."""
        whose = hashlib.sha256(whose.casefold().encode()).hexdigest()[:32]
        keys = [f"rate-limit:{self.name}:{whose}:{number}" for number in range(self.most)]
        taken = counters.get_many(keys)
        seconds = self.within.total_seconds()
        free = (key for key in keys if key not in taken)
        return next((key for key in free if counters.add(key, True, seconds)), None)


def give_back(*keys: str) -> None:
    """Undo uses that came to nothing."""
    counters.delete_many(keys)


@cache
def _searches(a_second: float) -> Buckets:
    return Buckets(a_second, most=max(1, a_second * SECONDS_SAVED_UP), left=ADDRESSES)


def rate_limited[**P](view: View[P]) -> View[P]:
    """Limit a view to `SEARCHES_A_SECOND` per address; beyond that answer 429."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = cast(HttpRequest, args[0])
        often = settings.SEARCHES_A_SECOND
        if often and (wait := _searches(often).wait(address_of(request))):
            return _too_often(request, wait)
        return view(*args, **kwargs)

    return guarded


def ip_of(request: HttpRequest) -> str:
    """Return the visitor's IP address, or "" if there is none, as on a Unix socket.

    Behind proxies of ours (`PROXIES`) it is the address that the outermost of them saw. What a
    visitor writes into X-Forwarded-For comes before it and is ignored.
    """
    header = request.headers.get("x-forwarded-for", "") if settings.PROXIES else ""
    chain = [_parsed(each) for each in header.split(",")][-settings.PROXIES :]
    known = chain[0] or _parsed(str(request.META.get("REMOTE_ADDR", "")))
    return str(known) if known else ""


def address_of(request: HttpRequest) -> str:
    """Return the key by which every limit counts requests.

    Of an IPv6 address it is the network half: the visitor chooses the other half.
    """
    ip = ip_of(request)
    if not ip:
        return str(request.META.get("REMOTE_ADDR", ""))[:50]
    known = ip_address(ip)
    if isinstance(known, IPv6Address):
        return str(IPv6Address(int(known) >> 64 << 64))
    return ip


def _parsed(written: str) -> IPv4Address | IPv6Address | None:
    """Parse the address from a proxy: bare, quoted, in brackets, with a port; None if malformed."""
    bare = written.strip().strip('"')
    if in_brackets := IN_BRACKETS.fullmatch(bare):
        bare = in_brackets[1]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        known = ip_address(bare.partition("%")[0])  # a zone belongs to the proxy's own network
    except ValueError:
        return None
    return getattr(known, "ipv4_mapped", None) or known


@cache
def _page() -> str:
    """Return the page of 429, the same for everybody and rendered once: refusing must be cheap."""
    return render_to_string("429.html", {"reason": TOO_OFTEN})


def _too_often(request: HttpRequest, wait: float) -> HttpResponse:
    if request.path.endswith(".json"):
        response: HttpResponse = JsonResponse({"error": TOO_OFTEN}, status=429)
    else:
        response = HttpResponse(_page(), status=429)
    response["Retry-After"] = str(math.ceil(wait))
    return response
