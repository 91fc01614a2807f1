"""The version of what readers see."""

from django.db import models


class SiteVersion(models.Model):
    """One row: a number that changes with everything that readers without an account see."""

    number = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.number)
