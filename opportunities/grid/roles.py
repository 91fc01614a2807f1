"""The current name for the role of a stage."""

import re

from opportunities.grid.snapshot import Stage
from opportunities.grid.vocabulary import Group, StageFamily

TODAY = {
    StageFamily.RECENTLY_QUALIFIED: "Early career teacher, or teacher in the first few years",
}
"""Families whose label is a term that is out of date for its people."""

WORD = re.compile(r"[^\W\d_]+")


def nearest_role(stage: Stage) -> str:
    """Return the current name; empty for support staff, and if the stage has that name itself."""
    if stage.family.group == Group.SUPPORT_STAFF:
        return ""
    role = TODAY.get(stage.family, stage.family.label)
    return "" if _words(role) <= _words(stage.name) else role


def _words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in WORD.findall(text.casefold())}
