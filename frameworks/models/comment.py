"""Comments on drafts."""

from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models

from frameworks.models.edition import Edition
from frameworks.models.preview import Preview

type CommentPlace = UUID | tuple[UUID, UUID] | None
"""The subject of a comment: a placement, a box by stage and column, or the whole draft."""

LONGEST_COMMENT = 5000
LONGEST_NAME = 80


class CommentQuerySet(models.QuerySet["Comment"]):
    def begin(self) -> Self:
        """Filter those that are not replies."""
        return self.filter(answers=None)

    def open(self) -> Self:
        """Filter threads that are not resolved."""
        return self.begin().filter(resolved_at=None)


class Comment(models.Model):
    """A comment on a line, on a box or on the whole draft; or a reply to one.

    Its author is an editor, or somebody with a preview link, who gives a name. It stores the words
    of its subject, so that it makes sense when that is gone.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="comments")
    answers = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    placement = models.UUIDField(null=True, blank=True, help_text="The line, where it stands.")
    stage = models.UUIDField(null=True, blank=True)
    column = models.UUIDField(null=True, blank=True)
    line = models.TextField(blank=True, help_text="The words of the line at the time.")
    box = models.TextField(blank=True, help_text="The names of stage and column at the time.")
    text = models.TextField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(
        max_length=LONGEST_NAME, blank=True, help_text="As somebody with a link gives it."
    )
    preview = models.ForeignKey(
        Preview, on_delete=models.SET_NULL, null=True, blank=True, related_name="comments"
    )
    at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the editors had a mail.")
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="comment_answer_is_resolved_with_what_it_answers",
                condition=models.Q(answers=None) | models.Q(resolved_at=None),
                violation_error_message="An answer is resolved with the comment that it answers.",
            ),
            models.CheckConstraint(
                name="comment_stands_on_a_whole_box",
                condition=models.Q(stage__isnull=True, column__isnull=True, placement__isnull=True)
                | models.Q(stage__isnull=False, column__isnull=False),
                violation_error_message="A comment stands on a line, a box or the whole draft.",
            ),
        ]

    def __str__(self) -> str:
        return f"Comment {self.pk}, on {self.edition}"

    @property
    def who(self) -> str:
        """Return the author's name, for the editors."""
        return self.name or str(self.author or "A former member")

    @property
    def place(self) -> CommentPlace:
        if self.placement or self.stage is None or self.column is None:
            return self.placement
        return self.stage, self.column

    @property
    def is_by_link(self) -> bool:
        return bool(self.name)

    @property
    def on(self) -> str:
        """Return the subject, as events and mails name it."""
        if self.line:
            return f"“{self.line[:120]}”"
        return f"the box {self.box}" if self.box else "the whole draft"
