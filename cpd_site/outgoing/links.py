"""The state of a link: whether it still leads where it did.

A host gets one request per second at most, and none where its robots.txt forbids it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from cpd_site.outgoing.asking import AGENT, SECONDS, NoAnswer, NotPublic, Response, ask, is_public

A_HOST = 1.0
"""Seconds between two requests to one host."""

MOST_HOPS = 5

REDIRECTS = {301, 302, 303, 307, 308}
FOR_GOOD = {301, 308}
STAY_AWAY = {401, 403, 429}
GONE = {404, 410}


class LinkState(StrEnum):
    """The result of checking a link."""

    WORKS = "works"
    MOVED = "moved"  # for good, to another address that works
    UNWILLING = "unwilling"  # robots.txt forbids it: not a fault
    FAILING = "failing"  # no answer, or an error
    GONE = "gone"  # the site says that the page does not exist
    PRIVATE = "private"  # in a private network


@dataclass(frozen=True, slots=True)
class LinkResult:
    state: LinkState
    moved_to: str = ""


@dataclass
class LinkChecker:
    """Checks links one after the other, and remembers when it asked each host.

    Tests replace `may_reach`, `now` and `wait`.
    """

    may_reach: Callable[[str], bool] = is_public
    seconds: float = SECONDS
    now: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep
    _asked: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)

    def check(self, url: str) -> LinkResult:
        """Check where the link leads today. Never raises for the behaviour of another site."""
        try:
            return self._look(url)
        except NotPublic:
            return LinkResult(LinkState.PRIVATE)
        except (NoAnswer, ValueError):
            return LinkResult(LinkState.FAILING)

    def _look(self, url: str) -> LinkResult:
        here, moved_to, for_good = url, "", True
        for _ in range(MOST_HOPS + 1):
            if not self._robots_of(here).can_fetch(AGENT, here):
                return LinkResult(LinkState.UNWILLING)
            answer = self._head_or_get(here)
            target = _target(here, answer)
            if not target:
                return _outcome(answer, moved_to if moved_to != url else "")
            for_good = for_good and answer.status in FOR_GOOD
            moved_to = target if for_good else moved_to
            here = target
        raise NoAnswer("It leads on and on.")

    def _head_or_get(self, url: str) -> Response:
        """Use GET if HEAD fails: many servers do not implement HEAD."""
        answer = self._ask(url, "HEAD")
        if answer.status < 400 or answer.status in STAY_AWAY:
            return answer
        return self._ask(url, "GET")

    def _ask(self, url: str, method: str) -> Response:
        host = urlsplit(url).netloc.casefold()
        if (last := self._asked.get(host)) is not None:
            self.wait(max(0.0, last + A_HOST - self.now()))
        try:
            return ask(url, method, may_reach=self.may_reach, seconds=self.seconds)
        finally:
            self._asked[host] = self.now()

    def _robots_of(self, url: str) -> RobotFileParser:
        """Return the host's robots.txt. Without one, everything is allowed."""
        address = urljoin(url, "/robots.txt")
        if address not in self._robots:
            rules = RobotFileParser()
            answer = self._read(address)
            if answer.status >= 500:
                raise NoAnswer("Its robots.txt cannot be read.")
            forbidden = answer.status in {401, 403}
            text = b"User-agent: *\nDisallow: /" if forbidden else answer.body
            rules.parse(text.decode("utf-8", "replace").splitlines())
            self._robots[address] = rules
        return self._robots[address]

    def _read(self, url: str) -> Response:
        for _ in range(MOST_HOPS + 1):
            answer = self._ask(url, "GET")
            url = _target(url, answer)
            if not url:
                return answer if answer.status == 200 or answer.status >= 400 else Response(404)
        return Response(404)


def _target(url: str, answer: Response) -> str:
    """Return the address of a redirect; empty if it is none. Raises NoAnswer if it leads to no web
    page.
    """
    if answer.status not in REDIRECTS or not answer.location:
        return ""
    try:
        target = urldefrag(urljoin(url, answer.location)).url
        parts = urlsplit(target)
    except ValueError:
        raise NoAnswer("It leads to what is no address.") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise NoAnswer("It leads to what is no web page.")
    return target


def _outcome(answer: Response, moved_to: str) -> LinkResult:
    if answer.status in STAY_AWAY:
        return LinkResult(LinkState.UNWILLING)
    if answer.status in GONE:
        return LinkResult(LinkState.GONE)
    if not 200 <= answer.status < 300:
        return LinkResult(LinkState.FAILING)
    return LinkResult(LinkState.MOVED, moved_to) if moved_to else LinkResult(LinkState.WORKS)
