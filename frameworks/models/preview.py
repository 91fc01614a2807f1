"""Links that let people without an account see a draft."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.timezone import localtime

from frameworks.models.edition import Edition


class PreviewQuerySet(models.QuerySet["Preview"]):
    def open_at(self, now: datetime) -> Self:
        """Filter those that work at this time: for a draft, neither expired nor revoked."""
        return self.filter(
            revoked_at__isnull=True, expires_at__gt=now, edition__status=Edition.Status.DRAFT
        )


class Preview(models.Model):
    """A link that shows one draft, for a while. Its token is signed, and stored nowhere."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="previews")
    note = models.CharField(max_length=120, blank=True, help_text="Whom it is for.")
    allows_comments = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = PreviewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Preview of {self.edition} until {localtime(self.expires_at):%d %B %Y}"

    def is_open(self, now: datetime) -> bool:
        """Return whether it works; the edition must be prefetched."""
        return self.edition.is_draft and self.revoked_at is None and self.expires_at > now
