"""The tasks of the worker in Django's admin, to view and to try again."""

from datetime import datetime

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.tasks import TaskResultStatus
from django_tasks_db.models import get_date_max

from cpd_site.accounts.admin import ReadOnlyAdmin
from cpd_site.models import Letter, WaitingTask
from cpd_site.operating import tasks


@admin.register(WaitingTask)
class WaitingTaskAdmin(ReadOnlyAdmin):
    list_display = ("what", "status", "enqueued_at", "due", "tries", "failed_with")
    list_filter = ("status", "queue_name")
    fields = (
        *("task_path", "status", "args_kwargs", "enqueued_at", "started_at", "finished_at"),
        *("run_after", "worker_ids", "exception_class_path", "traceback"),
    )
    actions = ("try_again",)

    @admin.display(description="task", ordering="task_path")
    def what(self, row: WaitingTask) -> str:
        arguments = " ".join(map(str, row.args_kwargs["args"]))
        return f"{row.task_name.replace('_', ' ')} {arguments}".strip()

    @admin.display(description="due", ordering="run_after")
    def due(self, row: WaitingTask) -> datetime | str:
        return "at once" if row.run_after == get_date_max() else row.run_after

    @admin.display(description="tries")
    def tries(self, row: WaitingTask) -> int:
        return len(row.worker_ids)

    @admin.display(description="failed with")
    def failed_with(self, row: WaitingTask) -> str:
        return row.exception_class_path.rpartition(".")[2]

    @admin.action(description="Try again what failed")
    def try_again(self, request: HttpRequest, chosen: QuerySet[WaitingTask]) -> None:
        count = tasks.requeue(chosen.filter(status=TaskResultStatus.FAILED))
        messages.success(request, f"{count} will be tried again.")


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """Pending mails, without their words: those are for the recipients."""

    list_display = ("to", "written_at", "failed")
    fields = ("to", "written_at", "failed")
