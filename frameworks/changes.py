"""What a draft changes, against the edition that readers see now."""

import hashlib
import json
from dataclasses import dataclass

from frameworks.models import Edition
from opportunities import store
from opportunities.diff import Changes, diff
from opportunities.snapshot import GridSnapshot

FRONT_PAGE = ("title", "subtitle", "source", "year", "columns_are_ours")
"""What an edition says of itself, apart from its label and its grid."""


@dataclass(frozen=True, slots=True)
class SincePublished:
    """What is new in a draft. True if anything is.

    `before` is the edition that readers see now; None where there is none, and all is new.
    `after` is what the draft holds.
    """

    before: Edition | None
    after: GridSnapshot
    grid: Changes | None = None
    front_page: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.before is None or bool(self.grid) or bool(self.front_page)

    @property
    def summary(self) -> str:
        """In a line: "3 added, 2 reworded, 1 moved; another title"; empty for a first edition."""
        if self.before is None:
            return ""
        if not self:
            return "Nothing changed."
        said = [self.grid.summary] if self.grid else []
        said += [f"another {name}" for name in self.front_page]
        return "; ".join(said)


def since_published(draft: Edition) -> SincePublished:
    before, after = draft.framework.current_edition, store.read(draft.grid)
    if before is None:
        return SincePublished(None, after)
    return SincePublished(
        before=before,
        after=after,
        grid=diff(store.read(before.grid), after),
        front_page=tuple(
            field.replace("columns_are_ours", "account of the columns").replace("_", " ")
            for field in FRONT_PAGE
            if getattr(before, field) != getattr(draft, field)
        ),
    )


def seal(draft: Edition, grid: GridSnapshot | None = None) -> str:
    """A fingerprint of all that the draft says now: its grid and its front page.

    `grid` is what it holds, if that was read already.
    """
    grid = grid or store.read(draft.grid)
    said = [grid.fingerprint, *(getattr(draft, field) for field in FRONT_PAGE)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
