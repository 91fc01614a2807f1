"""Background work: tasks of `django.tasks`, run by a worker if TASKS says so.

Without a worker, enqueuing a task runs it at once.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS, Task, TaskResultStatus, task_backends
from django.tasks.backends.immediate import ImmediateBackend
from django_tasks_db.models import DBTaskResult

OUTSIDE = "outside"
"""The queue of tasks that take time outside the database: mails, files. All others only write rows,
and commit together with the mark that they are done: however a worker ends, they run once or not at
all.
"""

NOW, SOON, LATER = 20, 10, -10
"""Priorities: somebody looks at a page for it, somebody waits for it, nobody does."""

AT_LEISURE = -20
"""The priority of what takes hours in all; a backlog of it is not a fault."""


class GivenUp(Exception):
    """Raised by a task for which retrying is useless."""


def has_worker() -> bool:
    """Return whether a worker runs tasks."""
    return not isinstance(task_backends[DEFAULT_TASK_BACKEND_ALIAS], ImmediateBackend)


def is_waiting(task: Task[..., Any]) -> bool:
    """Return whether a task of this kind is still pending."""
    unfinished = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    return DBTaskResult.objects.filter(task_path=task.module_path, status__in=unfinished).exists()


def once_committed(do: Callable[[], object]) -> None:
    """Run what sends or enqueues on behalf of the current transaction.

    With a worker this only writes rows: it runs now, and commits with the rest or not at all.
    Without one it runs after the commit; if it fails, the rest stands.
    """
    if has_worker():
        do()
    else:
        transaction.on_commit(do, robust=True)


def together() -> AbstractContextManager[object]:
    """Return a transaction for a mark and its mails, if mails are rows first."""
    return transaction.atomic() if has_worker() else nullcontext()


def claim[Row: Model](rows: QuerySet[Row], mark: str, now: datetime) -> QuerySet[Row]:
    """Set the field `mark` of these rows to `now`, where no other run was first; return the rows
    that are this run's.
    """
    keys = list(rows.values_list("pk", flat=True))
    there = rows.model._default_manager.filter(pk__in=keys)
    there.filter(**{mark: None}).update(**{mark: now})
    return there.filter(**{mark: now})
