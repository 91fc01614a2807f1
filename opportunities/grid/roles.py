"""What people call the role of a stage today."""

import re

from opportunities.grid.snapshot import Stage
from opportunities.grid.vocabulary import Group, StageFamily

TODAY = {
    StageFamily.RECENTLY_QUALIFIED: "Early career teacher, or teacher in the first few years",
}
"""Where the label of a family is a term that may not be said of its people any more."""

WORD = re.compile(r"[^\W\d_]+")


def nearest_role(stage: Stage) -> str:
    """Today's term. Empty where it would say nothing: to support staff, or the stage's own name."""
    role = role_of(stage.family)
    return "" if _words(role) <= _words(stage.name) else role


def role_of(family: StageFamily) -> str:
    """Today's term for the stages of a family; empty for support staff, whom it tells nothing."""
    return "" if family.group == Group.SUPPORT_STAFF else TODAY.get(family, family.label)


def _words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in WORD.findall(text.casefold())}
