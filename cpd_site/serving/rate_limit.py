"""All rate limits that are not allauth's: how often one address, or one of anything, may ask.

What takes long, such as searching, is limited by the second. Each address has a bucket of tokens,
which fills up again with time. An answer costs one; who has none left is told to come back in a
second. Every worker counts for itself, in its own memory, so that with two workers an address
gets up to twice as much.

What is rare, such as a mail to somebody, is limited by the hour or the day, for all workers
together: a `RateLimit`, which counts in the cache.
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
"""Those that were not heard of for longest are forgotten; their buckets are full again by then."""

SECONDS_SAVED_UP = 2
"""How long an address that asks nothing saves up tokens, for asking more at once."""

TOO_OFTEN = "This address searches more often than we can answer. Wait a second and try again."

IN_BRACKETS = re.compile(r"\[([^\]]*)\](?::\d+)?")
"""An IPv6 address as it stands before a port."""

type View[**P] = Callable[P, HttpResponse]


type Bucket = tuple[float, float]
"""How many tokens are left in it, and since when."""

ADDRESSES = caches.register("addresses", Cache[str, Bucket](MOST_ADDRESSES))


class Buckets:
    """A bucket for each address: `a_second` tokens flow in, and up to `most` stay in."""

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
        """Takes a token and gives 0, or else gives the seconds until there will be one."""
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
    """At most so many times of something `within` a time, for each of those it is counted for.

    Each time is a row of its own in the cache, and lasts for the whole time. So no time is
    forgotten early, as a number is that Django counts up there; those refused are not counted;
    and two workers at once never let through more.
    """

    name: str
    most: int
    within: timedelta

    def take(self, whose: str) -> str | None:
        """The key of this time, to be given back if nothing comes of it; None: no more for now."""
        whose = hashlib.sha256(whose.casefold().encode()).hexdigest()[:32]
        keys = [f"rate-limit:{self.name}:{whose}:{number}" for number in range(self.most)]
        taken = counters.get_many(keys)
        seconds = self.within.total_seconds()
        free = (key for key in keys if key not in taken)
        return next((key for key in free if counters.add(key, True, seconds)), None)


def give_back(*keys: str) -> None:
    """What was taken was not used."""
    counters.delete_many(keys)


@cache
def _searches(a_second: float) -> Buckets:
    return Buckets(a_second, most=max(1, a_second * SECONDS_SAVED_UP), left=ADDRESSES)


def rate_limited[**P](view: View[P]) -> View[P]:
    """A view that each address may ask only `SEARCHES_A_SECOND` times; more often is 429."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = cast(HttpRequest, args[0])
        often = settings.SEARCHES_A_SECOND
        if often and (wait := _searches(often).wait(address_of(request))):
            return _too_often(request, wait)
        return view(*args, **kwargs)

    return guarded


def ip_of(request: HttpRequest) -> str:
    """Of whom the request is: an IP address, or "" where there is none, as on a Unix socket.

    Behind proxies of ours (`PROXIES`) it is the address that the outermost of them saw. What a
    visitor writes into X-Forwarded-For stands before it, and is never looked at.
    """
    header = request.headers.get("x-forwarded-for", "") if settings.PROXIES else ""
    chain = [_parsed(each) for each in header.split(",")][-settings.PROXIES :]
    known = chain[0] or _parsed(str(request.META.get("REMOTE_ADDR", "")))
    return str(known) if known else ""


def address_of(request: HttpRequest) -> str:
    """By what the requests of one place are counted, by every limit.

    Of an IPv6 address only the half that names the network: the other half is anybody's to choose.
    """
    ip = ip_of(request)
    if not ip:
        return str(request.META.get("REMOTE_ADDR", ""))[:50]
    known = ip_address(ip)
    if isinstance(known, IPv6Address):
        return str(IPv6Address(int(known) >> 64 << 64))
    return ip


def _parsed(written: str) -> IPv4Address | IPv6Address | None:
    """The address that a proxy tells: bare, quoted, in brackets, with a port; None: it is none."""
    bare = written.strip().strip('"')
    if in_brackets := IN_BRACKETS.fullmatch(bare):
        bare = in_brackets[1]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        known = ip_address(bare.partition("%")[0])  # a zone is of the proxy's own network
    except ValueError:
        return None
    return getattr(known, "ipv4_mapped", None) or known


@cache
def _page() -> str:
    """The same for everybody, and drawn once: to refuse has to be quicker than to answer."""
    return render_to_string("429.html", {"reason": TOO_OFTEN})


def _too_often(request: HttpRequest, wait: float) -> HttpResponse:
    if request.path.endswith(".json"):
        response: HttpResponse = JsonResponse({"error": TOO_OFTEN}, status=429)
    else:
        response = HttpResponse(_page(), status=429)
    response["Retry-After"] = str(math.ceil(wait))
    return response
