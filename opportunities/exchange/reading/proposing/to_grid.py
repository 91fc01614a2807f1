"""Make the grid of a proposal, once people have supplied what only they know."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from uuid import UUID

from opportunities.exchange.reading.proposing.proposal import Proposal, ProposedLine
from opportunities.exchange.reading.tables import CannotRead
from opportunities.grid.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
    Stage,
    Wording,
)

LONGEST_ADDRESS = 50


@dataclass(frozen=True)
class ReadGrid:
    """A grid that was read, with new keys; `carried` maps a row (a stage, column, section,
    opportunity or placement) to the key its file gave it, if any.

    A file that was filled down or pasted together may repeat a key: the words decide which row owns
    it (`comparing/matching.py`). A key whose mark does not fit the words beside it is not carried.
    """

    grid: GridSnapshot
    carried: Mapping[UUID, UUID] = field(default_factory=dict)


def grid_of(proposal: Proposal, *, new_key: Callable[[], UUID]) -> ReadGrid:
    """Return the grid. Lines with the same words are one opportunity, unless the file or a person
    says otherwise.

    Raises CannotRead with what nobody has said yet.
    """
    if proposal.missing:
        raise CannotRead(proposal.missing[0])
    return _Rows(proposal, new_key).read()


class _Rows:
    """The rows under new keys. `carried`: the keys of the file, by new key."""

    def __init__(self, proposal: Proposal, new_key: Callable[[], UUID]) -> None:
        self.proposal, self.new_key = proposal, new_key
        self.carried: dict[UUID, UUID] = {}
        self.stages = {
            stage.id: Stage(
                self._key(stage.key), slug, stage.name,
                stage.group, stage.family,  # type: ignore[arg-type]
                stage.roles, stage.standards, stage.summary,
            )
            for stage, slug in zip(proposal.stages, _slugs(proposal), strict=True)
        }  # fmt: skip
        self.columns = {
            column.id: Column(
                self._key(column.key), column.heading, None if column.is_mixed else column.tier
            )
            for column in proposal.columns
        }
        self.opportunities: list[Opportunity] = []
        self.known: dict[tuple[UUID | None, Wording], UUID] = {}
        in_file = [line for cell in proposal.cells for line in cell.lines]
        for line in in_file:
            if line.opportunity and not line.is_apart:
                self._opportunity(line)

    def read(self) -> ReadGrid:
        marks = [
            (self.stages[cell.stage].key, self.columns[cell.column], cell)
            for cell in self.proposal.cells
        ]
        placements = tuple(self._placements())
        grid = GridSnapshot(
            stages=tuple(self.stages.values()),
            columns=tuple(self.columns.values()),
            opportunities=tuple(self.opportunities),
            placements=placements,
            continuations=tuple(
                Continuation(stage, column.key, cell.word)
                for stage, column, cell in marks
                if cell.word
            ),
            headings=tuple(
                PrintedHeading(stage, column.key, cell.heading)
                for stage, column, cell in marks
                if cell.heading and cell.heading != column.heading
            ),
            sections=tuple(
                Section(self._key(section.key), section.heading, section.body)
                for section in self.proposal.sections
                if section.is_kept
            ),
        )
        return ReadGrid(grid, self.carried)

    def _key(self, in_file: UUID | None) -> UUID:
        key = self.new_key()
        if in_file:
            self.carried[key] = in_file
        return key

    def _placements(self) -> Iterator[Placement]:
        for cell in self.proposal.cells:
            stage, column = self.stages[cell.stage], self.columns[cell.column]
            for line in cell.lines:
                if (tier := line.tier or column.tier) is None:
                    raise CannotRead(f"Say who provides “{line.wording.text}”.")
                key = self._key(line.placement if line.is_marked is not False else None)
                opportunity = self._opportunity(line)
                yield Placement(key, stage.key, column.key, opportunity, tier, note=line.note)

    def _opportunity(self, line: ProposedLine) -> UUID:
        """Return the key of the opportunity that this line shows."""
        in_file = line.opportunity if line.is_marked is not False else None
        if not line.is_apart and (known := self.known.get((in_file, line.wording))):
            return known
        key = self._key(in_file)
        values = {each.name: getattr(line.wording, each.name) for each in fields(Wording)}
        self.opportunities.append(Opportunity(key=key, **values))
        if not line.is_apart:
            self.known[in_file, line.wording] = key
            self.known.setdefault((None, line.wording), key)
        return key


def _slugs(proposal: Proposal) -> list[str]:
    slugs: list[str] = []
    for stage in proposal.stages:
        slugs.append(_free(_slug(stage.name), slugs))
    return slugs


def _slug(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST_ADDRESS].strip("-") or "stage"


def _free(slug: str, taken: list[str]) -> str:
    number, free = 1, slug
    while free in taken:
        number += 1
        ending = f"-{number}"
        free = slug[: LONGEST_ADDRESS - len(ending)] + ending
    return free
