"""When timed commands ran, and what waits for the worker."""

from django.db import models
from django.utils.timezone import localtime
from django_tasks_db.models import DBTaskResult


class CommandRun(models.Model):
    """The last run of a command that cron or a timer starts."""

    command = models.CharField(max_length=60, unique=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(
        null=True, help_text="Empty while it runs, or where it was killed."
    )
    failed = models.TextField(blank=True, help_text="The error that ended it, if one did.")

    def __str__(self) -> str:
        return f"{self.command}, {localtime(self.started_at):%-d %B %Y %H:%M}"


class WaitingTask(DBTaskResult):
    """A task of the worker, for the admin. Its arguments are keys, never people's words."""

    class Meta:
        proxy = True
        verbose_name = "task"
        ordering = ("-enqueued_at",)

    def __str__(self) -> str:
        arguments = " ".join(map(str, self.args_kwargs["args"]))
        name = self.task_path.rpartition(".")[2].replace("_", " ")
        return f"{name} {arguments}".strip()
