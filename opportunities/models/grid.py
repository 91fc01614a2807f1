"""The grid and the abstract row: every row belongs to a grid and is locked with it.

A locked grid never changes. Actions check this first; the models enforce it for every way of
writing in the ORM: save, delete, update, and the bulk calls.
"""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models


class GridLocked(Exception):
    """Raised when somebody tries to write a row of a locked grid."""

    def __init__(self) -> None:
        super().__init__("This grid belongs to a published edition, which never changes.")


class GridQuerySet(models.QuerySet["Grid"]):
    def locked(self) -> Self:
        return self.filter(locked_at__isnull=False)

    def update(self, **values: Any) -> int:
        if self.locked().exists():
            raise GridLocked
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        if self.locked().exists():
            raise GridLocked
        return super().delete()

    def count_change(self) -> None:
        """Count one more change of these open grids."""
        opened = self.filter(locked_at__isnull=True)
        super(GridQuerySet, opened).update(revision=models.F("revision") + 1)


class Grid(models.Model):
    """The content of one edition: stages, columns, opportunities and where they are placed."""

    locked_at = models.DateTimeField(null=True, blank=True, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    """The number of changes of its content: for an open grid, what a page of it shows."""

    objects = GridQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="grid_locked_with_fingerprint",
                condition=models.Q(locked_at__isnull=True) | ~models.Q(fingerprint=""),
                violation_error_message="A locked grid keeps the fingerprint of its content.",
            ),
        ]

    def __str__(self) -> str:
        return f"Grid {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and Grid.objects.locked().filter(pk=self.pk).exists():
            raise GridLocked
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if Grid.objects.locked().filter(pk=self.pk).exists():
            raise GridLocked
        return super().delete(*args, **kwargs)

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None


class GridRowQuerySet[Row: "GridRow"](models.QuerySet[Row]):
    def in_locked_grids(self) -> Self:
        return self.filter(grid__locked_at__isnull=False)

    def update(self, **values: Any) -> int:
        target = values.get("grid", values.get("grid_id"))
        if self.in_locked_grids().exists() or (target and _any_locked([target])):
            raise GridLocked
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        if self.in_locked_grids().exists():
            raise GridLocked
        return super().delete()

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        rows = list(objs)
        if rows and _any_locked({row.grid_id for row in rows}):
            raise GridLocked
        return super().bulk_create(rows, *args, **kwargs)


def _any_locked(grids: Iterable[Any]) -> bool:
    keys = [getattr(grid, "pk", grid) for grid in grids]
    return Grid.objects.locked().filter(pk__in=keys).exists()


class GridRow(models.Model):
    """A row of a grid. Abstract; writing one of a locked grid raises `GridLocked`."""

    grid = models.ForeignKey(Grid, on_delete=models.CASCADE)
    version = models.PositiveIntegerField(
        default=1, editable=False, help_text="In a draft, a save of an older version is stale."
    )

    objects: ClassVar[GridRowQuerySet[Any]] = GridRowQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._refuse_if_locked()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._refuse_if_locked()
        return super().delete(*args, **kwargs)

    def _refuse_if_locked(self) -> None:
        stored = type(self).objects.in_locked_grids().filter(pk=self.pk)
        if _any_locked([self.grid_id]) or (self.pk and stored.exists()):
            raise GridLocked


class KeyedRow(GridRow):
    """A row with a permanent key, which every copy of the grid keeps, and a position."""

    key = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["grid", "key"],
                name="%(class)s_key_once_in_a_grid",
                violation_error_message="This grid already has a row with this key.",
            ),
        ]
