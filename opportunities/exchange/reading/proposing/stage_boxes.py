"""The content of a stage's box: its name, then its roles and standards."""

import re
from collections import Counter
from collections.abc import Sequence

from opportunities.exchange.reading.proposing.found import FoundStage, pieces_of
from opportunities.exchange.reading.proposing.proposal import NO_NAME
from opportunities.exchange.reading.tables import Box

ROLES = re.compile(
    r"\W*(?:(?:example\s+)?(?:posts?|roles?)\s*:|example\s+(?:posts?|roles?)\b"
    r"|(?:e\.g\.|for example|such as|including)\s*:?)\s+(?=\S)",
    re.IGNORECASE,
)
STANDARDS = re.compile(r"\W*standards?\s*:\s*(?=\S)", re.IGNORECASE)
CONTINUED = re.compile(r"[\s\W]*\b(?:continued|cont[’']?d|cont\.?)\)?\W*\Z", re.IGNORECASE)


def without_continued(words: str) -> str:
    """Return a name or heading without the “(continued)” that a new page adds."""
    return CONTINUED.sub("", words) or words


def common_beginning(names: Sequence[str]) -> str:
    """Return the words that most of these names begin with, if they are many and leave a name:
    “Opportunities for continuing professional development”, and then the stage.
    """
    first = [name.split() for name in names]
    counts = Counter(
        " ".join(words[:long]) for words in first for long in range(LONG, min(len(words), LONGEST))
    )
    often = max(3, len(names) * 2 / 3)
    return max((words for words, count in counts.items() if count >= often), key=len, default="")


LONG, LONGEST = 4, 20
"""Stages share fewer words than this by chance: “Teachers in year …”."""


def stage_of(id: str, box: Box | None, where: str) -> FoundStage:
    """Read a stage from the words of its box."""
    pieces = pieces_of(box) if box else []
    name = without_continued(pieces[0]) if pieces else NO_NAME
    stage = FoundStage(id, name, where, goes_on=bool(pieces) and name != pieces[0])
    for piece in pieces[1:]:
        add_to_stage(stage, piece)
    return stage


def add_to_stage(stage: FoundStage, words: str) -> None:
    """Add words beneath the name of a stage to the right field."""
    if found := STANDARDS.match(words):
        stage.standards += (words[found.end() :],)
    elif found := ROLES.match(words):
        stage.roles += roles_in(words[found.end() :])
    elif re.search(r"\bstandards?\b", words, re.IGNORECASE):
        stage.standards += (words,)
    elif CONTINUED.fullmatch(words):
        return
    elif not stage.roles and not stage.standards and re.match(r"[a-z(&/]", words):
        stage.name = f"{stage.name} {words}"
    else:
        stage.roles += (words,)


def roles_in(words: str) -> tuple[str, ...]:
    """Return the roles that a text names."""
    return tuple(role for role in re.split(r"\s*[,;]\s+", words) if role)
