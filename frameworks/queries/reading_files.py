"""How far the worker is with a file that is brought in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from frameworks.models import Import, ImportFile

USUAL = timedelta(minutes=3)
"""What waits for longer waits for something unusual, such as a worker that is started anew."""


@dataclass(frozen=True)
class Progress:
    """How many files come `before` this one; since when it is read (None: it waits)."""

    before: int
    began_at: datetime | None
    is_late: bool

    @property
    def seconds(self) -> int:
        """For how long it is read."""
        return int((timezone.now() - self.began_at).total_seconds()) if self.began_at else 0


def progress_of(stored: Import) -> Progress | None:
    """Of an import that is being read; None where nobody reads it any more."""
    waiting = ImportFile.objects.filter(of=stored).values_list("began_at", flat=True)
    if not waiting:
        return None
    before = ImportFile.objects.filter(pk__lt=stored.pk).count()
    return Progress(before, waiting[0], stored.started_at < timezone.now() - USUAL)
