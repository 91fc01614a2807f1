"""The grid while an update is carried out: ours, changed by one decision at a time.

`effects.py` applies the answers. What they leave open (which opportunity has the words of a cell,
order, slugs) is settled afterwards, in `finishing.py`.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from opportunities.grid.fields import FIELDS
from opportunities.grid.snapshot import Opportunity, Placement
from opportunities.merge.decisions import RowIdentity
from opportunities.merge.sides import Sides, key_of

WORDS = tuple(field.name for field in FIELDS[Opportunity])


class Outcome:
    """The rows of each kind by identity.

    An effect on a row that another effect removed does nothing, so that answers to two questions
    about one line never conflict.
    """

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self.rows: dict[type, dict[Any, Any]] = {
            kind: dict(rows.ours) for kind, rows in sides.rows.items()
        }
        self.cell_words: dict[UUID, dict[str, Any]] = {}
        """By placement: words decided for its cell alone, which override ours there."""

    def add(self, row: Any) -> None:
        self.rows[type(row)].setdefault(key_of(row), row)

    def remove(self, kind: type, key: RowIdentity) -> None:
        self.rows[kind].pop(key, None)

    def set(self, kind: type, key: RowIdentity, **values: Any) -> None:
        """Set fields of a row. The words of a placement are recorded for its cell."""
        row = self.rows[kind].get(key)
        if row is None:
            return
        if kind is Placement:
            words = {name: values.pop(name) for name in WORDS if name in values}
            if words:
                self.cell_words.setdefault(row.key, {}).update(words)
            if "place" in values:
                values["stage"], values["column"] = values.pop("place")
        self.rows[kind][key] = replace(row, **values)

    def keep_words(self, key: UUID) -> None:
        """Keep the current words of a placement, whatever becomes of its line elsewhere."""
        self.cell_words.setdefault(key, {})

    def clear(self, kind: type, key: UUID) -> None:
        """Remove a stage or column with its content.

        A line that they have elsewhere goes back there.
        """
        self.remove(kind, key)
        theirs = self.sides.rows[Placement].theirs
        for placement in [*self.rows[Placement].values()]:
            if key not in placement.place:
                continue
            if placement.key in theirs:
                self.set(Placement, placement.key, place=theirs[placement.key].place)
            else:
                self.remove(Placement, placement.key)
