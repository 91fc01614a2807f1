"""Write the poster of a framework as PDF: one side of A4, legible across a staffroom."""

from dataclasses import dataclass
from datetime import date

from opportunities.exchange.writing.printable import breakable, printable
from opportunities.exchange.writing.qr_code import qr_code
from opportunities.exchange.writing.typeset import typeset

BLACK = "#000000"


@dataclass(frozen=True, slots=True)
class Poster:
    """The content of a poster. Its code links to `leads_to`; `address` is that address to type."""

    organisation: str
    title: str
    lead: str
    address: str
    leads_to: str
    how: str
    foot: str
    made_on: date


def write(poster: Poster) -> bytes:
    return typeset("poster.typ", _content(poster), poster.made_on)


def _content(poster: Poster) -> dict[str, object]:
    return {
        "organisation": _words(poster.organisation),
        "title": _words(poster.title),
        "lead": _words(poster.lead),
        "address": _words(poster.address.partition("://")[2]),
        "leads_to": poster.leads_to,
        "qr": qr_code(poster.leads_to, dark=BLACK),
        "how": _words(poster.how),
        "foot": _words(poster.foot),
    }


def _words(text: str) -> str:
    return breakable(printable(text))
