"""Files that are brought in are read within the request, or by the worker where that takes longer.

Either way a process of its own reads them. For the worker the file is a row of the database until
it is read; the page of the import says how far it is.
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
"""Seconds that the request waits where there is a worker: most files are read by then."""

MOST_WAITING = 5
"""So many files of one organisation wait for the worker: each is in the database meanwhile."""


def begin(
    content: bytes,
    name: str,
    *,
    organisation: Organisation,
    by: User,
    framework: Framework | None = None,
    patience: float = PATIENCE,
) -> Import:
    """The import of this file: read, or being read where that takes longer than our patience.

    Raises CannotRead where that is known by then; nothing is written of it.
    """
    about: Any = {"organisation": organisation, "by": by, "framework": framework, "name": name}
    if not has_worker():
        return imports.start(**about, contents=child_process.read(content, name))
    try:
        contents = child_process.read(content, name, seconds=patience)
    except child_process.OutOfTime:
        return _left_to_worker(content, about)
    return imports.start(**about, contents=contents)


@transaction.atomic
def _left_to_worker(content: bytes, about: dict[str, Any]) -> Import:
    waiting = ImportFile.objects.filter(of__organisation=about["organisation"])
    if waiting.count() >= MOST_WAITING:
        raise CannotRead(child_process.BUSY)
    begun = imports.start(**about, contents=None)
    ImportFile.objects.create(of=begun, content=content)
    read_file.enqueue(begun.pk)
    return begun


@task(priority=NOW, queue_name=OUTSIDE)
def read_file(import_pk: int) -> None:
    """Read the file of this import. There is none where it was deleted, or was read."""
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


def take_up_again() -> int:
    """Leave files whose tasks are gone to the worker once more; return how many they are."""
    waiting = ImportFile.objects.order_by("pk").values_list("pk", flat=True)
    for import_pk in waiting:
        read_file.enqueue(import_pk)
    return len(waiting)
