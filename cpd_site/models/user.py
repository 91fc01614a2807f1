"""People with an account, identified by their e-mail address."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower

DEMONSTRATION = "demonstration.example"
"""The domain of accounts that are only for trying the site. It does not exist."""

FORMER_MEMBER = "a former member"
NO_ADDRESS = "former-member@account.invalid"
"""Replaces the address of somebody who is forgotten. Nobody can ever own it."""


class UserManager(BaseUserManager["User"]):
    """Makes users, who are identified by their e-mail address, in small letters as allauth looks it
    up: with others nobody could sign in.
    """

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return (email or "").lower()

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def former_member(self) -> "User":
        """Return the user who stands for everybody who is forgotten; nobody can sign in as them."""
        fields = {"name": FORMER_MEMBER, "is_active": False, "password": "!"}
        return self.get_or_create(email=NO_ADDRESS, defaults=fields)[0]


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
        """Whether this account is for trying the site, with a password that is printed."""
        return self.email.endswith(f"@{DEMONSTRATION}")

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.get_full_name()
