"""The two sides of a grid: stages down, columns along."""

from typing import ClassVar

from django.db import models

from opportunities.grid.vocabulary import Group, ProviderTier, StageFamily
from opportunities.models.grid import KeyedRow


class Stage(KeyedRow):
    """A role or career stage, as its framework names it."""

    slug = models.SlugField(
        max_length=80, help_text="Its address in the framework; kept when the stage is renamed."
    )
    name = models.CharField(max_length=250)
    group = models.CharField(max_length=20, choices=[(group.value, group.label) for group in Group])
    family = models.CharField(
        max_length=40, choices=[(family.value, family.label) for family in StageFamily]
    )
    roles = models.TextField(
        blank=True,
        help_text="Example roles and leadership stages printed under the name, one on a line.",
    )
    standards = models.TextField(blank=True, help_text="Linked standards, one on a line.")
    summary = models.TextField(blank=True, help_text="The role in a few words of ours.")
    hidden = models.BooleanField(default=False)

    class Meta(KeyedRow.Meta):
        constraints: ClassVar = [
            *KeyedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["grid", "slug"],
                name="stage_address_once_in_a_grid",
                violation_error_message="Another stage of this framework has this address.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Column(KeyedRow):
    """A heading along the top, as printed."""

    heading = models.CharField(max_length=250)
    tier = models.CharField(
        max_length=20,
        blank=True,
        choices=[(tier.value, tier.label) for tier in ProviderTier],
        help_text="Who provides what stands here; empty where the column mixes providers.",
    )
    hidden = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.heading
