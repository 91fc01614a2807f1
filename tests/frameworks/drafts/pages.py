"""Addresses and forms of a draft, as a browser sends them, and the draft's content afterwards."""

from opportunities import store
from tests.builders import key

BASE = "/desk/thornshire/draft/"
JOIN = key("NQT/School/0")
CELL = f"{key('NQT')}/{key('School')}"


def line(name="Join in", version=1, **changed):
    """Return the form of a line as the browser sends it."""
    values = {
        "text": name,
        "details": "",
        "link": "",
        "tier": "school",
        "scope": "everywhere",
        "version": version,
        "seen": key("Join in"),
    }
    return {f"line-{field}": value for field, value in (values | changed).items()}


def content(draft):
    return store.read(draft.grid)


def lines(draft):
    return {one.text for one in content(draft).opportunities}
