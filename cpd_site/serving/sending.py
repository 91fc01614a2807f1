"""The one way in which our mails go out; those of sign-in are allauth's."""

import logging
from collections.abc import Callable, Sequence
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend

from cpd_site.serving import metrics

log = logging.getLogger(__name__)


def send(letter: EmailMessage) -> None:
    """Send it now; what the mail server raises comes through."""
    try:
        mailers.default.send_messages([letter])
    except Exception:
        metrics.mail(sent=False)
        raise
    metrics.mail(sent=True)


def send_or_log(write: Callable[[], EmailMessage], failed: str, *args: object) -> Exception | None:
    """Write and send a mail; what fails is logged as `failed % args`, and returned."""
    try:
        send(write())
    except Exception as error:
        log.exception(failed, *args)
        return error
    return None


def send_all(letters: Sequence[Callable[[], EmailMessage]], failed: str) -> list[Exception | None]:
    """Write and send mails over one connection; of each what failed, or None where it went.

    Where the server does not answer, the rest is not tried: each would only wait as long.
    """
    errors: list[Exception | None] = []
    mailer = mailers.default
    try:
        mailer.open()
        for write in letters:
            errors.append(_tried(mailer, write, failed))
            if errors[-1] and server_is_down(errors[-1]):
                break
    except OSError as error:
        log.exception(failed)
        errors.append(error)
    finally:
        mailer.close()
    return errors + [errors[-1]] * (len(letters) - len(errors)) if letters else []


def _tried(
    mailer: BaseEmailBackend, write: Callable[[], EmailMessage], failed: str
) -> Exception | None:
    try:
        mailer.send_messages([write()])
    except Exception as error:
        log.exception(failed)
        metrics.mail(sent=False)
        return error
    metrics.mail(sent=True)
    return None


def server_is_down(error: Exception) -> bool:
    """Whether other mails would fail as this one did, and only wait for it."""
    return not isinstance(error, SMTPRecipientsRefused)
