"""The versions of what readers see."""

from django.db import models


class SiteVersion(models.Model):
    """One row. `number` changes with everything that any reader sees, `public` only with what
    people without an account see, and so not when a school publishes to its members.
    """

    number = models.BigIntegerField()
    public = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.number)
