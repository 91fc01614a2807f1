"""Reasons for rewording lines: what schools ask about an edition, and its publisher's answers."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from frameworks.models.edition import Edition
from frameworks.models.framework import Framework

LONGEST = 500


class ReasonQuerySet(models.QuerySet["Reason"]):
    def open(self) -> Self:
        """Filter those without an answer."""
        return self.filter(text="")

    def given(self) -> Self:
        """Filter those with an answer."""
        return self.exclude(text="")


class Reason(models.Model):
    """A question about one reworded line of an edition, with its answer once there is one. The
    answer belongs to the edition, with the same readers.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="reasons")
    line = models.UUIDField(help_text="The key of the opportunity, as the edition has it.")
    before = models.TextField(help_text="What the line said in the edition before.")
    after = models.TextField(help_text="What it says.")
    text = models.TextField(blank=True, help_text="The reason, in a sentence; empty while asked.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(null=True, blank=True, help_text="When it was answered.")
    asked_told_at = models.DateTimeField(
        null=True, blank=True, help_text="When its editors had a mail that it was asked."
    )
    answer_told_at = models.DateTimeField(
        null=True, blank=True, help_text="When those who asked had a mail with the answer."
    )

    objects = ReasonQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["edition", "line"],
                name="reason_once_of_a_line",
                violation_error_message="This was asked already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Why “{self.after[:120]}”"


class ReasonAsked(models.Model):
    """A copy asks for a reason, with or without a remark."""

    reason = models.ForeignKey(Reason, on_delete=models.CASCADE, related_name="asked")
    copy = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    words = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reason", "copy"],
                name="reason_asked_once_by_a_copy",
                violation_error_message="You asked this already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.copy} asks: {self.reason}"
