"""Lines of public frameworks that are marked with kinds of activity, and say what others say."""

from collections.abc import Collection, Iterator

from frameworks.queries.public import open_opportunities
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import ActivityKind

MOST = 5_000
"""So many lines are looked up at most."""

NAME = "grid__edition__framework__organisation__short_name"


def marked_alike(lines: Collection[Wording]) -> list[tuple[Wording, str]]:
    """Marked lines that may say the same as these, with who publishes each. One query."""
    spelt = {text for line in [*lines][:MOST] for text in _spellings(line.text)}
    rows = open_opportunities().filter(kinds__gt="", text__in=spelt).order_by(NAME, "pk")
    return [
        (_marked(text, details, kinds), name)
        for text, details, kinds, name in rows.values_list("text", "details", "kinds", NAME)
    ]


def _marked(text: str, details: str, kinds: str) -> Wording:
    return Wording(
        text,
        tuple(filter(None, details.split("\n"))),
        kinds=tuple(map(ActivityKind, kinds.split())),
    )


def _spellings(text: str) -> Iterator[str]:
    """With a capital or without, with a full stop or without: as the same words are printed."""
    bare = text.rstrip(".")
    for end in ("", "."):
        yield f"{bare[:1].upper()}{bare[1:]}{end}"
        yield f"{bare[:1].lower()}{bare[1:]}{end}"
