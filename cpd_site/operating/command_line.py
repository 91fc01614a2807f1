"""`manage.py`: Django's command line, which ends with a sentence where an operator can mend it."""

import logging
import sys

from django.conf import settings
from django.core.management import execute_from_command_line

from cpd_site.operating.known_faults import known_fault

log = logging.getLogger(__name__)


def run(arguments: list[str]) -> None:
    """Run a command. For what `known_fault` knows print a sentence and end with 1.

    The log gets the traceback, but for a terminal, where it would bury the sentence; Django's
    `--traceback` shows it there.
    """
    try:
        execute_from_command_line(arguments)
    except Exception as error:
        known = known_fault(error)
        if known is None or "--traceback" in arguments:
            raise
        if settings.configured and not sys.stderr.isatty():
            log.warning("manage.py %s ended", " ".join(arguments[1:2]), exc_info=error)
        sys.exit("{}. To do: {}.".format(*known))
