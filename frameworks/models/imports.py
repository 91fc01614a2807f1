"""Imports: the contents of a file, and the answers given so far."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from cpd_site.models import Organisation
from frameworks.models.edition import Edition
from frameworks.models.framework import Framework
from opportunities.exchange.reading import as_json
from opportunities.exchange.reading.tables import FileContents

KEPT_FOR = timedelta(days=30)
"""How long after its last step."""


class ImportQuerySet(models.QuerySet["Import"]):
    def retained(self) -> Self:
        """Filter those whose last step was less than 30 days ago: the others count as deleted."""
        return self.filter(last_at__gt=timezone.now() - KEPT_FOR)

    def under_way(self) -> Self:
        """Filter those to be listed: not a draft yet. Does not load the contents."""
        waiting = self.retained().filter(draft=None).select_related("last_by")
        return waiting.defer("contents", "answers")


class Import(models.Model):
    """A file of an organisation on its way to become a draft, for all its editors.

    The file itself is not stored: `contents` is the reader's result, serialised by `as_json`.
    Nobody else sees any of it before it is a draft.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="imports")
    framework = models.ForeignKey(
        Framework,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="imports",
        help_text="The framework of which it is the next edition; empty for a new one.",
    )
    name = models.CharField(max_length=200, help_text="Of the file, as text.")
    contents = models.JSONField(
        null=True, blank=True, help_text="What the file prints; empty while it is being read."
    )
    refusal = models.TextField(blank=True, help_text="Why it cannot be read, as a sentence.")
    answers = models.JSONField(default=dict, blank=True, help_text="What people said of it.")
    version = models.PositiveIntegerField(
        default=1, help_text="How often its shape was answered, so that a stale page is noticed."
    )
    started_at = models.DateTimeField(auto_now_add=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    last_at = models.DateTimeField(default=timezone.now, help_text="When the last step was done.")
    last_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    draft = models.ForeignKey(
        Edition,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="What it became.",
    )

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-last_at", "-pk"]

    def __str__(self) -> str:
        return f"“{self.name}”, for {self.organisation}"

    @property
    def printed(self) -> FileContents:
        """The contents of the file, empty until it is read."""
        return as_json.contents_from_json(self.contents or {"blocks": (), "left_out": ()})

    @property
    def retained_until(self) -> datetime:
        return self.last_at + KEPT_FOR


class ImportFile(models.Model):
    """A file that waits for the worker to read it; the row is deleted once it is read."""

    of = models.OneToOneField(
        Import, on_delete=models.CASCADE, primary_key=True, related_name="file"
    )
    content = models.BinaryField()
    began_at = models.DateTimeField(
        null=True, blank=True, help_text="When a worker took it up; empty while it waits."
    )

    def __str__(self) -> str:
        return f"The file of {self.of}"


class ImportAnswers(models.Model):
    """The answers about the last file that became a draft of a framework, by printed name
    (`remembered`): they are proposed for the next file.
    """

    framework = models.OneToOneField(
        Framework, on_delete=models.CASCADE, primary_key=True, related_name="import_answers"
    )
    answers = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"Answers for the next file of {self.framework}"
