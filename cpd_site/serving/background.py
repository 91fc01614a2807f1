"""Work in the background: tasks of `django.tasks`, which a worker does where TASKS says so.

Without a worker a task is done at once, by whoever enqueues it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import transaction
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS, Task, TaskResultStatus, task_backends
from django.tasks.backends.immediate import ImmediateBackend
from django_tasks_db.models import DBTaskResult

OUTSIDE = "outside"
"""The queue of tasks that take their time outside of the database: mails, files. All others only
write rows, in one transaction with the note that they are done: whatever stops a worker, they are
done once or not at all."""

NOW, SOON, LATER = 20, 10, -10
"""Priorities: what somebody looks at a page for, what somebody waits for, and what nobody does."""

AT_LEISURE = -20
"""The priority of what takes hours in all: that it waits is no fault."""


class GivenUp(Exception):
    """Raised by a task that would fail again however often it is tried."""


def has_worker() -> bool:
    """Whether there is a background to work in."""
    return not isinstance(task_backends[DEFAULT_TASK_BACKEND_ALIAS], ImmediateBackend)


def is_waiting(task: Task[..., Any]) -> bool:
    """Whether one of this kind is still to be done."""
    unfinished = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    return DBTaskResult.objects.filter(task_path=task.module_path, status__in=unfinished).exists()


def once_committed(do: Callable[[], object]) -> None:
    """Do what sends or enqueues, for a transaction that is not done yet.

    With a worker that writes rows only: it is done now, and is committed with the rest or not at
    all. Without one it is done after the commit; where it fails, the rest stands.
    """
    if has_worker():
        do()
    else:
        transaction.on_commit(do, robust=True)


def together() -> AbstractContextManager[object]:
    """Commit a mark and the mails it stands for together, where mails are rows at first."""
    return transaction.atomic() if has_worker() else nullcontext()
