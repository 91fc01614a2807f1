"""What a draft changes, against the edition that readers see now."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from frameworks.models import Edition
from opportunities import store
from opportunities.comparing.diff import Changes, diff
from opportunities.grid.snapshot import GridSnapshot
from opportunities.grid.visible import as_followers_see


@dataclass(frozen=True, slots=True)
class SincePublished:
    """What a draft changes against the current edition. True if it changes anything.

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
    def for_readers(self) -> Changes | None:
        """The changes that readers see: those of hidden rows are left out."""
        if not self.grid:
            return None
        before, after = as_followers_see(self.grid.before), as_followers_see(self.grid.after)
        hides_nothing = before is self.grid.before and after is self.grid.after
        return self.grid if hides_nothing else diff(before, after)

    @property
    def summary(self) -> str:
        """For readers, in a line: "3 added, 2 reworded, 1 moved; another title".

        Empty for a first edition.
        """
        if self.before is None:
            return ""
        if not self:
            return "Nothing changed."
        said = [self.for_readers.summary] if self.for_readers else []
        said += [f"another {name}" for name in self.front_page]
        return "; ".join(said) or "Nothing that readers see."


def since_published(draft: Edition) -> SincePublished:
    before, after = draft.framework.current_edition, store.read(draft.grid)
    if before is None:
        return SincePublished(None, after)
    return SincePublished(
        before=before,
        after=after,
        grid=diff(store.read(before.grid), after),
        front_page=in_words(
            field for field in Edition.FRONT_PAGE if getattr(before, field) != getattr(draft, field)
        ),
    )


def in_words(front_page: Iterable[str]) -> tuple[str, ...]:
    """Name these fields of a front page as people do."""
    return tuple(
        field.replace("columns_are_ours", "account of the columns") for field in front_page
    )


def fingerprint(draft: Edition, grid: GridSnapshot | None = None) -> str:
    """Hash all that the draft says now: its grid and its front page.

    `grid` is what it holds, if that was read already.
    """
    grid = grid or store.read(draft.grid)
    said = [grid.fingerprint, *draft.front_page.values()]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
