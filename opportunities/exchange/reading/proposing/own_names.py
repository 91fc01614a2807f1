"""Whose row it is: the stage, or the column, that each row of our own table belongs to.

A row says its stage in words, and our file says its key. Where the row stands as it was written,
the key is right. Where it was changed, people see the words: a row that now says “RQT” has been
moved there, whatever key is still beside it. A name that nothing has yet is that of a stage renamed
where all its rows say so, else of a new one.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Naming:
    """What one row says. `is_as_written`: None where the file cannot tell."""

    name: str
    key: UUID | None = None
    is_as_written: bool | None = None


def owners(rows: Sequence[Naming], known: Mapping[UUID, Iterable[str]]) -> list[Hashable]:
    """Of each row, the key of the thing it belongs to, or the name of a new one.

    `known` are the names that things had when the file was written, by their keys.
    """
    return _Owners(rows, known).found()


class _Owners:
    def __init__(self, rows: Sequence[Naming], known: Mapping[UUID, Iterable[str]]) -> None:
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

    def _owner(self, row: Naming) -> Hashable:
        if not row.name:
            return row.key or ""
        if keys := self.called.get(row.name):
            return row.key if row.key in keys else next(iter(keys))
        return self.renamed.get(row.name, row.name)

    def _renamed(self) -> dict[str, UUID]:
        """New names of things none of whose rows stands as it was written."""
        stays = {row.key for row, is_sure in zip(self.rows, self.sure, strict=True) if is_sure}
        names_by_key: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
        for row in self.rows:
            if row.key and row.key not in stays and row.name and row.name not in self.called:
                names_by_key[row.key][row.name] += 1
        renamed: dict[str, UUID] = {}
        for key, names in names_by_key.items():
            renamed.setdefault(names.most_common(1)[0][0], key)
        return renamed


def _sure(rows: Sequence[Naming]) -> list[bool]:
    """Whether the key of each row is right. Where the file cannot tell, most rows tell."""
    by_key: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
    by_name: defaultdict[str, Counter[UUID]] = defaultdict(Counter)
    for row in rows:
        if row.key and row.is_as_written is None:
            by_key[row.key][row.name] += 1
            by_name[row.name][row.key] += 1
    usual_name = {key: names.most_common(1)[0][0] for key, names in by_key.items()}
    usual_key = {name: keys.most_common(1)[0][0] for name, keys in by_name.items()}

    def is_sure(row: Naming) -> bool:
        if row.key is None or row.is_as_written is not None:
            return bool(row.is_as_written and row.key)
        return usual_name[row.key] == row.name or usual_key[row.name] == row.key

    return list(map(is_sure, rows))
