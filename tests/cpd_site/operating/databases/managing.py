"""`manage.py` on a database of its own."""

import os
import subprocess
import sys

from django.conf import settings

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


def manage(database, *arguments, **environment):
    """What `manage.py` says, and how it ends, on this database."""
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": database} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def well(done):
    assert done.returncode == 0, done.stderr
    return done.stdout
