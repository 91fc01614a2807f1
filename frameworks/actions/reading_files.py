"""Read imported files: within the request, or by the worker if that takes longer.

Either way a child process reads them. For the worker the file is a row of the database until it is
read; the page of the import shows how far it is.
"""

from typing import Any

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from cpd_site.models import Organisation, User
from cpd_site.serving.background import NOW, OUTSIDE, has_worker
from frameworks.actions import imports
from frameworks.models import Framework, Import, ImportFile
from opportunities.exchange.reading import child_process
from opportunities.exchange.reading.tables import CannotRead, FileContents

PATIENCE = 2.0
"""Seconds that the request waits if there is a worker: most files are read by then."""

MOST_WAITING = 5
"""Files of one organisation that may wait for the worker, each in the database meanwhile."""


def begin(
    content: bytes,
    name: str,
    *,
    organisation: Organisation,
    by: User,
    framework: Framework | None = None,
    patience: float = PATIENCE,
) -> Import:
    """Create the import of this file: read, or left to the worker after `patience` seconds.

    Raises CannotRead if the file turns out unreadable within that time; nothing is stored then.
    """
    about: Any = {"organisation": organisation, "by": by, "framework": framework, "name": name}
    if not has_worker():
        return imports.start(**about, contents=child_process.read(content, name))
    try:
        contents = child_process.read(content, name, seconds=patience)
    except child_process.OutOfTime:
        return _leave_to_worker(content, about)
    return imports.start(**about, contents=contents)


@transaction.atomic
def _leave_to_worker(content: bytes, about: dict[str, Any]) -> Import:
    waiting = ImportFile.objects.filter(of__organisation=about["organisation"])
    if waiting.count() >= MOST_WAITING:
        raise CannotRead(child_process.BUSY)
    begun = imports.start(**about, contents=None)
    ImportFile.objects.create(of=begun, content=content)
    read_file.enqueue(begun.pk)
    return begun


@task(priority=NOW, queue_name=OUTSIDE)
def read_file(import_pk: int) -> None:
    """Read the file of this import. Does nothing if it was deleted or read meanwhile."""
    waiting = ImportFile.objects.select_related("of__framework").filter(pk=import_pk).first()
    if waiting is None:
        return
    waiting.began_at = timezone.now()
    waiting.save(update_fields=["began_at"])
    try:
        found: FileContents | str = child_process.read(bytes(waiting.content), waiting.of.name)
    except CannotRead as refusal:
        found = str(refusal)
    imports.finish_reading(of=waiting.of, found=found)


def requeue() -> int:
    """Enqueue every file that is still to be read, in case its task is gone; return how many."""
    waiting = ImportFile.objects.order_by("pk").values_list("pk", flat=True)
    for import_pk in waiting:
        read_file.enqueue(import_pk)
    return len(waiting)
