"""Match a grid without keys, or with doubtful ones, to the grid it goes back to.

`match(base, theirs)`: `base` is an edition, `theirs` the current content of a file or fixture. Rows
of the two are paired by these steps, and a pair is final:

1.  Pairs that people joined.
2.  A key in the file, if the words are those of its row in `base`.
3.  The same words in the same box, then elsewhere at that stage, then anywhere.
4.  A key in the file, if the words belong to no other row.
5.  Nearly the same words in the same box. Less similar ones are a question.

Position only decides between equals: no row gets a key for its position alone. Stages, columns and
sections are paired by the same steps before lines; then by their content.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from opportunities.comparing.keys_given import GivenKeys, give_keys
from opportunities.comparing.similarity import folded, similar_pairs
from opportunities.grid.fields import FIELDS
from opportunities.grid.snapshot import (
    Column,
    GridSnapshot,
    Opportunity,
    Placement,
    Section,
    Stage,
)

type MatchedRow = Stage | Column | Section | Placement
type KeyPairs = Collection[tuple[UUID, UUID]]
"""The key of a row in `base` with that of one in `theirs`."""

SHARED = 0.5
"""Two stages, or columns, are one if they share at least this part of their lines."""


class PairKind(StrEnum):
    """What became of a row."""

    SAME = "same"
    MOVED = "moved"
    REWORDED = "reworded"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Pair:
    """A row in `base` and in `theirs`, under the key it came with."""

    kind: PairKind
    before: MatchedRow | None
    after: MatchedRow | None


@dataclass(frozen=True, slots=True)
class RewordingQuestion:
    """ "Is this a rewording of …?" Asked once for a line, with all the pairs it would join."""

    before: str
    after: str
    pairs: tuple[tuple[UUID, UUID], ...]


@dataclass(frozen=True)
class Matching:
    """`grid`: theirs with the keys of base. Rows of an open question count as new and as gone."""

    grid: GridSnapshot
    given: GivenKeys
    pairs: tuple[Pair, ...]
    questions: tuple[RewordingQuestion, ...]

    @property
    def counts(self) -> dict[PairKind, int]:
        """Count the lines of each kind."""
        return counted(self.pairs)


def counted(pairs: Iterable[Pair]) -> dict[PairKind, int]:
    """Count the lines of each kind."""
    lines = (pair for pair in pairs if isinstance(pair.before or pair.after, Placement))
    counts = Counter(pair.kind for pair in lines)
    return {kind: counts[kind] for kind in PairKind if counts[kind]}


def match(
    base: GridSnapshot,
    theirs: GridSnapshot,
    *,
    carried: Mapping[UUID, UUID] | None = None,
    joined: KeyPairs = (),
    apart: KeyPairs = (),
    new_under: str = "",
    moves: bool = True,
) -> Matching:
    """Return their grid with the keys of base.

    `carried` maps rows of theirs to the key in their file, if any. `joined` and `apart` are
    people's decisions about pairs. `new_under` is a namespace for the keys of new rows, for files
    whose keys derive from positions that other rows had in other editions. Without `moves`, words
    are not searched elsewhere: only a key can show that a line has moved.
    """
    was, now = _Side(base), _Side(theirs)
    answers = carried or {}, frozenset(joined), frozenset(apart)
    stages, columns, sections, lines = (_Matcher(*answers) for _ in range(4))
    stages.match(was.stages(), now.stages(), (was.within("stage"), now.within("stage")))
    columns.match(was.columns(), now.columns(), (was.within("column"), now.within("column")))
    sections.match(was.sections(), now.sections())
    now.called = stages.given, columns.given
    lines.match(was.lines(moves), now.lines(moves))
    given = GivenKeys(stages.given, columns.given, sections.given, lines.given)
    questions = (one for each in (stages, columns, sections, lines) for one in each.asked())
    return Matching(
        give_keys(base, theirs, given, new_under),
        given,
        tuple(_pairs(base, theirs, given)),
        tuple(questions),
    )


@dataclass(frozen=True, slots=True)
class _Item:
    """A row for the matcher. `steps`: for each step, what two matching rows share, the surest
    first.
    """

    key: UUID
    line: UUID
    text: str
    words: Hashable
    steps: tuple[Hashable, ...]
    box: Hashable = None


class _Side:
    """One of the two grids. `called`: the keys of its stages and columns in the other."""

    def __init__(self, grid: GridSnapshot) -> None:
        self.grid = grid
        self.called: tuple[Mapping[UUID, UUID], ...] = ()
        self.words = {line.key: _words(line) for line in grid.opportunities}
        self.values = {line.key: _values(line) for line in grid.opportunities}

    def stages(self) -> list[_Item]:
        return [
            _named(row, row.name, ((row.slug, folded(row.name)), folded(row.name), row.slug))
            for row in self.grid.stages
        ]

    def columns(self) -> list[_Item]:
        return [
            _named(row, row.heading, ((row.heading, row.tier), folded(row.heading)))
            for row in self.grid.columns
        ]

    def sections(self) -> list[_Item]:
        return [
            _named(row, row.heading, ((row.heading, row.body), folded(row.heading), row.body))
            for row in self.grid.sections
        ]

    def within(self, axis: str) -> dict[UUID, set[Hashable]]:
        """Return the content of each stage, or of each column."""
        held: defaultdict[UUID, set[Hashable]] = defaultdict(set)
        for row in self.grid.placements:
            held[getattr(row, axis)].add(self.words[row.opportunity])
        return held

    def lines(self, moves: bool) -> list[_Item]:
        return [self._line(row, moves) for row in self.grid.placements]

    def _line(self, row: Placement, moves: bool) -> _Item:
        stage, column = self._names(row)
        words, values = self.words[row.opportunity], self.values[row.opportunity]
        box = stage, column
        elsewhere = ((stage, values), (stage, words), values, words) if moves else ()
        return _Item(
            key=row.key,
            line=row.opportunity,
            text=self.grid.opportunity_by_key[row.opportunity].text,
            words=words,
            steps=(
                *((box, values, row.tier, row.note, row.hidden), (box, values), (box, words)),
                *((box, words[0]), *elsewhere),
            ),
            box=box,
        )

    def _names(self, row: Placement) -> tuple[Hashable, ...]:
        """Return its stage and column by their keys in base, if base has them."""
        if not self.called:
            return row.place
        named = zip(row.place, self.called, strict=True)
        return tuple(called.get(key, ("new", key)) for key, called in named)


class _Matcher:
    def __init__(
        self,
        carried: Mapping[UUID, UUID],
        joined: frozenset[tuple[UUID, UUID]],
        apart: frozenset[tuple[UUID, UUID]],
    ) -> None:
        self.carried, self.joined, self.apart = carried, joined, apart
        self.given: dict[UUID, UUID] = {}  # to their rows
        self._taken: set[UUID] = set()  # from base's rows
        self._doubtful: list[tuple[_Item, _Item]] = []

    def match(
        self,
        was: Sequence[_Item],
        now: Sequence[_Item],
        within: tuple[Mapping[UUID, set[Hashable]], ...] = ({}, {}),
    ) -> None:
        """Pair the rows of one kind, step by step."""
        known = {item.key: item for item in was}
        coming = {item.key: item for item in now}
        for one, other in sorted(self.joined):
            if one in known and other in coming:
                self._pair(known[one], coming[other])
        self._by_key(known, now, lambda before, after: before.words == after.words)
        for step in range(len(was[0].steps) if was else 0):
            self._by_step(step, was, now)
        earlier_words = {item.words for item in was}
        self._by_key(known, now, lambda _, after: after.words not in earlier_words)
        doubtful = self._by_similarity(was, now)
        self._by_what_stands_there(was, now, within)
        for before, after in doubtful:
            if self._are_free(before, after):
                self._doubtful.append((before, after))

    def asked(self) -> tuple[RewordingQuestion, ...]:
        """Return each question once: for a line with all its boxes."""
        questions: defaultdict[tuple[UUID, UUID], list[tuple[_Item, _Item]]] = defaultdict(list)
        for before, after in self._doubtful:
            questions[before.line, after.line].append((before, after))
        return tuple(
            RewordingQuestion(
                pairs[0][0].text,
                pairs[0][1].text,
                tuple((before.key, after.key) for before, after in pairs),
            )
            for pairs in questions.values()
        )

    def _are_free(self, before: _Item, after: _Item) -> bool:
        free = before.key not in self._taken and after.key not in self.given
        return free and (before.key, after.key) not in self.apart

    def _pair(self, before: _Item, after: _Item) -> None:
        if self._are_free(before, after):
            self.given[after.key] = before.key
            self._taken.add(before.key)

    def _by_key(
        self,
        known: Mapping[UUID, _Item],
        now: Iterable[_Item],
        is_its: Callable[[_Item, _Item], bool],
    ) -> None:
        for item in now:
            before = known.get(self.carried[item.key]) if item.key in self.carried else None
            if before and is_its(before, item):
                self._pair(before, item)

    def _by_step(self, step: int, was: Iterable[_Item], now: Iterable[_Item]) -> None:
        """Pair rows that share the value of this step, in order."""
        waiting: defaultdict[Hashable, deque[_Item]] = defaultdict(deque)
        for item in was:
            if item.key not in self._taken:
                waiting[item.steps[step]].append(item)
        for item in now:
            if item.key in self.given or not (same := waiting.get(item.steps[step])):
                continue
            if one := next((one for one in same if self._are_free(one, item)), None):
                self._pair(one, item)
                same.remove(one)

    def _by_similarity(
        self, was: Iterable[_Item], now: Iterable[_Item]
    ) -> list[tuple[_Item, _Item]]:
        """Pair certain rewordings within a box; return the likeliest other candidates first."""
        boxes: defaultdict[Hashable, tuple[list[_Item], list[_Item]]] = defaultdict(
            lambda: ([], [])
        )
        for item in was:
            if item.key not in self._taken:
                boxes[item.box][0].append(item)
        for item in now:
            if item.key not in self.given:
                boxes[item.box][1].append(item)
        doubtful: list[tuple[_Item, _Item]] = []
        for ones, others in boxes.values():
            found = similar_pairs([item.text for item in ones], [item.text for item in others])
            for pair in (pair for pair in found if pair.is_sure):
                self._pair(ones[pair.one], others[pair.other])
            asked: set[UUID] = set()
            for pair in found:
                before, after = ones[pair.one], others[pair.other]
                if self._are_free(before, after) and not asked & {before.key, after.key}:
                    asked |= {before.key, after.key}
                    doubtful.append((before, after))
        return doubtful

    def _by_what_stands_there(
        self,
        was: Iterable[_Item],
        now: Iterable[_Item],
        within: tuple[Mapping[UUID, set[Hashable]], ...],
    ) -> None:
        """Pair stages, or columns, that hold much the same lines."""
        held, holds = within
        ones = [item for item in was if item.key in held and item.key not in self._taken]
        others = [item for item in now if item.key in holds and item.key not in self.given]
        found = [
            (2 * len(shared) / (len(held[before.key]) + len(holds[after.key])), before, after)
            for before in ones
            for after in others
            if (shared := held[before.key] & holds[after.key])
        ]
        for share, before, after in sorted(found, key=lambda one: -one[0]):
            if share >= SHARED:
                self._pair(before, after)


def _named(row: Stage | Column | Section, name: str, steps: tuple[Hashable, ...]) -> _Item:
    return _Item(row.key, row.key, name, folded(name), steps)


def _words(line: Opportunity) -> tuple[str, ...]:
    return tuple(map(folded, line.texts))


def _values(row: Any) -> tuple[Any, ...]:
    return tuple(field.of(row) for field in FIELDS[type(row)])


def _pairs(base: GridSnapshot, theirs: GridSnapshot, given: GivenKeys) -> Iterator[Pair]:
    """Yield what became of each row: theirs in order, then those that are gone."""
    for kind in ("stages", "columns", "placements", "sections"):
        left = {row.key: row for row in getattr(base, kind)}
        keys = getattr(given, kind)
        for row in getattr(theirs, kind):
            before = left.pop(keys[row.key]) if row.key in keys else None
            yield Pair(_kind(base, theirs, before, row, given), before, row)
        for row in left.values():
            yield Pair(PairKind.GONE, row, None)


def _kind(
    base: GridSnapshot,
    theirs: GridSnapshot,
    before: MatchedRow | None,
    after: MatchedRow,
    given: GivenKeys,
) -> PairKind:
    if before is None:
        return PairKind.NEW
    if not (isinstance(before, Placement) and isinstance(after, Placement)):
        return PairKind.SAME if _values(before) == _values(after) else PairKind.REWORDED
    was = _values(base.opportunity_by_key[before.opportunity])
    if was != _values(theirs.opportunity_by_key[after.opportunity]):
        return PairKind.REWORDED
    place = given.stages.get(after.stage), given.columns.get(after.column)
    return PairKind.SAME if place == before.place else PairKind.MOVED
