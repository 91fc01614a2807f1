"""Ways into an organisation that are open to more than one person."""

from base64 import b32encode
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from cpd_site.models.organisation import Organisation
from cpd_site.models.user import User

LONGEST_KEY = 19
"""Digits: more would not fit into the database."""


def _token(key: int, secret: str) -> str:
    """The key and eighty bits of its signature."""
    signature = salted_hmac("cpd_site.JoinLink", str(key), secret, algorithm="sha256").digest()
    return f"{key}-{b32encode(signature[:10]).decode().lower()}"


class JoinLinkQuerySet(models.QuerySet["JoinLink"]):
    def by_token(self, token: str) -> "JoinLink | None":
        """The link that ends in this, open or not; None if we never made one."""
        key = token.partition("-")[0]
        if not (key.isascii() and key.isdigit() and len(key) < LONGEST_KEY):
            return None
        secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        if not any(
            constant_time_compare(token.lower(), _token(int(key), secret)) for secret in secrets
        ):
            return None
        return self.filter(pk=key).select_related("organisation").first()


class JoinLink(models.Model):
    """A link by which people join an organisation as readers, until a day and so many of them.

    Its token is signed, and kept nowhere: who reads the database learns no link that works. It
    is short, since people type it from a poster.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="join_links"
    )
    name = models.CharField(max_length=60, help_text="To tell it from others: “Staff room”.")
    ends_on = models.DateField(help_text="The last day on which it works.")
    most = models.PositiveSmallIntegerField(help_text="How many people may join by it.")
    used = models.PositiveSmallIntegerField(default=0, help_text="How many have, also who left.")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = JoinLinkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(used__lte=models.F("most")),
                name="join_link_used_no_more_than_it_may_be",
                violation_error_message="As many people have joined by it as may.",
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.name}”, to {self.organisation}"

    @property
    def token(self) -> str:
        """What it ends in."""
        return _token(self.pk, settings.SECRET_KEY)

    @property
    def closed_because(self) -> str:
        """Why nobody can join by it any more, for those who made it; empty while they can."""
        if self.revoked_at:
            return "Taken back."
        if self.ends_on < timezone.localdate():
            return "Its last day is over."
        if self.used >= self.most:
            return "As many people have joined by it as may."
        return ""
