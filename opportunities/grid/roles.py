"""Today's name for the role of a stage."""

import re

from opportunities.grid.snapshot import Stage
from opportunities.grid.vocabulary import Group, StageFamily

TODAY = {
    StageFamily.RECENTLY_QUALIFIED: "Early career teacher, or teacher in the first few years",
}
"""Where the label of a family is a term that may not be said of its people any more."""

WORD = re.compile(r"[^\W\d_]+")


def nearest_role(stage: Stage) -> str:
    """Today's name; empty for support staff, and where the stage has that name itself."""
    if stage.family.group == Group.SUPPORT_STAFF:
        return ""
    role = TODAY.get(stage.family, stage.family.label)
    return "" if _words(role) <= _words(stage.name) else role


def _words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in WORD.findall(text.casefold())}
