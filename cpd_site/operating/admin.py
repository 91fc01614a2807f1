"""What the worker has to do, in Django's admin: to look at, and to try again."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.tasks import TaskResultStatus

from cpd_site.accounts.admin import ReadOnlyAdmin
from cpd_site.models import Letter, WaitingTask
from cpd_site.operating import tasks


@admin.register(WaitingTask)
class WaitingTaskAdmin(ReadOnlyAdmin):
    list_display = ("task_name", "status", "enqueued_at", "started_at", "run_after", "args_kwargs")
    list_filter = ("status", "queue_name")
    fields = (
        *("task_path", "status", "args_kwargs", "enqueued_at", "started_at", "finished_at"),
        *("run_after", "worker_ids", "exception_class_path", "traceback"),
    )
    actions = ("try_again",)

    @admin.action(description="Try again what failed")
    def try_again(self, request: HttpRequest, chosen: QuerySet[WaitingTask]) -> None:
        count = tasks.put_back(chosen.filter(status=TaskResultStatus.FAILED))
        messages.success(request, f"{count} will be tried again.")


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """Mails that wait, without their words: those are for whom they are to."""

    list_display = ("to", "written_at", "failed")
    fields = ("to", "written_at", "failed")
