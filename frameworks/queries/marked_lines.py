"""Lines of public frameworks that are marked with kinds of activity, and say what others say."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from uuid import UUID

from frameworks.models import Framework, RefusedKinds
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


def refused_in(framework: Framework) -> dict[UUID, set[frozenset[ActivityKind]]]:
    """By the key of a line, the kinds that its editors turned down. One query."""
    refused: defaultdict[UUID, set[frozenset[ActivityKind]]] = defaultdict(set)
    for one in RefusedKinds.objects.filter(framework=framework):
        refused[one.opportunity].add(one.as_set)
    return dict(refused)


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
