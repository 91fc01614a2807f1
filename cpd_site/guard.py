"""Keeps one address from asking more than its share of what takes long.

Each address has a bucket of tokens, which fills up again with time. An answer costs one; who has
none left is told to come back in a second. Every worker counts for itself, in its own memory, so
that with two workers an address gets up to twice as much.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import cache, wraps
from ipaddress import IPv6Address, ip_address
from threading import Lock
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

MOST_ADDRESSES = 10_000
"""Those that were not heard of for longest are forgotten; their buckets are full again by then."""

SECONDS_SAVED_UP = 2
"""How long an address that asks nothing saves up tokens, for asking more at once."""

TOO_OFTEN = "This address searches more often than we can answer. Wait a second and try again."

type View[**P] = Callable[P, HttpResponse]


class Buckets:
    """A bucket for each address: `a_second` tokens flow in, and up to `most` stay in."""

    def __init__(
        self,
        a_second: float,
        *,
        most: float,
        most_addresses: int = MOST_ADDRESSES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.a_second, self.most, self.most_addresses = a_second, most, most_addresses
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, address: str) -> float:
        """Takes a token and gives 0, or else gives the seconds until there will be one."""
        now = self._clock()
        with self._lock:
            left, at = self._left.pop(address, (self.most, now))
            left = min(self.most, left + (now - at) * self.a_second)
            allowed = left >= 1
            self._left[address] = (left - 1 if allowed else left, now)
            if len(self._left) > self.most_addresses:
                self._left.popitem(last=False)
        return 0 if allowed else (1 - left) / self.a_second

    def __len__(self) -> int:
        return len(self._left)


@cache
def _searches(a_second: float) -> Buckets:
    return Buckets(a_second, most=max(1, a_second * SECONDS_SAVED_UP))


def sparing[**P](view: View[P]) -> View[P]:
    """A view that each address may ask only `SEARCHES_A_SECOND` times; more often is 429."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = cast(HttpRequest, args[0])
        often = settings.SEARCHES_A_SECOND
        if often and (wait := _searches(often).wait(address_of(request))):
            return _too_often(request, wait)
        return view(*args, **kwargs)

    return guarded


def address_of(request: HttpRequest) -> str:
    """Whose the request is. Behind a proxy it is the address that the proxy itself saw.

    Of an IPv6 address only the half that names the network: the other half is anybody's to choose.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        told = request.headers.get("x-forwarded-for", "").rsplit(",", 1)[-1].strip()
        address = told or address
    try:
        known = ip_address(address)
    except ValueError:
        return address[:50]
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or IPv6Address(int(known) >> 64 << 64))
    return str(known)


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
