"""The changes of a draft since the edition that readers see now."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from frameworks.models import Edition
from opportunities import store
from opportunities.comparing.diff import ChangeKind, Changes, diff, in_a_sentence
from opportunities.grid.snapshot import GridSnapshot
from opportunities.grid.visible import as_followers_see


@dataclass(frozen=True, slots=True)
class SincePublished:
    """The changes of a draft since the current edition. True if there are any.

    `before` is the edition that readers see now, None if there is none and everything is new.
    `after` is the content of the draft.
    """

    before: Edition | None
    after: GridSnapshot
    grid: Changes | None = None
    front_page: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.before is None or bool(self.grid) or bool(self.front_page)

    @property
    def for_readers(self) -> Changes | None:
        """The changes that readers see, without those of hidden rows."""
        if not self.grid:
            return None
        before, after = as_followers_see(self.grid.before), as_followers_see(self.grid.after)
        hides_nothing = before is self.grid.before and after is self.grid.after
        return self.grid if hides_nothing else diff(before, after)

    @property
    def summary(self) -> str:
        """The changes for readers, as in "a new stage with 13 lines, 7 reworded; another title".

        "" for a first edition.
        """
        if self.before is None:
            return ""
        if not self:
            return "Nothing changed."
        return sentence(self.for_readers, self.front_page) or "Nothing that readers see."

    @property
    def more_than_wording(self) -> str:
        """What readers see come, go or move besides corrected wording; "" if nothing does, or for a
        first edition.
        """
        return in_a_sentence(
            change for change in self.for_readers or () if change.kind in MORE_THAN_WORDING
        )


MORE_THAN_WORDING = (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED)


def sentence(grid: Changes | None, front_page: Iterable[str]) -> str:
    """Return what an edition brings, in the same words for publishers, readers and followers."""
    parts = [grid.summary] if grid else []
    return "; ".join([*parts, *(f"another {name}" for name in front_page)])


def since_published(draft: Edition) -> SincePublished:
    before, after = draft.framework.current_edition, store.read(draft.grid)
    if before is None:
        return SincePublished(None, after)
    return SincePublished(
        before=before,
        after=after,
        grid=diff(store.read(before.grid), after),
        front_page=front_page_between(before, draft),
    )


def front_page_between(before: Edition, after: Edition) -> tuple[str, ...]:
    """Return the names of the front page fields that differ between two editions."""
    return in_words(
        field for field in Edition.FRONT_PAGE if getattr(before, field) != getattr(after, field)
    )


def in_words(front_page: Iterable[str]) -> tuple[str, ...]:
    """Return the names of these front page fields for people."""
    return tuple(
        field.replace("columns_are_ours", "account of the columns") for field in front_page
    )


def fingerprint(draft: Edition, grid: GridSnapshot | None = None) -> str:
    """Return a fingerprint of the draft: its grid and its front page.

    `grid` is the content of the draft, if the caller has read it.
    """
    grid = grid or store.read(draft.grid)
    values = [grid.fingerprint, *draft.front_page.values()]
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()
