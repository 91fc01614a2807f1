"""Kinds of activity marked on similar lines of public frameworks, and kinds turned down."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from uuid import UUID

from frameworks.models import Framework, RefusedKinds
from frameworks.queries.public import open_opportunities
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import ActivityKind

MOST = 5_000
"""Lines to look up."""

NAME = "grid__edition__framework__organisation__short_name"


def similar_marked_lines(lines: Collection[Wording]) -> list[tuple[Wording, str]]:
    """Return marked lines that may say the same as these, each with its publisher. One query."""
    spelt = {text for line in [*lines][:MOST] for text in _spellings(line.text)}
    rows = open_opportunities().filter(kinds__gt="", text__in=spelt).order_by(NAME, "pk")
    return [
        (_marked(text, details, kinds), name)
        for text, details, kinds, name in rows.values_list("text", "details", "kinds", NAME)
    ]


def refused_in(framework: Framework) -> dict[UUID, set[frozenset[ActivityKind]]]:
    """Return the kinds that editors turned down, by the key of the line. One query."""
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
    """Yield the text with and without a capital, with and without a full stop."""
    bare = text.rstrip(".")
    for end in ("", "."):
        yield f"{bare[:1].upper()}{bare[1:]}{end}"
        yield f"{bare[:1].lower()}{bare[1:]}{end}"
