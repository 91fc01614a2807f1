"""Requests for a role in a school: to look after it, or a smaller role."""

from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from cpd_site.models.membership import Membership
from cpd_site.models.organisation import Organisation
from cpd_site.models.user import User


class RoleRequestQuerySet(models.QuerySet["RoleRequest"]):
    def open(self) -> Self:
        """Filter those that await an answer."""
        return self.filter(answered_at__isnull=True)


class RoleRequest(models.Model):
    """A request to be a member of a school in a role, with its reason and answer."""

    REPORTED_FOR = timedelta(days=30)

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="role_requests"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_requests")
    role = models.CharField(max_length=20, choices=Membership.Role, default=Membership.Role.MANAGER)
    why = models.TextField(max_length=500)
    asked_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When those who answer had a mail."
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_accepted = models.BooleanField(default=False)
    reply = models.TextField(max_length=500, blank=True, help_text="A sentence for who asked.")

    objects = RoleRequestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=models.Q(answered_at__isnull=True),
                name="one_open_role_request_to_a_school",
                violation_error_message="You have asked there already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, as {self.role} at {self.organisation}"

    @property
    def is_reported(self) -> bool:
        """Whether the desk of the person who asked still shows the answer."""
        return self.answered_at is None or self.answered_at > timezone.now() - self.REPORTED_FOR

    @property
    def role_with_article(self) -> str:
        return Membership.Role(self.role).with_article
