"""Proposals of kinds of activity that editors rejected."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from frameworks.models.framework import Framework
from opportunities.grid.vocabulary import ActivityKind


class RefusedKinds(models.Model):
    """The editors of a framework do not agree that a line has these kinds."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="refused_kinds")
    opportunity = models.UUIDField(help_text="The key of the line, which its drafts share.")
    kinds = models.CharField(max_length=200, help_text="As proposed, with spaces between.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["framework", "opportunity", "kinds"],
                name="kinds_refused_once_of_a_line",
                violation_error_message="It is noted already that these kinds do not fit.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} said on {self.on} that {self.opportunity} is not {self.kinds}"

    @property
    def as_set(self) -> frozenset[ActivityKind]:
        return frozenset(map(ActivityKind, self.kinds.split()))
