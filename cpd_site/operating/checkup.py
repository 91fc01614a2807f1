"""The checks of `manage.py doctor`; `/readyz` runs the cheap ones.

A check returns a Finding. One that raises counts as a fault: see `findings`.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import WARNING, run_checks
from django.core.mail import mailers
from django.core.mail.backends.smtp import EmailBackend
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.timesince import timesince

from cpd_site.models import CommandRun
from cpd_site.operating import tasks
from cpd_site.operating.known_faults import known_fault
from cpd_site.operating.scheduled import ScheduledCommand, name_of, scheduled
from cpd_site.serving import health, replica
from cpd_site.serving.background import has_worker

NO_SENDER = "no-reply@localhost"
"""The default of MAIL_FROM."""

LEAST_FREE = 1_000_000_000
"""Bytes free on a disk: with less, an upgrade or a backup may not fit."""

LONGEST_QUEUE = timedelta(minutes=5)
"""The longest that the oldest task may wait for the worker."""

FARTHEST_CLOCKS = 5.0
"""The largest difference, in seconds, between our clock and the database server's."""

FARTHEST_BEHIND = 60.0
"""The most seconds that a replica may lag behind its primary."""


@dataclass(frozen=True)
class CheckResult:
    """The result of a check in words; `remedy` says what to do, and is empty if all is well."""

    description: str
    remedy: str = ""

    @property
    def is_fault(self) -> bool:
        return bool(self.remedy)


type SiteCheck = Callable[[], CheckResult]


def findings(
    checks: Mapping[str, SiteCheck], *, for_strangers: bool = False
) -> Iterator[tuple[str, CheckResult]]:
    """Yield the finding of each check by name, as soon as it has run. Strangers are not told the
    text of an error, which may name a server and its user.
    """
    for name, check in checks.items():
        try:
            found = check()
        except Exception as error:  # whatever is broken is what we look for
            kind = type(error).__name__
            if for_strangers:
                found = CheckResult(kind, "manage.py doctor says more")
            elif known := known_fault(error):
                found = CheckResult(*known)
            else:
                found = CheckResult(f"{kind}: {error}", "see the error; nothing more is known")
        yield name, found


def site_settings() -> CheckResult:
    """Run Django's checks of the settings, in production including those for deployment."""
    warned = [
        message
        for message in run_checks(include_deployment_checks=settings.IN_PRODUCTION)
        if message.level >= WARNING and not message.is_silenced()
    ]
    if warned:
        description = "; ".join(f"{message.id} {message.msg}" for message in warned)
        return CheckResult(description, "mend the settings: docs/settings.md lists all of them")
    return CheckResult("production" if settings.IN_PRODUCTION else "a laptop’s: CPD_ENV is not set")


def database() -> CheckResult:
    connection.ensure_connection()
    version = ".".join(map(str, connection.get_database_version()))
    return CheckResult(f"{connection.display_name} {version}")


def migrations() -> CheckResult:
    """Check that the tables are those of this release. Reads one table."""
    on_disk = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    applied = set(MigrationRecorder(connection).applied_migrations())
    ours = {app for app, _ in on_disk}
    if missing := sorted(on_disk - applied):
        first = ".".join(missing[0])
        return CheckResult(f"{len(missing)} not applied, {first} first", "run manage.py migrate")
    if newer := sorted(key for key in applied - on_disk if key[0] in ours):
        return CheckResult(
            f"the database is of a later release: it has {'.'.join(newer[-1])}",
            "run that release, or restore the backup that was made before it",
        )
    return CheckResult(f"all {len(on_disk)} applied")


def caches() -> CheckResult:
    connection.ensure_connection()  # if it is the database that is away, say so
    if fault := health.fault():
        return CheckResult(fault, "mend CACHE_URL, or run manage.py createcachetable")
    return CheckResult("all answer")


def static_files() -> CheckResult:
    """Check that every static file of this release was collected."""
    remedy = "run manage.py collectstatic --noinput"
    known: dict[str, str] | None = getattr(staticfiles_storage, "hashed_files", None)
    if known is None:
        return CheckResult("served as they lie, since DEBUG is on")
    wanted = {path for finder in finders.get_finders() for path, _ in finder.list(None)}
    if missing := sorted(wanted - set(known)):
        return CheckResult(f"{len(missing)} not collected, {missing[0]} first", remedy)
    if gone := sorted(name for name in known.values() if not staticfiles_storage.exists(name)):
        return CheckResult(
            f"{len(gone)} deleted since they were collected, {gone[0]} first", remedy
        )
    return CheckResult(f"all {len(wanted)} collected")


def mail() -> CheckResult:
    """Check that the mail server accepts us. Sends nothing."""
    backend = mailers.default
    if not isinstance(backend, EmailBackend):
        return CheckResult(f"not sent: they go to {type(backend).__name__}")
    where = f"{backend.host}:{backend.port}"
    try:
        backend.open()
    except OSError as error:  # includes smtplib's errors
        return CheckResult(
            f"{where} does not accept us: {error}", "mend MAIL_URL, or the mail server"
        )
    backend.close()
    if NO_SENDER in settings.DEFAULT_FROM_EMAIL:
        return CheckResult(
            f"mails come from {NO_SENDER}, which most mail servers refuse", "set MAIL_FROM"
        )
    return CheckResult(f"{where} accepts us")


def clock() -> CheckResult:
    """Compare our clock with the database server's; on SQLite they are one."""
    if connection.vendor != "postgresql":
        return CheckResult(f"{timezone.localtime():%-d %B %Y %H:%M:%S}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        apart = abs(time.time() - float(cursor.fetchone()[0]))
    if apart > FARTHEST_CLOCKS:
        return CheckResult(
            f"{apart:.0f} seconds away from the database server’s",
            "set both by NTP: what is due, and what has expired, is decided by them",
        )
    return CheckResult(f"{timezone.localtime():%-d %B %Y %H:%M:%S}, as the database server’s")


def the_replica() -> CheckResult:
    """Check that the replica follows the primary, so that readers are answered from it."""
    if replica.ALIAS not in settings.DATABASES:
        return CheckResult("none: readers read from the database itself")
    try:
        behind = replica.seconds_behind()
    except DatabaseError as error:
        return CheckResult(str(error), "mend REPLICA_URL, or the replica; readers read the primary")
    if behind is None:
        return CheckResult("follows no primary", "start its replication; readers read the primary")
    if behind > FARTHEST_BEHIND:
        return CheckResult(
            f"{behind:.0f} seconds behind", "look at its load; readers read the primary"
        )
    return CheckResult("follows the primary")


def disk() -> CheckResult:
    """Check that there is room where the site writes."""
    places = {Path(tempfile.gettempdir()), Path(settings.CACHES["files"]["LOCATION"])}
    if connection.vendor == "sqlite":
        places.add(Path(str(connection.settings_dict["NAME"])).parent)
    free = {place: shutil.disk_usage(_there(place)).free for place in places}
    place = min(free, key=lambda place: free[place])
    description = f"{free[place] / 1e9:.1f} GB free at {place}"
    if free[place] < LEAST_FREE:
        return CheckResult(description, "make room: a full disk ends every write")
    return CheckResult(description)


def timers() -> CheckResult:
    """Check that each timed command ran when it should have, and succeeded."""
    if not settings.IN_PRODUCTION:
        return CheckResult("none is needed to try the site")
    runs = {run.command: run for run in CommandRun.objects.all()}
    late = {
        name_of(command): description
        for command in scheduled()
        if (description := _why_not(command, runs.get(name_of(command))))
    }
    if late:
        description = "; ".join(f"{name} {why}" for name, why in late.items())
        return CheckResult(description, "look at cron or the timers: docs/operating.md lists them")
    return CheckResult("every command ran when it should have")


def _why_not(command: ScheduledCommand, run: CommandRun | None) -> str:
    """Return what is wrong with the last run; empty if it was in time, or late by one interval."""
    if run is None:
        return "never ran"
    if run.started_at < timezone.now() - 2 * command.every - timedelta(minutes=1):
        return f"last ran {timesince(run.started_at)} ago"
    if run.failed:
        return f"ended with {run.failed}"
    return ""


def background() -> CheckResult:
    """Check that the worker keeps up with its tasks."""
    if not has_worker():
        return CheckResult("done at once, without a worker")
    queue = tasks.queue()
    waiting = f"{queue.waiting} wait, the oldest for {queue.seconds / 60:.0f} minutes"
    if queue.seconds > LONGEST_QUEUE.total_seconds():
        return CheckResult(waiting, "start the worker, or one more: manage.py worker")
    if queue.stuck:
        return CheckResult(
            f"{queue.stuck} began more than an hour ago",
            "restart the worker: it was killed",
        )
    if queue.failed:
        remedy = "see why under “Tasks” in the admin, and try them again there"
        return CheckResult(f"{queue.failed} given up", remedy)
    return CheckResult(waiting if queue.waiting else "none waits")


def _there(place: Path) -> Path:
    """Return this folder, or the nearest existing one above it."""
    return next(folder for folder in (place, *place.parents) if folder.exists())


CHEAP: dict[str, SiteCheck] = {"database": database, "migrations": migrations, "caches": caches}
"""The checks that `/readyz` runs on every request."""

ALL: dict[str, SiteCheck] = {
    "settings": site_settings,
    **CHEAP,
    "static files": static_files,
    "mail": mail,
    "replica": the_replica,
    "clock": clock,
    "disk": disk,
    "timers": timers,
    "tasks": background,
}
