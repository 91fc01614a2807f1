"""Comments on a draft, as their readers may see them: each list in one query."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.urls import reverse

from frameworks.models import Comment, Edition, Preview
from frameworks.models.comment import CommentPlace
from opportunities.grid.snapshot import GridSnapshot


@dataclass(frozen=True)
class CommentPages:
    """The addresses for comments on a draft: at the desk, or through a link (`preview`).

    `pages` is the prefix of the names of the addresses, `of` their first argument.
    """

    edition: Edition
    pages: str
    of: str
    preview: Preview | None = None

    @property
    def url(self) -> str:
        return reverse(f"{self.pages}_comments", args=[self.of])

    def place_url(self, place: CommentPlace) -> str:
        """Return the address of the comments on a line or box; of all comments for the draft."""
        if place is None:
            return self.url
        if isinstance(place, UUID):
            return reverse(f"{self.pages}_comments_line", args=[self.of, place])
        return reverse(f"{self.pages}_comments_box", args=[self.of, *place])

    @cached_property
    def counts(self) -> Counter[CommentPlace]:
        return open_by_place(self.edition, self.preview)


@dataclass(frozen=True)
class Thread:
    """A comment with its answers.

    `is_there` says whether the draft still has what it is about; `url` leads to the comments on
    that.
    """

    comment: Comment
    is_there: bool
    url: str
    answers: list[Comment] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.comment.resolved_at is None


def threads(where: CommentPages, grid: GridSnapshot) -> list[Thread]:
    """Return the threads that a reader may see, oldest first.

    Editors see all. Through a link people see the threads that began through that link, with the
    editors' answers.
    """
    comments = where.edition.comments.select_related("author", "resolved_by", "preview")
    found: dict[int, Thread] = {}
    answers = []
    lines = {placement.key for placement in grid.placements}
    for comment in comments:
        if comment.answers_id:
            answers.append(comment)
        elif where.preview is None or comment.preview_id == where.preview.pk:
            is_there = _is_there(comment, grid, lines)
            found[comment.pk] = Thread(comment, is_there, where.place_url(comment.place))
    for answer in answers:
        if answer.answers_id in found:
            found[answer.answers_id].answers.append(answer)
    return list(found.values())


def _is_there(comment: Comment, grid: GridSnapshot, lines: Collection[UUID]) -> bool:
    if comment.placement:
        return comment.placement in lines
    in_stage = comment.stage is None or comment.stage in grid.stage_by_key
    return in_stage and (comment.column is None or comment.column in grid.column_by_key)


def open_by_place(edition: Edition, preview: Preview | None = None) -> Counter[CommentPlace]:
    """Count the open comments by what they are about: all, or those that came through a link."""
    comments = edition.comments.open().order_by().only("placement", "stage", "column")
    if preview is not None:
        comments = comments.filter(preview=preview)
    return Counter(comment.place for comment in comments)
