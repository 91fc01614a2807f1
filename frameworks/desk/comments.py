"""Where a draft is commented on: at the desk, or through a link that allows it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast
from uuid import UUID

from django.urls import reverse

from cpd_site.models import User
from frameworks.actions import comments
from frameworks.models import Comment, Edition, Preview
from frameworks.queries.comments import Thread, threads
from opportunities.grid.snapshot import GridSnapshot


@dataclass(frozen=True)
class Commenting:
    """A draft, and who comments on it: an editor (`person`), or somebody with a link (`preview`).

    `pages` begins the names of the addresses, `of` stands in them; `grid` is what they see of it.
    """

    edition: Edition
    grid: GridSnapshot
    pages: str
    of: str
    person: User | None = None
    preview: Preview | None = None
    is_over: bool = False  # the draft was published: there is nothing more to say

    @property
    def url(self) -> str:
        return reverse(f"{self.pages}_comments", args=[self.of])

    def line_url(self, key: UUID) -> str:
        return reverse(f"{self.pages}_comments_line", args=[self.of, key])

    def answer_url(self, comment: Comment) -> str:
        return reverse(f"{self.pages}_comment_answer", args=[self.of, comment.pk])

    @cached_property
    def threads(self) -> list[Thread]:
        return threads(self.edition, self.grid, self.preview)

    @property
    def open(self) -> list[Thread]:
        return [thread for thread in self.threads if thread.is_open]

    @property
    def resolved(self) -> list[Thread]:
        return [thread for thread in self.threads if not thread.is_open]

    def on_line(self, key: UUID) -> list[Thread]:
        return [thread for thread in self.threads if thread.comment.placement == key]

    def thread(self, pk: int) -> Thread | None:
        return next((thread for thread in self.threads if thread.comment.pk == pk), None)

    def say(self, text: str, *, name: str, place: str, **on: Any) -> Comment:
        """Raises Refused, NoDraft or NotSaid."""
        if self.preview:
            return comments.say_by_link(
                preview=self.preview, name=name, text=text, place=place, **on
            )
        by = cast(User, self.person)
        return comments.say(edition=self.edition, by=by, text=text, **on)
