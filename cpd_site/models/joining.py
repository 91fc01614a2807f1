"""Ways into an organisation that are open to more than one person."""

from base64 import b32encode
from datetime import timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from cpd_site.models.organisation import Organisation
from cpd_site.models.user import User

LONGEST_KEY = 19
"""Digits: a longer key would not fit the column."""


def _token(key: int, secret: str) -> str:
    """Return the key and eighty bits of its signature."""
    signature = salted_hmac("cpd_site.JoinLink", str(key), secret, algorithm="sha256").digest()
    return f"{key}-{b32encode(signature[:10]).decode().lower()}"


class JoinLinkQuerySet(models.QuerySet["JoinLink"]):
    def by_token(self, token: str) -> "JoinLink | None":
        """Return the link with this token, open or not; None if we never made one."""
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
    """A link by which a limited number of people join an organisation as readers until a day.

    Its token is signed and stored nowhere: reading the database reveals no working link. It is
    short, since people type it from a poster.
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
        """The last part of its address."""
        return _token(self.pk, settings.SECRET_KEY)

    @property
    def closed_because(self) -> str:
        """Why nobody can join by it any more, for its makers; empty while they can."""
        if self.revoked_at:
            return "Taken back."
        if self.ends_on < timezone.localdate():
            return "Its last day is over."
        if self.used >= self.most:
            return "As many people have joined by it as may."
        return ""


class MailDomainQuerySet(models.QuerySet["MailDomain"]):
    def proved(self) -> Self:
        """Filter the domains that admit people."""
        return self.filter(proved_at__isnull=False, revoked_at__isnull=True)

    def at(self, email: str) -> "MailDomain | None":
        """Return the domain of this address, if it admits people somewhere."""
        domain = email.lower().rpartition("@")[2]
        return self.proved().filter(domain=domain).select_related("organisation").first()


class MailDomain(models.Model):
    """A mail domain of an organisation: people who prove an address at it become readers there.

    It admits nobody before somebody has entered the code that was mailed to an address at it.
    """

    CODE_LENGTH = 6
    CODE_LASTS = timedelta(days=1)
    MOST_TRIES = 5

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="mail_domains"
    )
    domain = models.CharField(max_length=253, help_text="In small letters: “elm.sch.uk”.")
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_to = models.EmailField(
        blank=True, help_text="The address at it that the code was mailed to, while it is awaited."
    )
    sent_at = models.DateTimeField(null=True, help_text="Empty where the mail did not go.")
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Wrong codes since it was sent.")
    proved_at = models.DateTimeField(null=True, blank=True)
    proved_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = MailDomainQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["domain", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["domain"],
                condition=models.Q(proved_at__isnull=False, revoked_at__isnull=True),
                name="mail_domain_of_one_organisation",
                violation_error_message="This domain lets people into another organisation.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "domain"],
                condition=models.Q(revoked_at__isnull=True),
                name="mail_domain_once_in_an_organisation",
                violation_error_message="This domain is here already.",
            ),
        ]

    def __str__(self) -> str:
        return f"@{self.domain}, of {self.organisation}"

    @property
    def why_not(self) -> str:
        """Why the last code was refused, in a sentence."""
        if not self._is_code_good:
            return "This code is no longer good. Let another one be sent."
        return "This is not the code that we sent. Look at it again."

    @property
    def _is_code_good(self) -> bool:
        """Whether the mailed code can still be used."""
        if self.sent_at is None or self.tries >= self.MOST_TRIES:
            return False
        return timezone.now() < self.sent_at + self.CODE_LASTS

    def new_code(self, code: str, email: str) -> None:
        """Save this as the only valid code, mailed to this address."""
        self.sent_to, self.sent_at = email, timezone.now()
        self.tries, self.code_hash = 0, self._hash(code)
        self.save()

    def try_code(self, code: str) -> bool:
        """Return whether this is the code; count a wrong one."""
        right = self._is_code_good and constant_time_compare(self._hash(code), self.code_hash)
        if not right:
            self.tries = min(self.tries + 1, self.MOST_TRIES)
            self.save(update_fields=["tries"])
        return right

    def _hash(self, code: str) -> str:
        """Hash a code, in any case and with spaces."""
        typed = "".join(code.split()).upper()
        what = f"{self.organisation_id}:{self.domain}:{typed}"
        return salted_hmac("cpd_site.MailDomain", what, algorithm="sha256").hexdigest()
