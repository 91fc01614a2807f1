"""With whom somebody shares a plan, for how long, and what they read and wrote.

As with plans, the text of a row is a number alone.
"""

from datetime import date, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from cpd_site.models import User
from frameworks.models.plans import Plan, PlanItem

LONGEST_SHARED = timedelta(days=366)
"""No plan is shared for longer at once."""

LOOKS_LAST = timedelta(hours=12)
"""How long they can read on after opening it, before they have to open it again."""


class PlanShareQuerySet(models.QuerySet["PlanShare"]):
    def open(self) -> Self:
        """Filter those that have not ended, by date or by their owner."""
        return self.filter(ended_at__isnull=True, until__gte=timezone.localdate())

    def with_person(self, user: User) -> Self:
        """Filter those with this person: the owner of their e-mail address."""
        return self.filter(email__iexact=user.email)


class PlanShare(models.Model):
    """A plan that its owner lets one person read: the owner of an account with this address."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="shares")
    email = models.EmailField("e-mail address")
    may_comment = models.BooleanField(default=False)
    until = models.DateField(help_text="The last day.")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="When its owner stopped sharing."
    )
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty while the mail server has not taken the mail."
    )

    objects = PlanShareQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "plan",
                Lower("email"),
                condition=models.Q(ended_at__isnull=True),
                name="plan_shared_once_with_an_address",
                violation_error_message="The plan is shared with this address already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Sharing {self.pk}, of plan {self.plan_id}"

    def is_open_on(self, today: date) -> bool:
        return self.ended_at is None and self.until >= today

    @property
    def is_open(self) -> bool:
        return self.is_open_on(timezone.localdate())

    def is_with(self, user: User) -> bool:
        return user.is_active and self.email.casefold() == user.email.casefold()


class PlanLook(models.Model):
    """When they opened it, and how many lines it had then."""

    share = models.ForeignKey(PlanShare, on_delete=models.CASCADE, related_name="looks")
    at = models.DateTimeField(auto_now_add=True)
    lines = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Look {self.pk}, of sharing {self.share_id}"


class PlanComment(models.Model):
    """Their comment on a line. Only the plan's owner reads it; it is deleted with the line."""

    share = models.ForeignKey(PlanShare, on_delete=models.CASCADE, related_name="comments")
    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="When the owner of the plan had a mail."
    )

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"Comment {self.pk}, on line {self.item_id}"
