"""Presence of people in a draft."""

from datetime import timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from frameworks.models.edition import Edition

A_MOMENT = timedelta(seconds=75)
"""An open page reports every 30 seconds; a person who misses two reports has gone."""


class PresenceQuerySet(models.QuerySet["Presence"]):
    def now(self) -> Self:
        return self.filter(seen_at__gte=timezone.now() - A_MOMENT)


class Presence(models.Model):
    """A person who has a draft open, or had."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["edition", "user"],
                name="presence_once_of_a_person",
                violation_error_message="This person is noted here already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} has {self.edition} open"
