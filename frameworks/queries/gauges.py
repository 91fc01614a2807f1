"""Gauges for monitoring that count rows of the database."""

from django.utils import timezone

from cpd_site.models import CommandRun, Letter
from cpd_site.operating import tasks
from cpd_site.serving.metrics import gauges
from frameworks.models import Edition, Event, Import


def publications() -> float:
    return Event.objects.filter(
        what__in=[Event.Verb.PUBLISHED, Event.Verb.PUBLISHED_IMPORTED]
    ).count()


def imports() -> float:
    return Import.objects.count()


def overdue() -> float:
    """Return the number of drafts whose date for publishing has passed."""
    return Edition.objects.filter(status=Edition.Status.DRAFT, due_at__lt=timezone.now()).count()


def seconds_since_cron() -> float:
    """Return the seconds since a command for cron began; infinite if none ever did."""
    last = CommandRun.objects.order_by("-started_at").values_list("started_at", flat=True).first()
    return (timezone.now() - last).total_seconds() if last else float("inf")


def letters_failing() -> float:
    return Letter.objects.exclude(failed="").count()


gauges.update(
    cpd_publications=("Editions ever published", publications),
    cpd_imports=("Files brought in and not deleted yet", imports),
    cpd_overdue_publications=("Drafts whose day to be published is over", overdue),
    cpd_tasks_waiting=("Tasks that the worker could do now", lambda: tasks.queue().waiting),
    cpd_tasks_oldest_seconds=("For how long the oldest waits", lambda: tasks.queue().seconds),
    cpd_tasks_failed=("Tasks that were given up", lambda: tasks.queue().failed),
    cpd_letters_sent_last_hour=("Mails that the worker sent within an hour", tasks.mails_sent),
    cpd_letters_waiting=("Mails that wait for the worker", Letter.objects.count),
    cpd_letters_failing=("Mails that could not be sent when last tried", letters_failing),
    cpd_seconds_since_cron=("Since a command for cron began", seconds_since_cron),
)
