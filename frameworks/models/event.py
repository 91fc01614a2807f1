"""What was done, by whom, and when: one row for every write, never changed afterwards."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from frameworks.models.edition import Edition
from frameworks.models.framework import Framework


class Event(models.Model):
    """One thing that was done to a framework.

    `by` is empty where the site itself did it, from a command. What is done to organisations and
    their people is told by `cpd_site.models.OrganisationEvent`.
    """

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    what = models.CharField(max_length=60, help_text="A verb in the past: “published”.")
    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="events")
    edition = models.ForeignKey(
        Edition, on_delete=models.SET_NULL, null=True, blank=True, related_name="events"
    )
    about = models.TextField(blank=True, help_text="What it was done to, in words people know.")
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The change that this one undid, or made again.",
    )

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        what = f"{self.what} {self.about or self.framework}"
        return f"{self.at:%d %B %Y %H:%M}: {self.by or 'the site'} {what}"
