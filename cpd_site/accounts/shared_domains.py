"""Mail domains with addresses of more than one organisation, which none may claim."""

from functools import cache
from pathlib import Path

LIST = Path(__file__).with_suffix(".txt")

WHOLE = {"ac", "co", "gov", "ltd", "me", "net", "nhs", "org", "plc", "police", "sch"}
"""Labels before “.uk” under which anybody can register."""


@cache
def listed() -> frozenset[str]:
    """Return the domains of the reviewed list."""
    lines = (line.strip() for line in LIST.read_text("utf-8").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def why_shared(domain: str, *, of_a_school: bool) -> str:
    """Return why nobody may claim this domain, in a sentence; empty if they may."""
    labels = domain.split(".")
    above = {".".join(labels[number:]) for number in range(len(labels))}
    if above & listed():
        return (
            f"People of many organisations have addresses at {domain}, and would let them all in."
        )
    if len(labels) < 2 or (labels[-1] == "uk" and len(labels) == 2 and labels[0] in WHOLE):
        return f"{domain} is the end of many addresses, and belongs to no one organisation."
    if labels[-2:] == ["sch", "uk"] and len(labels) == 3:
        return f"{domain} belongs to the schools of a whole area, and would let them all in."
    if of_a_school and labels[-2:] == ["gov", "uk"]:
        return f"{domain} belongs to a council or a ministry, and would let their staff in."
    return ""
