"""Propose kinds of activity for the lines of a draft that have none.

A proposal takes the kinds of a line with equal words, in the same draft or elsewhere; failing that,
the kinds that its words suggest. Proposals change nothing: an editor decides.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from uuid import UUID

from opportunities.grid.snapshot import GridSnapshot, Opportunity, Placement, Stage, Wording
from opportunities.grid.visible import as_followers_see
from opportunities.grid.vocabulary import ActivityKind
from opportunities.text.kind_words import suggested
from opportunities.text.similarity import words

type Kinds = tuple[ActivityKind, ...]

HERE = "this draft"


@dataclass(frozen=True, slots=True)
class UnmarkedLine:
    """A line without a kind. `because`: where an equal line has these kinds, or the suggesting
    words.

    `refused`: kinds that its editors rejected.
    """

    line: Opportunity
    placement: Placement
    stages: tuple[Stage, ...]
    because: tuple[str, ...] = ()
    refused: Kinds = ()


@dataclass(frozen=True, slots=True)
class KindGroup:
    """Lines for which the same kinds are proposed."""

    kinds: Kinds
    lines: tuple[UnmarkedLine, ...]


@dataclass(frozen=True, slots=True)
class Proposals:
    """`marked` lines have kinds; others have proposals from equal lines, from words, or none."""

    marked: int
    equal: tuple[KindGroup, ...]
    by_words: tuple[KindGroup, ...]
    none: tuple[UnmarkedLine, ...]

    @property
    def unmarked(self) -> int:
        proposed = (*self.equal, *self.by_words)
        return sum(len(group.lines) for group in proposed) + len(self.none)


def unmarked_in(grid: GridSnapshot, own: Collection[UUID] | None = None) -> list[Opportunity]:
    """Return the visible lines without kinds, in the order of the grid.

    For a copy only its `own`: setting kinds on others would reword them.
    """
    lines = _placed(as_followers_see(grid))
    return [line for line in lines if not line.kinds and (own is None or line.key in own)]


def _placed(visible: GridSnapshot) -> list[Opportunity]:
    """Return the opportunities that are placed somewhere."""
    placed = {placement.opportunity for placement in visible.placements}
    return [line for line in visible.opportunities if line.key in placed]


def proposals(
    grid: GridSnapshot,
    elsewhere: Iterable[tuple[Wording, str]],
    own: Collection[UUID] | None = None,
    refused: Mapping[UUID, Collection[frozenset[ActivityKind]]] = MappingProxyType({}),
) -> Proposals:
    """Return the proposals. `elsewhere`: lines with kinds, each with its publisher's name.
    `refused`: what editors rejected, by the key of the line, which is not proposed again.
    """
    visible = as_followers_see(grid)
    here = ((line, HERE) for line in visible.opportunities if line.kinds)
    known = _by_words([*here, *elsewhere])
    equal: defaultdict[Kinds, list[UnmarkedLine]] = defaultdict(list)
    by_words: defaultdict[Kinds, list[UnmarkedLine]] = defaultdict(list)
    none = []
    for line in unmarked_in(grid, own):
        no = refused.get(line.key, ())
        says = known.get(_folded_words(line), {})
        says = {kinds: who for kinds, who in says.items() if frozenset(kinds) not in no}
        found = suggested(line)
        of_words = tuple(kind for kind in ActivityKind if kind in found.values())
        if says:
            kinds = _most_say(says)
            equal[kinds].append(_unmarked(visible, line, says[kinds]))
        elif found and frozenset(of_words) not in no:
            by_words[of_words].append(_unmarked(visible, line, found))
        else:
            none.append(replace(_unmarked(visible, line), refused=_united(no)))
    return Proposals(
        marked=sum(bool(line.kinds) for line in _placed(visible)),
        equal=_grouped(equal),
        by_words=_grouped(by_words),
        none=tuple(none),
    )


def _united(refused: Collection[frozenset[ActivityKind]]) -> Kinds:
    return tuple(kind for kind in ActivityKind if any(kind in kinds for kinds in refused))


def _folded_words(line: Wording) -> tuple[tuple[str, ...], ...]:
    """Return the words of a line and of each sub-point, without case and punctuation."""
    return tuple(map(words, line.texts))


def _by_words(
    marked: Iterable[tuple[Wording, str]],
) -> dict[tuple[tuple[str, ...], ...], dict[Kinds, list[str]]]:
    """Map the words of lines with kinds to the kinds and their publishers."""
    known: dict[tuple[tuple[str, ...], ...], dict[Kinds, list[str]]] = {}
    for line, who in marked:
        known.setdefault(_folded_words(line), {}).setdefault(line.kinds, []).append(who)
    return known


def _most_say(says: Mapping[Kinds, list[str]]) -> Kinds:
    """Return the commonest kinds; among equals the first, as the draft itself comes first."""
    return max(says, key=lambda kinds: len(says[kinds]))


def _unmarked(grid: GridSnapshot, line: Opportunity, because: Iterable[str] = ()) -> UnmarkedLine:
    placed = [one for one in grid.placements if one.opportunity == line.key]
    stages = dict.fromkeys(grid.stage_by_key[one.stage] for one in placed)
    return UnmarkedLine(line, placed[0], tuple(stages), tuple(dict.fromkeys(because)))


def _grouped(found: Mapping[Kinds, list[UnmarkedLine]]) -> tuple[KindGroup, ...]:
    """Group the lines by proposal, the largest group first."""
    groups = (KindGroup(kinds, tuple(lines)) for kinds, lines in found.items())
    return tuple(sorted(groups, key=lambda group: -len(group.lines)))
