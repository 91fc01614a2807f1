"""`manage.py` on a separate database."""

import os
import subprocess
import sys

from django.conf import settings

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


def manage(database, *arguments, **environment):
    """Run `manage.py` on this database; return its output and exit status."""
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
