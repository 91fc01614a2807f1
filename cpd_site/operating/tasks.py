"""Run tasks that wait in the database, retry failed ones, and report the state of the queue."""

import logging
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from traceback import format_exception

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult, get_date_max

from cpd_site.models import Letter
from cpd_site.serving.background import AT_LEISURE, OUTSIDE, GivenUp
from cpd_site.serving.sending import send_letter

log = logging.getLogger(__name__)

LONGEST_WAIT = timedelta(hours=1)
TRIED_FOR = timedelta(days=3)
"""A failed task is retried after a minute, two, four, and so on up to LONGEST_WAIT, for so long
after it was enqueued. Then it stays failed until somebody restarts it in the admin.
"""

LONGEST_RUN = timedelta(hours=1)
"""No task of ours takes so long: its worker is gone."""

KEPT_DONE, KEPT_FAILED = timedelta(days=1), timedelta(days=30)


class Worker(db_worker.Worker):
    """Runs one task after the other. When told to stop, it finishes its current one.

    If it is killed, its task stays marked as running; it resumes that when it starts again under
    the same name.
    """

    def run(self) -> None:
        running = DBTaskResult.objects.running()
        ours = [row.pk for row in running if row.worker_ids[-1] == self.worker_id]
        long_ago = Q(started_at__lt=timezone.now() - LONGEST_RUN)
        requeue(running.filter(Q(pk__in=ours) | long_ago))
        super().run()

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run a task. One that only writes rows commits together with the mark that it is done."""
        row, self.running_task = db_task_result, True
        try:
            with nullcontext() if row.queue_name == OUTSIDE else transaction.atomic():
                task = row.task_result
                row.set_successful(row.task.call(*task.args, **task.kwargs))
        except Exception as error:
            _failed(row, error)
        finally:
            self.running_task = False
            self._run_tasks += 1


def _failed(row: DBTaskResult, error: Exception) -> None:
    """Put the task back for a retry; leave it if that is useless, or was tried for long enough."""
    now, tries = timezone.now(), len(row.worker_ids)
    is_last = isinstance(error, GivenUp) or now > row.enqueued_at + TRIED_FOR
    row.status = TaskResultStatus.FAILED if is_last else TaskResultStatus.READY
    row.run_after = now + min(timedelta(minutes=2 ** min(tries - 1, 10)), LONGEST_WAIT)
    row.finished_at = now if is_last else None
    row.return_value = None
    row.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
    row.traceback = "".join(format_exception(error))
    row.save()
    if is_last:
        log.error("Task %s (%s) failed, and is given up", row.id, row.task_name, exc_info=error)
    else:
        log.info("Task %s (%s) failed, and is tried again", row.id, row.task_name)


def requeue(rows: QuerySet[DBTaskResult]) -> int:
    """Make these tasks run as if they had been enqueued now; return how many."""
    now = timezone.now()
    return rows.update(
        status=TaskResultStatus.READY, enqueued_at=now, run_after=now, finished_at=None
    )


def delete_pending() -> int:
    """Delete pending tasks, mails too; return how many."""
    rows = DBTaskResult.objects.filter(
        status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    )
    return rows.delete()[0] + Letter.objects.all().delete()[0]


@dataclass(frozen=True)
class Queue:
    """The state of the queue: how many tasks are ready and since when, how many run for too long,
    and how many have failed for good. Leisurely tasks do not count as ready.
    """

    waiting: int
    since: datetime | None
    stuck: int
    failed: int

    @property
    def seconds(self) -> float:
        """How long the oldest has waited."""
        return (timezone.now() - self.since).total_seconds() if self.since else 0


def queue() -> Queue:
    """Read it, in one query."""
    now = timezone.now()
    ready = Q(status=TaskResultStatus.READY, priority__gt=AT_LEISURE)
    at_once = ready & Q(run_after=get_date_max())
    due = ready & Q(run_after__lte=now)
    found = DBTaskResult.objects.aggregate(
        waiting=Count("pk", filter=at_once | due),
        enqueued=Min("enqueued_at", filter=at_once),
        due=Min("run_after", filter=due),
        stuck=Count(
            "pk", filter=Q(status=TaskResultStatus.RUNNING, started_at__lt=now - LONGEST_RUN)
        ),
        failed=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
    )
    since = min(filter(None, (found["enqueued"], found["due"])), default=None)
    return Queue(found["waiting"], since, found["stuck"], found["failed"])


def mails_sent() -> int:
    """Return how many mails the worker sent within the last hour."""
    since = timezone.now() - timedelta(hours=1)
    sent = DBTaskResult.objects.filter(
        task_path=send_letter.module_path, status=TaskResultStatus.SUCCESSFUL
    )
    return sent.filter(finished_at__gte=since).count()


def done_long_ago() -> QuerySet[DBTaskResult]:
    """Return finished tasks that are old enough to delete."""
    now = timezone.now()
    return DBTaskResult.objects.filter(
        Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEPT_DONE)
        | Q(status=TaskResultStatus.FAILED, finished_at__lt=now - KEPT_FAILED)
    )
