"""A mix of readers' requests: some thousand addresses, in the same order in every run."""

from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import islice
from random import Random
from urllib.parse import urlencode

FRAMEWORKS = ("lancashire", "torbay", "wigan", "cambridgeshire", "hampshire")
GROUPS = ("leaders", "teachers", "support-staff")
TIERS = ("school", "local-network", "local-authority", "national")
WORDS = ("network", "coach", "ofsted", "NQT", "assessment", "visit", "subject leader", "governors")
HTMX = {"HX-Request": "true", "HX-Target": "results"}

type Asked = tuple[str, dict[str, str]]
"""An address, and the headers of its request."""


def filters(choice: Random) -> str:
    """Return a query string that filters a matrix."""
    pairs = [("group", group) for group in GROUPS if choice.random() < 0.3]
    pairs += [("tier", tier) for tier in TIERS if choice.random() < 0.3]
    return urlencode(pairs)


def mixed() -> Iterator[Asked]:
    choice = Random(1)
    while True:
        framework = f"/frameworks/{choice.choice(FRAMEWORKS)}/"
        words = f"q={choice.choice(WORDS)}+{choice.choice('abcd')}".replace(" ", "+")
        narrowed = f"group={choice.choice(GROUPS)}&tier={choice.choice(TIERS)}"
        yield from (
            (framework, {}),
            (f"{framework}?{narrowed}", {}),
            (f"{framework}?{narrowed}", HTMX),
            (f"{framework}?by=tier&{narrowed}", {"Cookie": "sessionid=none"}),
            (f"{framework}?open=all&{words}", HTMX),
            (f"{framework}ladder/", {}),
            (f"{framework}?tier=moon&{words}", {}),
            (f"/opportunities/?{words}", {}),
            ("/stages/early-career/", {}),
            ("/nowhere/", {}),
        )


class Readers:
    """Requests one mixed page after the other from a server, over one connection."""

    def __init__(self, host: str) -> None:
        self._connection = HTTPConnection(host)
        self._asked = mixed()

    def ask(self, times: int) -> None:
        for address, headers in islice(self._asked, times):
            self._connection.request("GET", address, headers={"Accept-Encoding": "br"} | headers)
            response = self._connection.getresponse()
            response.read()
            if response.status not in (200, 404):
                raise RuntimeError(f"{address} is answered with {response.status}.")
