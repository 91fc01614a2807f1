"""How far the worker is with an imported file."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from frameworks.models import Import, ImportFile

USUAL = timedelta(minutes=3)
"""A file that takes longer is late, as when the worker is restarted."""


@dataclass(frozen=True)
class Progress:
    """The number of files `before` this one, and when reading it began; None if it waits."""

    before: int
    began_at: datetime | None
    is_late: bool

    @property
    def seconds(self) -> int:
        """Seconds since reading began."""
        return int((timezone.now() - self.began_at).total_seconds()) if self.began_at else 0


def progress_of(stored: Import) -> Progress | None:
    """Return the progress of an import; None if its file is read or gone."""
    waiting = ImportFile.objects.filter(of=stored).values_list("began_at", flat=True)
    if not waiting:
        return None
    before = ImportFile.objects.filter(pk__lt=stored.pk).count()
    return Progress(before, waiting[0], stored.started_at < timezone.now() - USUAL)
