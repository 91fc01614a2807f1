"""The one way in which our mails go out; those of sign-in are allauth's."""

import logging
from collections.abc import Callable
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage, mailers

log = logging.getLogger(__name__)


def send(letter: EmailMessage) -> None:
    """Send it now; what the mail server raises comes through."""
    mailers.default.send_messages([letter])


def send_or_log(write: Callable[[], EmailMessage], failed: str, *args: object) -> Exception | None:
    """Write and send a mail; what fails is logged as `failed % args`, and returned."""
    try:
        send(write())
    except Exception as error:
        log.exception(failed, *args)
        return error
    return None


def server_is_down(error: Exception) -> bool:
    """Whether other mails would fail as this one did, and only wait for it."""
    return not isinstance(error, SMTPRecipientsRefused)
