"""Mails about frameworks go out in one way: what fails is logged and given back."""

from smtplib import SMTPRecipientsRefused

from django.core import mail
from django.core.mail import EmailMessage

from cpd_site.serving.sending import send_or_log, server_is_down


def letter():
    return EmailMessage(subject="News", body="A new edition.", to=["ada@example.org"])


def broken():
    raise LookupError("no such text")


def test_a_mail_that_goes_out_gives_nothing_back(caplog):
    assert send_or_log(letter, "%s could not be told", 7) is None

    assert [sent.subject for sent in mail.outbox] == ["News"]
    assert not caplog.records


def test_a_mail_that_cannot_be_written_is_logged_and_given_back(caplog):
    error = send_or_log(broken, "%s could not be told", 7)

    assert isinstance(error, LookupError)
    assert [record.getMessage() for record in caplog.records] == ["7 could not be told"]


def test_one_address_that_is_refused_does_not_mean_that_the_server_is_down():
    assert server_is_down(ConnectionRefusedError())
    assert not server_is_down(SMTPRecipientsRefused({}))
