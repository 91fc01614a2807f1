"""Pending mails to members."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from cpd_site.models import Membership
from frameworks.models.edition import Edition


class MemberMail(models.Model):
    """A mail about an edition to one member. It is deleted once it is sent."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="member_mails")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["edition", "member"],
                name="one_mail_to_a_member_about_an_edition",
                violation_error_message="This member gets a mail about it already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member.user} is to be told of {self.edition}"
