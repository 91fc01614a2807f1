"""A stamp of all that readers see."""

from django.db import models


class Shown(models.Model):
    """One row. Its stamp changes with every publication, so that finished pages know their age."""

    stamp = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"What readers see, {self.stamp}"
