"""The comments on a draft: at the desk, or through a link that allows them."""

from dataclasses import dataclass
from functools import cached_property

from cpd_site.models import User
from frameworks.models.comment import CommentPlace
from frameworks.queries.comments import CommentPages, Thread, threads
from opportunities.grid.snapshot import GridSnapshot


@dataclass(frozen=True, kw_only=True)
class Commenting(CommentPages):
    """A draft, and who comments on it: an editor (`person`), or somebody with a link (`preview`).

    `grid` is what they see of the draft.
    """

    grid: GridSnapshot
    person: User | None = None
    is_over: bool = False  # the draft is published: no more comments

    @cached_property
    def threads(self) -> list[Thread]:
        return threads(self, self.grid)

    @property
    def open(self) -> list[Thread]:
        return [thread for thread in self.threads if thread.is_open]

    @property
    def resolved(self) -> list[Thread]:
        return [thread for thread in self.threads if not thread.is_open]

    def on(self, place: CommentPlace) -> list[Thread]:
        return [thread for thread in self.threads if thread.comment.place == place]

    def thread(self, pk: int) -> Thread | None:
        return next((thread for thread in self.threads if thread.comment.pk == pk), None)
