"""Commands that a timer starts: each records when it ran, so that `doctor` can check."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand
from django.utils import timezone

from cpd_site.models import CommandRun


class ScheduledCommand(BaseCommand):
    """A command for cron. `every` is its interval."""

    every: timedelta

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run it as Django does, and record when it began and how it ended."""
        run, _ = CommandRun.objects.update_or_create(
            command=name_of(self),
            defaults={"started_at": timezone.now(), "ended_at": None, "failed": ""},
        )
        try:
            output = super().execute(*args, **options)
        except BaseException as error:
            run.failed = f"{type(error).__name__}: {error}"
            raise
        finally:
            run.ended_at = timezone.now()
            run.save(update_fields=["ended_at", "failed"])
        return output


def scheduled() -> Iterator[ScheduledCommand]:
    """Yield every timed command of the site, by name."""
    for name, app in sorted(get_commands().items()):
        if isinstance(app, str) and app.partition(".")[0] in ("cpd_site", "frameworks"):
            command = load_command_class(app, name)
            if isinstance(command, ScheduledCommand):
                yield command


def name_of(command: BaseCommand) -> str:
    """Return the name of a command for `manage.py`: that of its module."""
    return type(command).__module__.rpartition(".")[2]
