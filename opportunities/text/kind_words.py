"""For editors: kinds of activity that the words of a line suggest. They propose, never decide."""

import re
from functools import cache
from pathlib import Path

from opportunities.exchange.yaml_nodes import Value, parse
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import ActivityKind
from opportunities.text.fates import folded, pattern

PATH = Path(__file__).with_name("kind_words.yaml")


def suggested(line: Wording) -> dict[str, ActivityKind]:
    """Return the kinds that a line may have, by the suggesting word as written."""
    any_word, kind_of = _words()
    found: dict[ActivityKind, str] = {}
    for word in any_word.findall(line.full_text):
        found.setdefault(kind_of[folded(word)], word)
    return {word: kind for kind, word in found.items()}


@cache
def _words() -> tuple[re.Pattern[str], dict[str, ActivityKind]]:
    """Match any of the words as a whole, the longest that fits; and map each to its kind."""
    listed: Value = parse(PATH.read_text("utf-8"))
    kind_of = {
        folded(word): ActivityKind(kind)
        for kind, words in listed.open_mapping().items()
        for word in words.lines()
    }
    longest_first = sorted(kind_of, key=len, reverse=True)
    either = "|".join(map(pattern, longest_first))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE), kind_of
