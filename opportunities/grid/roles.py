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
    role = role_of(stage.family)
    return "" if _words(role) <= _words(stage.name) else role


def role_of(family: StageFamily) -> str:
    """Today's name for a family; empty for support staff, for whom it would be vague."""
    return "" if family.group == Group.SUPPORT_STAFF else TODAY.get(family, family.label)


def _words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in WORD.findall(text.casefold())}
