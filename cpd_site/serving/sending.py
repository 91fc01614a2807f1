"""Write and send all mails of ours; those of sign-in are allauth's.

With a worker, a mail is first a row (`Letter`), written in the same transaction as what it reports,
and a task sends it with retries. Without one it is sent at once.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from time import monotonic
from typing import Any, NamedTuple

from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.dispatch import Signal
from django.tasks import task
from django.template.loader import render_to_string

from cpd_site.models import Letter, User
from cpd_site.plain_text import one_line, printable
from cpd_site.serving import metrics
from cpd_site.serving.background import OUTSIDE, SOON, GivenUp, has_worker

log = logging.getLogger(__name__)

LONGEST_SUBJECT = 200
"""Characters."""

REST = 30.0
"""Seconds for which tasks do not try a mail server that did not answer."""

letter_given_up = Signal()
"""Sent with `email`: the mail server has permanently refused mail to this address."""


class NotSent(Exception):
    """Raised if a mail was not sent. The message names no mail and no person: it is stored with the
    task.
    """


def compose(
    subject: str,
    to: str,
    template: str,
    context: dict[str, Any],
    headers: dict[str, str] | None = None,
) -> EmailMessage:
    """Return a mail to one address, whose text is `mail/<template>.txt`.

    The subject may hold what people wrote, such as names: it becomes one line, and so no header.
    """
    return EmailMessage(
        subject=one_line(subject)[:LONGEST_SUBJECT],
        body=printable(render_to_string(f"mail/{template}.txt", context)),
        to=[to],
        headers=headers or {},
    )


def send(message: EmailMessage) -> None:
    """Send a mail, or leave it to the worker; exceptions of the mail server propagate."""
    if has_worker():
        _leave(message)
    else:
        send_now(message)


def send_now(message: EmailMessage) -> None:
    """Send a mail at once: somebody waits for it, or it must not be stored."""
    try:
        mailers.default.send_messages([message])
    except Exception:
        metrics.mail(sent=False)
        raise
    metrics.mail(sent=True)


def send_or_log(
    write: Callable[[], EmailMessage], failed: str, *args: object, now: bool = False
) -> Exception | None:
    """Write and send a mail; log a failure as `failed % args`, and return the exception."""
    try:
        (send_now if now else send)(write())
    except Exception as error:
        _log(error, failed, *args)
        return error
    return None


class Sent(NamedTuple):
    """How many mails went, and whether the server is down, so that the rest was not tried."""

    mails: int
    is_down: bool


def send_to_each(
    people: Iterable[User], write: Callable[[User], EmailMessage], failed: str, *args: object
) -> Sent:
    """Write and send a mail to each person, one after the other, until the server is down.

    Log a failure as `failed % (person.pk, *args)`.
    """
    count = 0
    for person in people:
        error = send_or_log(partial(write, person), failed, person.pk, *args)
        if error is None:
            count += 1
        elif server_is_down(error):
            return Sent(count, is_down=True)
    return Sent(count, is_down=False)


def send_all(letters: Sequence[Callable[[], EmailMessage]], failed: str) -> list[Exception | None]:
    """Write and send mails over one connection; return for each the exception, or None if sent.

    If the server does not answer, the rest is not tried: each would wait as long.
    """
    if has_worker():
        return [send_or_log(write, failed) for write in letters]
    errors: list[Exception | None] = []
    mailer = mailers.default
    try:
        mailer.open()
        for write in letters:
            errors.append(_tried(mailer, write, failed))
            if errors[-1] and server_is_down(errors[-1]):
                break
    except OSError as error:
        _log(error, failed)
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
        _log(error, failed)
        metrics.mail(sent=False)
        return error
    metrics.mail(sent=True)
    return None


def _log(error: Exception, failed: str, *args: object) -> None:
    """Log why a mail did not go: the traceback of a fault of ours; of the mail server's, which may
    name the recipient, what `describe` says.
    """
    if isinstance(error, OSError):  # includes smtplib's errors
        log.error("%s: %s", failed % args, describe(error))
    else:
        log.error(failed, *args, exc_info=error)


def server_is_down(error: Exception) -> bool:
    """Return whether other mails would fail like this one, after the same wait."""
    return not isinstance(error, SMTPRecipientsRefused)


# --- By the worker ---


def _leave(message: EmailMessage) -> None:
    with transaction.atomic():
        for letter in Letter.objects.write(message):
            send_letter.enqueue(letter.pk)


@task(priority=SOON, queue_name=OUTSIDE)
def send_letter(pk: int) -> None:
    """Send a pending mail and delete its row. The row is missing if somebody was forgotten.

    Raises NotSent to be retried, and GivenUp if retrying is useless. The mail goes twice only if
    the worker is killed after the mail server took it and before the row is deleted.
    """
    letter = Letter.objects.filter(pk=pk).first()
    if letter is None:
        return
    error = _SERVER.send(letter.message())
    if error is None:
        letter.delete()
        return
    letter.failed = describe(error)
    letter.save(update_fields=["failed"])
    if _is_final(error):
        letter_given_up.send(sender=Letter, email=letter.to)
        raise GivenUp(f"{letter}: {letter.failed}") from None
    raise NotSent(f"{letter}: {letter.failed}") from None


class _MailServer:
    """The mail server, which gets a pause if it does not answer: tasks would only wait for it."""

    def __init__(self) -> None:
        self.rests_until = 0.0

    def send(self, message: EmailMessage) -> Exception | None:
        """Return the exception; None if the mail was sent."""
        if monotonic() < self.rests_until:
            return ConnectionError("the mail server did not answer a moment ago")
        try:
            send_now(message)
        except Exception as error:
            if isinstance(error, OSError) and not isinstance(error, SMTPException):
                self.rests_until = monotonic() + REST
            return error
        return None


_SERVER = _MailServer()


def _is_final(error: Exception) -> bool:
    """Return whether the failure is permanent: a permanent error, or a malformed mail."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, SMTPDataError):
        return error.smtp_code >= 500
    return not isinstance(error, OSError)


def describe(error: Exception) -> str:
    """Return the type of the failure and the server's codes, without addresses, which are in its
    text.
    """
    codes = [getattr(error, "smtp_code", None)]
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    return " ".join([type(error).__name__, *(str(code) for code in codes if code)])
