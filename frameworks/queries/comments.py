"""Comments on a draft, as those who may read them see them: each list in one query."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from frameworks.models import Comment, Edition, Preview
from opportunities.grid.snapshot import GridSnapshot


@dataclass(frozen=True)
class Thread:
    """A comment with its answers; `is_there`: what it stands on is still in the draft."""

    comment: Comment
    is_there: bool
    answers: list[Comment] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.comment.resolved_at is None


def threads(edition: Edition, grid: GridSnapshot, preview: Preview | None = None) -> list[Thread]:
    """All for the editors; through a link, what came by that link, with the answers to it.

    The answer of an editor to what came through a link is read by who has the link.
    """
    said = edition.comments.select_related("author", "resolved_by", "preview")
    found: dict[int, Thread] = {}
    answers = []
    lines = {placement.key for placement in grid.placements}
    for comment in said:
        if comment.answers_id:
            answers.append(comment)
        elif preview is None or comment.preview_id == preview.pk:
            found[comment.pk] = Thread(comment, _is_there(comment, grid, lines))
    for answer in answers:
        if answer.answers_id in found:
            found[answer.answers_id].answers.append(answer)
    return list(found.values())


def _is_there(comment: Comment, grid: GridSnapshot, lines: Collection[UUID]) -> bool:
    if comment.placement:
        return comment.placement in lines
    in_stage = comment.stage is None or comment.stage in grid.stage_by_key
    return in_stage and (comment.column is None or comment.column in grid.column_by_key)


def open_by_line(edition: Edition) -> Counter[UUID | None]:
    """How many comments are open, by the line that they stand on; None: on no line."""
    return Counter(edition.comments.open().order_by().values_list("placement", flat=True))
