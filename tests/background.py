"""Run the worker in this process."""

from unittest.mock import patch

from django.conf import settings
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS
from django.test import override_settings

from cpd_site.operating.tasks import Worker


def with_worker():
    """Make tasks wait for the worker, as in production."""
    backend = {"BACKEND": "django_tasks_db.DatabaseBackend"}
    return override_settings(TASKS={"default": settings.TASKS["default"] | backend})


def work(worker_id="of this test"):
    """Run all due tasks, like `manage.py worker --batch`, within the transaction of the test."""
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
        excluded_queue_names=[],
    )
    with patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
        worker.run()
