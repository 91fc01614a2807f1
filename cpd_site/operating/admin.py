"""The tasks of the worker in Django's admin, to view and to try again."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.tasks import TaskResultStatus
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django_tasks_db.models import get_date_max

from cpd_site.accounts.admin import ReadOnlyAdmin
from cpd_site.models import Letter, WaitingTask
from cpd_site.operating import tasks


@admin.register(WaitingTask)
class WaitingTaskAdmin(ReadOnlyAdmin):
    list_display = ("what", "status", "enqueued_at", "due", "tries", "failed_with")
    list_filter = ("status", "queue_name")
    fields = (
        *("what", "status", "enqueued_at", "started_at", "finished_at", "due", "tries"),
        *("task_path", "failed_with", "traceback"),
    )
    actions = ("try_again",)

    @admin.display(description="task", ordering="task_path")
    def what(self, row: WaitingTask) -> str:
        return str(row)

    @admin.display(description="due", ordering="run_after")
    def due(self, row: WaitingTask) -> str:
        if row.run_after == get_date_max():
            return "at once"
        return date_format(localtime(row.run_after), "DATETIME_FORMAT")

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

    list_display = ("to", "written_at", "why_not")
    fields = ("to", "written_at", "why_not")

    @admin.display(description="why it has not gone", ordering="failed")
    def why_not(self, row: Letter) -> str:
        return row.failed or "It was not tried yet."
