"""The people and the bodies they work for."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower


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

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


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
