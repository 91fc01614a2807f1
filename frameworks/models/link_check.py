"""The results of checking the links of lines, and what editors say about them."""

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models

from cpd_site.outgoing.links import LinkState
from frameworks.models.framework import Framework

LONGEST_ADDRESS = 500

DAYS_OF_FAILING = 3
"""On how many days a link has to fail before editors are told."""

HOLDS = timedelta(days=182)
"""For half a year an editor's own look overrides the program's."""


class LinkCheck(models.Model):
    """An address in a line, with the result of its last check."""

    url = models.URLField(max_length=LONGEST_ADDRESS, unique=True)
    state = models.CharField(
        max_length=20, choices=[(state.value, state.value) for state in LinkState]
    )
    moved_to = models.URLField(max_length=LONGEST_ADDRESS, blank=True)
    failed_days = models.PositiveSmallIntegerField(
        default=0, help_text="On how many days it failed since it worked last."
    )
    failed_on = models.DateField(null=True, blank=True, help_text="The last of these days.")
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.url}: {self.state}"

    @property
    def is_fault(self) -> bool:
        """Whether editors are told."""
        if self.state == LinkState.FAILING:
            return self.failed_days >= DAYS_OF_FAILING
        return self.state in {LinkState.MOVED, LinkState.GONE, LinkState.PRIVATE}


class LinkLook(models.Model):
    """The editors of a framework looked at a link themselves, and it works."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="link_looks")
    check_of = models.ForeignKey(LinkCheck, on_delete=models.CASCADE, related_name="looks")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["framework", "check_of"],
                name="link_look_once_in_a_framework",
                violation_error_message="It is noted already that this link works.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} saw on {self.on} that {self.check_of.url} works"

    def holds(self, today: date) -> bool:
        return today <= self.on + HOLDS
