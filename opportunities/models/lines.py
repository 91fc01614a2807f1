"""The content of cells: opportunities, and where they are placed."""

from typing import ClassVar

from django.db import models

from opportunities.grid.vocabulary import Cost, ProviderTier
from opportunities.models.axes import Column, Stage
from opportunities.models.grid import KeyedRow


class Opportunity(KeyedRow):
    """One thing a person can do, with its sub-points. It may stand in many cells."""

    text = models.TextField()
    details = models.TextField(blank=True, help_text="Sub-points, one on a line.")
    link = models.URLField(max_length=500, blank=True)
    kinds = models.TextField(blank=True, help_text="Kinds of activity, one on a line.")
    contact = models.TextField(blank=True, help_text="Whom to ask.")
    cost = models.CharField(
        max_length=10, blank=True, choices=[(cost.value, cost.label) for cost in Cost]
    )
    cost_words = models.TextField(blank=True)
    when = models.TextField(blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="After this day it is past.")
    derived_from = models.UUIDField(
        null=True,
        blank=True,
        editable=False,
        help_text="The key of the line this one rewords in one place only.",
    )

    class Meta(KeyedRow.Meta):
        verbose_name_plural = "opportunities"

    def __str__(self) -> str:
        return self.text


class Placement(KeyedRow):
    """An opportunity in one cell, at its position there, with who provides it."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="placements")
    column = models.ForeignKey(Column, on_delete=models.CASCADE, related_name="placements")
    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="placements"
    )
    tier = models.CharField(
        max_length=20, choices=[(tier.value, tier.label) for tier in ProviderTier]
    )
    hidden = models.BooleanField(default=False)
    note = models.TextField(blank=True, help_text="A school’s own note: whom to ask, when, cost.")

    class Meta(KeyedRow.Meta):
        indexes: ClassVar = [models.Index(fields=["grid", "tier"], name="placement_by_tier")]

    def __str__(self) -> str:
        return f"{self.opportunity} ({self.stage})"
