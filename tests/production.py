"""A separate Python with the settings of production, since a process reads settings once."""

import os
import subprocess
import sys

NEEDED = {
    "SLOW_REQUESTS_AFTER": "0",  # tests must not depend on how busy the machine is
    "CPD_ENV": "production",
    "SECRET_KEY": "4r8-_ytQz" * 7,
    "ALLOWED_HOSTS": "cpd.example.org",
}


def in_production(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments, and return the result."""
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        env=known | NEEDED | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def settings_of(*names: str, **environment: str) -> list[str]:
    """Return these settings as text; None for one that is not set."""
    asked = ", ".join(f"getattr(settings, {name!r}, None)" for name in names)
    done = in_production(
        "-c", f"from cpd_site import settings\nprint({asked}, sep='\\n')", **environment
    )
    assert done.stderr == ""
    return done.stdout.splitlines()
