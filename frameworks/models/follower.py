"""People who get e-mails about a framework's new editions."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from frameworks.models.edition import Edition
from frameworks.models.framework import Framework


class Follower(models.Model):
    """Somebody who follows a framework: by account, or by an address that they confirmed.

    There is no row before the address is confirmed. A framework that follows another is something
    else: a copy (`Framework.follows`).
    """

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="followers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="following",
    )
    email = models.EmailField("e-mail address", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    told_of = models.ForeignKey(
        Edition,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The newest edition they were told of.",
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "framework",
                Lower("email"),
                condition=~models.Q(email=""),
                name="follower_email_once_in_a_framework",
                violation_error_message="This address follows the framework already.",
            ),
            models.UniqueConstraint(
                fields=["framework", "user"],
                name="follower_user_once_in_a_framework",
                violation_error_message="This account follows the framework already.",
            ),
            models.CheckConstraint(
                name="follower_by_account_or_address",
                condition=models.Q(user__isnull=False, email="")
                | (models.Q(user__isnull=True) & ~models.Q(email="")),
                violation_error_message="A follower has an account or an address, not both.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address} follows {self.framework}"

    @property
    def address(self) -> str:
        """The address for their mails."""
        return self.user.email if self.user else self.email
