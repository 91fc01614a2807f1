"""Marks of a cell: it carries lines on from above, or prints a heading of its own."""

from typing import ClassVar

from django.db import models

from opportunities.grid.vocabulary import ContinuationWord
from opportunities.models.axes import Column, Stage
from opportunities.models.grid import GridRow


class CellMark(GridRow):
    """A property of one cell. Abstract; a cell has at most one of a kind."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE)
    column = models.ForeignKey(Column, on_delete=models.CASCADE)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stage", "column"],
                name="%(class)s_once_in_a_cell",
                violation_error_message="This cell already has one.",
            ),
        ]


class Continuation(CellMark):
    """A cell's printed "PLUS" or "As above": the cells above it in its column carry on here."""

    word = models.CharField(
        max_length=10, choices=[(word.value, word.value) for word in ContinuationWord]
    )

    def __str__(self) -> str:
        return self.word


class PrintedHeading(CellMark):
    """The heading that this stage's own table prints over the column, if it differs."""

    text = models.CharField(max_length=250)

    def __str__(self) -> str:
        return self.text
