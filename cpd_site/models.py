"""The people and the bodies they work for."""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from cpd_site.accounts.words import findable

DEMONSTRATION = "demonstration.example"
"""The domain of accounts that are only for trying the site. It exists nowhere."""


class UserManager(BaseUserManager["User"]):
    """Makes users, who are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """Someone with an account. Reading needs none."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=150, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once_in_any_case",
                violation_error_message="There is an account with this e-mail address already.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    @property
    def is_demonstration(self) -> bool:
        """Whether this is an account for trying the site, whose password is printed."""
        return self.email.endswith(f"@{DEMONSTRATION}")

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.get_full_name()


class Organisation(models.Model):
    """A local authority, a trust or a school; a school or trust may belong to another."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", "Local authority"
        TRUST = "trust", "Trust"
        SCHOOL = "school", "School"

    class Status(models.TextChoices):
        """What the national register says of a school; nothing of one that is not in it."""

        OPEN = "open", "Open"
        CLOSING = "closing", "Open, but proposed to close"
        PROPOSED = "proposed", "Proposed to open"
        CLOSED = "closed", "Closed"

    class Accent(models.TextChoices):
        """The colours a framework's pages may take; each has 4.5:1 or more with white."""

        PINE = "pine"
        NAVY = "navy"
        PLUM = "plum"
        CLARET = "claret"
        MOSS = "moss"
        SLATE = "slate"

    kind = models.CharField(max_length=20, choices=Kind)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(
        max_length=80, help_text="As people say it: “Lancashire” for Lancashire County Council."
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    accent = models.CharField(max_length=10, choices=Accent, default=Accent.PINE)

    # What the national register says: `manage.py import_schools` keeps it up.
    urn = models.PositiveIntegerField(
        "URN", null=True, blank=True, help_text="A school’s number in the national register."
    )
    la_code = models.CharField(
        "LA code", max_length=20, blank=True, help_text="An authority’s number in the register."
    )
    trust_code = models.CharField(
        max_length=20, blank=True, help_text="A trust’s number in the register."
    )
    authority = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="schools",
        help_text="In whose area a school is, also where it belongs to a trust.",
    )
    status = models.CharField(max_length=10, choices=Status, blank=True)
    phase = models.CharField(max_length=40, blank=True, help_text="“Primary”, for example.")
    postcode = models.CharField(max_length=8, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        indexes: ClassVar = [models.Index(fields=["name"], name="organisation_by_name")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["urn"],
                name="urn_of_one_organisation",
                violation_error_message="Another school has this URN.",
            ),
            models.UniqueConstraint(
                fields=["la_code"],
                condition=~models.Q(la_code=""),
                name="la_code_of_one_organisation",
                violation_error_message="Another authority has this LA code.",
            ),
            models.UniqueConstraint(
                fields=["trust_code"],
                condition=~models.Q(trust_code=""),
                name="trust_code_of_one_organisation",
                violation_error_message="Another trust has this code.",
            ),
            models.CheckConstraint(
                condition=(models.Q(urn__isnull=True) | models.Q(kind="school"))
                & (models.Q(la_code="") | models.Q(kind="authority"))
                & (models.Q(trust_code="") | models.Q(kind="trust")),
                name="code_of_the_right_kind",
                violation_error_message="A URN is a school’s, an LA code an authority’s, and a "
                "trust code a trust’s.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Also keeps it findable. Whoever writes in bulk sees to that themselves."""
        super().save(*args, **kwargs)
        OrganisationWords.objects.update_or_create(
            organisation=self, defaults={"words": self.findable}
        )

    @property
    def is_closed(self) -> bool:
        """Whether the national register says so. What it has here stays; nothing new begins."""
        return self.status == self.Status.CLOSED

    @property
    def findable(self) -> str:
        """The words by which it is found."""
        area = self.authority.short_name if self.authority else ""
        return findable(self.name, self.short_name, area, postcode=self.postcode, urn=self.urn)

    def clean(self) -> None:
        """Nothing belongs to itself, however far up."""
        above = self.parent
        while above is not None:
            if above.pk == self.pk:
                raise ValidationError({"parent": f"{above} belongs to {self}, not the other way."})
            above = above.parent


class OrganisationWords(models.Model):
    """The words by which an organisation is found: derived, and always there to be made anew.

    The database indexes them itself: SQLite in a full-text table that triggers keep (a migration
    that rebuilds this table has to make them again), PostgreSQL in a column.
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="words"
    )
    words = models.TextField()

    class Meta:
        verbose_name_plural = "organisation words"

    def __str__(self) -> str:
        return self.words


class Membership(models.Model):
    """A person in an organisation, and what they may do there."""

    class Role(models.TextChoices):
        READER = "reader"  # sees what is for members only
        EDITOR = "editor"  # changes drafts
        PUBLISHER = "publisher"  # also publishes and withdraws
        MANAGER = "manager"  # also invites and removes people

        def includes(self, other: "Membership.Role") -> bool:
            """Whether it lets do what `other` lets: each adds to the one before."""
            order = list(Membership.Role)
            return order.index(self) >= order.index(other)

        @property
        def may(self) -> str:
            """What it lets do, in words; each with what stands before it."""
            return {
                "reader": "sees what is for members only",
                "editor": "also changes drafts",
                "publisher": "also publishes and withdraws editions",
                "manager": "also invites and removes people",
            }[self.value]

        @property
        def with_article(self) -> str:
            """ "a reader", "an editor"."""
            article = "an" if self.label.startswith("E") else "a"
            return f"{article} {self.label.lower()}"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role, default=Role.READER)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                name="member_once_in_an_organisation",
                violation_error_message="This person is a member already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role} at {self.organisation}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Those neither accepted nor revoked. They may have expired: sending again renews them."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def by_token(self, token: str) -> "Invitation | None":
        """The invitation that this link is the last one of; None if there is none."""
        try:
            key, sending = Invitation.SIGNER.unsign_object(token)
        except (signing.BadSignature, ValueError):
            return None
        return self.filter(pk=key, sending=sending).select_related("organisation").first()


class Invitation(models.Model):
    """Someone asked by e-mail to join an organisation in a role.

    Its link is signed. Each sending renews it for a week and makes the links before it void.
    """

    SIGNER = signing.Signer(salt="cpd_site.Invitation")
    LASTS = timedelta(days=7)

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField("e-mail address")
    role = models.CharField(max_length=20, choices=Membership.Role, default=Membership.Role.READER)
    sending = models.PositiveSmallIntegerField(default=1, help_text="How many times it was sent.")
    sent_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty while the mail server has not taken it."
    )
    sent_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["email"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation_to_an_address",
                violation_error_message="This address is invited already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, to {self.organisation} as {self.role}"

    @property
    def token(self) -> str:
        """What its link ends in."""
        return self.SIGNER.sign_object([self.pk, self.sending])

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def closed_because(self) -> str:
        """Why it can no longer be accepted, in a sentence; empty while it can."""
        if self.accepted_at:
            return "This invitation has been accepted already."
        if self.revoked_at:
            return "This invitation was taken back."
        if self.has_expired:
            return "This invitation has expired."
        return ""
