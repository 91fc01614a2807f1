"""A Python of its own with the settings of production, since settings are read once."""

import os
import subprocess
import sys

NEEDED = {
    "SLOW_REQUESTS_AFTER": "0",  # how busy the machine is, is no business of these tests
    "CPD_ENV": "production",
    "SECRET_KEY": "4r8-_ytQz" * 7,
    "ALLOWED_HOSTS": "cpd.example.org",
}


def in_production(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What Python does with these arguments."""
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        env=known | NEEDED | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def settings_of(*names: str, **environment: str) -> list[str]:
    """What these are, as text; what is not set is None."""
    asked = ", ".join(f"getattr(settings, {name!r}, None)" for name in names)
    done = in_production(
        "-c", f"from cpd_site import settings\nprint({asked}, sep='\\n')", **environment
    )
    assert done.stderr == ""
    return done.stdout.splitlines()
