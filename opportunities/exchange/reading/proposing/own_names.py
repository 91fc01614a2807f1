"""The owner of each row: the stage, or the column, that a row of our own table belongs to.

A row names its stage, and our file has the key of that stage beside it. If the row is as it was
written, the key is right. If it was changed, the visible words win: a row that now says “RQT” was
moved there, whatever key is beside it. An unknown name is that of a renamed stage if all rows of
the stage have it, else of a new one.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RowNaming:
    """What one row says. `is_as_written` is None if the file cannot tell."""

    name: str
    key: UUID | None = None
    is_as_written: bool | None = None


def owners(rows: Sequence[RowNaming], known: Mapping[UUID, Iterable[str]]) -> list[Hashable]:
    """Return for each row the key of its owner, or the name of a new one.

    `known`: the names when the file was written, by key.
    """
    return _Owners(rows, known).found()


class _Owners:
    def __init__(self, rows: Sequence[RowNaming], known: Mapping[UUID, Iterable[str]]) -> None:
        self.rows = rows
        self.sure = _sure(rows)
        self.called: defaultdict[str, dict[UUID, None]] = defaultdict(dict)
        for row, is_sure in zip(rows, self.sure, strict=True):
            if row.key and is_sure:
                self.called[row.name][row.key] = None
        for key, names in known.items():
            for name in names:
                self.called[name].setdefault(key)
        self.renamed = self._renamed()

    def found(self) -> list[Hashable]:
        return [
            row.key if is_sure and row.key else self._owner(row)
            for row, is_sure in zip(self.rows, self.sure, strict=True)
        ]

    def _owner(self, row: RowNaming) -> Hashable:
        if not row.name:
            return row.key or ""
        if keys := self.called.get(row.name):
            return row.key if row.key in keys else next(iter(keys))
        return self.renamed.get(row.name, row.name)

    def _renamed(self) -> dict[str, UUID]:
        """Return new names of owners none of whose rows is as it was written."""
        stays = {row.key for row, is_sure in zip(self.rows, self.sure, strict=True) if is_sure}
        names_by_key: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
        for row in self.rows:
            if row.key and row.key not in stays and row.name and row.name not in self.called:
                names_by_key[row.key][row.name] += 1
        renamed: dict[str, UUID] = {}
        for key, names in names_by_key.items():
            renamed.setdefault(names.most_common(1)[0][0], key)
        return renamed


def _sure(rows: Sequence[RowNaming]) -> list[bool]:
    """Return whether each row's key is right. If the file cannot tell, most rows decide."""
    by_key: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
    by_name: defaultdict[str, Counter[UUID]] = defaultdict(Counter)
    for row in rows:
        if row.key and row.is_as_written is None:
            by_key[row.key][row.name] += 1
            by_name[row.name][row.key] += 1
    usual_name = {key: names.most_common(1)[0][0] for key, names in by_key.items()}
    usual_key = {name: keys.most_common(1)[0][0] for name, keys in by_name.items()}

    def is_sure(row: RowNaming) -> bool:
        if row.key is None or row.is_as_written is not None:
            return bool(row.is_as_written and row.key)
        return usual_name[row.key] == row.name or usual_key[row.name] == row.key

    return list(map(is_sure, rows))
