"""Compare a file with the edition that it was made from.

A file contains only what it prints. So it is compared with the part of the edition that such a file
can contain, and the differences are applied to the whole edition: what the file does not print is
neither withdrawn nor emptied.

`against(base, file)` pairs the rows of the two (`comparing/matching.py`) and returns `theirs`: the
whole edition with the changes of the file, under its own keys. An update then treats it like a
further edition.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from opportunities.comparing.keys_given import GivenKeys, give_keys
from opportunities.comparing.matching import (
    KeyPairs,
    MatchedRow,
    Pair,
    PairKind,
    RewordingQuestion,
    counted,
    match,
)
from opportunities.exchange.reading.against.filled import fill_blanks
from opportunities.exchange.reading.against.printed import Prints, printable_part
from opportunities.exchange.reading.against.steady_keys import with_steady_keys
from opportunities.exchange.reading.against.whole import complete_edition
from opportunities.exchange.reading.proposing.to_grid import ReadGrid
from opportunities.grid.snapshot import GridSnapshot, Placement

MUCH = 10
"""If more than one line in so many is gone, people are asked whether the file is complete."""


@dataclass(frozen=True)
class FileComparison:
    """The result of a comparison.

    `theirs`: the whole edition with the changes of the file. `pairs`: what became of each printed
    row, from `base` to `theirs`. `in_file`: for a row of the edition, the key under which people's
    answers refer to that row of the file.
    """

    base: GridSnapshot
    theirs: GridSnapshot
    pairs: tuple[Pair, ...]
    questions: tuple[RewordingQuestion, ...]
    in_file: Mapping[UUID, UUID]

    @property
    def counts(self) -> dict[PairKind, int]:
        """Count the lines of each kind of pair."""
        return counted(self.pairs)

    @property
    def changes_nothing(self) -> bool:
        """Whether the file has the same content as the edition."""
        return self.base.fingerprint == self.theirs.fingerprint

    @property
    def loses_much(self) -> bool:
        """Whether so many lines are gone that the file may be incomplete."""
        counts = self.counts
        before = sum(counts.values()) - counts.get(PairKind.NEW, 0)
        return counts.get(PairKind.GONE, 0) * MUCH > before


def compare_with_edition(
    base: GridSnapshot,
    file: ReadGrid,
    prints: Prints | None = None,
    *,
    joined: KeyPairs = (),
    apart: KeyPairs = (),
) -> FileComparison:
    """Compare the file with this edition.

    `joined` and `apart` are people's decisions about pairs of a row of the edition and one of the
    file; `prints` says what the file contains of an edition.
    """
    prints = prints or Prints()
    file = with_steady_keys(file, base.fingerprint)
    if prints.stage and len(file.grid.stages) == 1:
        joined = (*joined, (prints.stage, file.grid.stages[0].key))
    printable = printable_part(base, prints)
    matching = match(
        printable,
        file.grid,
        carried=file.carried,
        joined=joined,
        apart=apart,
        moves=prints.is_whole,
    )
    complete_file = fill_blanks(base, file.grid, matching.given, prints)
    complete, given = complete_edition(base, printable, complete_file, matching.given, prints)
    theirs = _with_loose_lines(give_keys(base, complete, given), base)
    in_file = {
        before: key
        for of in ("stages", "columns", "sections", "placements")
        for key, before in getattr(matching.given, of).items()
    }
    pairs = tuple(_pairs(base, printable, theirs, matching.given))
    return FileComparison(base, theirs, pairs, matching.questions, in_file)


def _with_loose_lines(theirs: GridSnapshot, base: GridSnapshot) -> GridSnapshot:
    """Add the lines of the edition that are in no cell, which no file prints."""
    placed = {row.opportunity for row in base.placements} | theirs.opportunity_by_key.keys()
    loose = tuple(row for row in base.opportunities if row.key not in placed)
    return replace(theirs, opportunities=(*theirs.opportunities, *loose)) if loose else theirs


def _pairs(
    base: GridSnapshot, printable: GridSnapshot, theirs: GridSnapshot, file: GivenKeys
) -> Iterator[Pair]:
    """Yield what became of each row that the file could print."""
    for kind in ("stages", "columns", "sections", "placements"):
        was = {row.key: row for row in getattr(base, kind)}
        now = {row.key: row for row in getattr(theirs, kind)}
        has = {*getattr(file, kind).values()}
        for key, row in now.items():
            if key in has or key not in was:
                yield Pair(_kind(base, theirs, was.get(key), row), was.get(key), row)
        for row in getattr(printable, kind):
            if row.key not in now:
                yield Pair(PairKind.GONE, was[row.key], None)


def _kind(
    base: GridSnapshot, theirs: GridSnapshot, before: MatchedRow | None, after: MatchedRow
) -> PairKind:
    if before is None:
        return PairKind.NEW
    if isinstance(before, Placement) and isinstance(after, Placement):
        was, now = (
            base.opportunity_by_key[before.opportunity],
            theirs.opportunity_by_key[after.opportunity],
        )
        if was.wording != now.wording:
            return PairKind.REWORDED
        return PairKind.MOVED if before.place != after.place else PairKind.SAME
    return PairKind.SAME if before == after else PairKind.REWORDED
