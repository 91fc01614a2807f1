"""People's answers to the questions of a pending update."""

from collections.abc import Iterable
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from frameworks.models.edition import Edition
from frameworks.models.framework import Framework


class ChoiceQuerySet(models.QuerySet["Choice"]):
    def left_behind(self, frameworks: Iterable[Framework]) -> Self:
        """Filter the answers of discarded drafts, the oldest first: they hold for the next draft.

        Not answers older than the framework's current edition, which was published without them.
        """
        current = "edition__framework__current_edition"
        since = models.Q(**{current: None}) | models.Q(at__gt=models.F(f"{current}__published_at"))
        discarded = self.filter(
            since,
            edition__framework__in=[*frameworks],
            edition__status=Edition.Status.DISCARDED,
        )
        return discarded.order_by("at", "pk")


class Choice(models.Model):
    """An answer to one question of an update, for everybody who edits the draft.

    A plan is computed, never stored: `decision` is the id of the question in it, and `fingerprint`
    that of what the person saw. If that has changed, the question is asked again.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="choices")
    decision = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64, help_text="Of what was seen when choosing.")
    answer = models.JSONField(help_text="The answer and, where there is one, its value.")
    reason = models.TextField(blank=True)
    before = models.JSONField(
        null=True, blank=True, help_text="The answer that this one replaced, for undo."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField()
    version = models.PositiveIntegerField(
        default=1, help_text="How often it was chosen, so that a colleague’s choice is noticed."
    )

    objects = ChoiceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["edition", "decision"],
                name="choice_once_of_a_decision",
                violation_error_message="This is chosen already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by or 'Somebody'} chose {self.answer.get('answer')} for {self.decision}"
