"""Put their grid under the keys of base, once their rows are matched.

A line keeps its key if its words are unchanged, or changed in all its boxes. If they changed in
some boxes only, those get a new line that is derived from it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from uuid import UUID, uuid5

from opportunities.grid.snapshot import GridSnapshot, Opportunity, Placement, Stage, Wording


@dataclass(frozen=True)
class GivenKeys:
    """The key of base for each of their rows, by kind; new rows are missing."""

    stages: Mapping[UUID, UUID]
    columns: Mapping[UUID, UUID]
    sections: Mapping[UUID, UUID]
    placements: Mapping[UUID, UUID]


def give_keys(
    base: GridSnapshot, theirs: GridSnapshot, given: GivenKeys, new_under: str = ""
) -> GridSnapshot:
    """Return their grid with the keys of base that are `given` to its rows, and new keys for the
    others.
    """
    stage = _Keys(base.stages, given.stages, new_under)
    column = _Keys(base.columns, given.columns, new_under)
    section = _Keys(base.sections, given.sections, new_under)
    placement = _Keys(base.placements, given.placements, new_under)
    lines = _Lines(base, theirs, given.placements, new_under)

    def placed(row: Any) -> Any:
        return replace(row, stage=stage.of(row.stage), column=column.of(row.column))

    placements = tuple(
        replace(placed(row), key=placement.of(row.key), opportunity=lines.line_at(row))
        for row in theirs.placements
    )
    return GridSnapshot(
        stages=tuple(_with_addresses(base, theirs, stage)),
        columns=tuple(replace(row, key=column.of(row.key)) for row in theirs.columns),
        opportunities=tuple(lines.rows.values()),
        placements=placements,
        continuations=tuple(map(placed, theirs.continuations)),
        headings=tuple(map(placed, theirs.headings)),
        sections=tuple(replace(row, key=section.of(row.key)) for row in theirs.sections),
    )


class _Keys:
    """The keys of rows of one kind; a new row gets a key that no row of base has."""

    def __init__(self, base: Iterable[Any], given: Mapping[UUID, UUID], new_under: str) -> None:
        self.new_under = new_under
        self.given = given
        self.new: dict[UUID, UUID] = {}
        self.taken = {row.key for row in base}

    def of(self, key: UUID) -> UUID:
        return self.given[key] if key in self.given else self.new_for(key)

    def new_for(self, key: UUID) -> UUID:
        if key not in self.new:
            new = uuid5(key, self.new_under) if self.new_under else key
            while new in self.taken:
                new = uuid5(new, "again")
            self.taken.add(new)
            self.new[key] = new
        return self.new[key]


class _Lines:
    """The keys of their lines. `rows`: the placed lines, by key."""

    def __init__(
        self, base: GridSnapshot, theirs: GridSnapshot, given: Mapping[UUID, UUID], new_under: str
    ) -> None:
        self.theirs, self.given = theirs, given
        self.keys = _Keys(base.opportunities, {}, new_under)
        self.before = base.opportunity_by_key
        self.was = {row.key: row.opportunity for row in base.placements}
        self.rows: dict[UUID, Opportunity] = {}
        self.saying: dict[Wording, UUID] = {}
        self._keep()
        for line in base.opportunities:
            if line.key not in self.rows:
                self.saying.setdefault(line.wording, line.key)

    def _keep(self) -> None:
        """Give each paired line of base its wording: the former one, if any placement has it."""
        wordings_of: defaultdict[UUID, Counter[Wording]] = defaultdict(Counter)
        for row in self.theirs.placements:
            if row.key in self.given:
                line = self.theirs.opportunity_by_key[row.opportunity]
                wordings_of[self.was[self.given[row.key]]][line.wording] += 1
        for key, wordings in wordings_of.items():
            line = self.before[key]
            if line.wording not in wordings:
                line = _saying(line, wordings.most_common(1)[0][0])
            self.rows[key] = line
            self.saying.setdefault(line.wording, key)

    def line_at(self, row: Placement) -> UUID:
        """Return the key of the line that this placement of theirs shows."""
        line = self.theirs.opportunity_by_key[row.opportunity]
        origin = self.was[self.given[row.key]] if row.key in self.given else None
        if origin is not None and self.rows[origin].wording == line.wording:
            return origin
        return self._other(line, origin)

    def _other(self, line: Opportunity, origin: UUID | None) -> UUID:
        """Return the line with these words; if there is none, a new one derived from `origin`."""
        key = self.saying.get(line.wording)
        if key is None:
            key = self.keys.new_for(line.key)
            self.saying[line.wording] = key
            self.rows[key] = replace(line, key=key, derived_from=origin or line.derived_from)
        elif key not in self.rows:
            self.rows[key] = self.before[key]
        return key


def _saying(line: Opportunity, wording: Wording) -> Opportunity:
    return replace(line, **{field.name: getattr(wording, field.name) for field in fields(Wording)})


def _with_addresses(base: GridSnapshot, theirs: GridSnapshot, keys: _Keys) -> Iterable[Stage]:
    """Return their stages; those of base keep their slugs, which new ones avoid."""
    addresses = {
        stage.key: base.stage_by_key[keys.given[stage.key]].slug
        for stage in theirs.stages
        if stage.key in keys.given
    }
    taken = {*addresses.values()}
    for stage in theirs.stages:
        slug = addresses.get(stage.key, stage.slug)
        number = 2
        while stage.key not in addresses and slug in taken:
            slug, number = f"{stage.slug}-{number}", number + 1
        taken.add(slug)
        yield replace(stage, key=keys.of(stage.key), slug=slug)
