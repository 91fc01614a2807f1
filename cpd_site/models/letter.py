"""Mails that wait for the worker."""

from email.utils import make_msgid

from django.core.mail import EmailMessage
from django.core.mail.utils import DNS_NAME
from django.db import models
from django.utils import timezone


class LetterQuerySet(models.QuerySet["Letter"]):
    def write(self, message: EmailMessage) -> list["Letter"]:
        """Store this mail, one row for each recipient."""
        return [
            self.create(
                to=address,
                subject=message.subject,
                words=message.body,
                headers={"Message-ID": make_msgid(domain=str(DNS_NAME)), **message.extra_headers},
            )
            for address in message.recipients()
        ]


class Letter(models.Model):
    """A mail that waits to be sent. The row is deleted once it is.

    All attempts use the same Message-ID, so that mail servers can recognise duplicates.
    """

    to = models.EmailField()
    subject = models.TextField()
    words = models.TextField()
    headers = models.JSONField(default=dict)
    written_at = models.DateTimeField(default=timezone.now)
    failed = models.TextField(blank=True, help_text="Why it did not go when it was last tried.")

    objects = LetterQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Letter {self.pk}"

    def message(self) -> EmailMessage:
        """Return the mail to send."""
        return EmailMessage(self.subject, self.words, to=[self.to], headers=self.headers)
