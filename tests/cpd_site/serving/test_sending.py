"""How mails are written, and what the log says of those that did not go."""

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from cpd_site.accounts.actions import invitations
from cpd_site.models import Invitation, Membership
from cpd_site.serving.sending import compose, send_all, send_or_log
from tests.factories import OrganisationFactory, UserFactory, member
from tests.mail_server import MailServer

ADDRESS = "ann@elm.example"


@pytest.fixture
def refusing(settings):
    server = MailServer()
    server.refuses = True
    options = {"host": "127.0.0.1", "port": server.server_address[1], "timeout": 5}
    backend = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
    yield
    server.shutdown()
    server.server_close()


def letter():
    return EmailMessage("Hello", "Hello", to=[ADDRESS])


@pytest.mark.parametrize(
    "name", ["Elm\r\nBcc: x@y.example", "Elm\rSchool", "Elm\x0b\u2028\u202eS\0"]
)
def test_what_people_wrote_is_no_header(name):
    context = {"invitation": Invitation(expires_at=timezone.now()), "address": name}

    message = compose(f"Join {name}" + 300 * "x", ADDRESS, "invitation", context).message()

    assert message["Subject"].startswith("Join Elm")
    assert len(message["Subject"]) <= 200
    assert message["Subject"].isprintable()
    assert message["Bcc"] is None
    assert "\0" not in message.get_content()


@pytest.mark.django_db
def test_a_school_with_a_line_break_in_its_name_invites(django_capture_on_commit_callbacks):
    school = OrganisationFactory.create(short_name="Elm\rSchool")
    by = member(school, Membership.Role.MANAGER)

    with django_capture_on_commit_callbacks(execute=True):
        invitations.invite(organisation=school, by=by, email=ADDRESS, role=Membership.Role.READER)

    assert [letter.subject for letter in mail.outbox] == ["Join Elm School at CPD Frameworks"]


def broken():
    raise LookupError("no such template")


@pytest.mark.usefixtures("refusing")
def test_the_log_says_why_a_mail_did_not_go_but_not_to_whom(caplog):
    assert send_or_log(letter, "A mail about %s was not sent", "x")
    assert all(send_all([letter, letter], "An invitation could not be sent"))

    assert "A mail about x was not sent: SMTPRecipientsRefused 550" in caplog.text
    assert caplog.text.count("An invitation could not be sent: SMTPRecipientsRefused 550") == 2
    assert ADDRESS not in caplog.text


def test_the_log_has_the_traceback_of_a_fault_of_ours(caplog):
    assert send_or_log(broken, "A mail was not sent")

    assert "no such template" in caplog.text
    assert "in broken" in caplog.text


@pytest.mark.django_db
@pytest.mark.usefixtures("refusing")
def test_the_log_says_why_a_code_did_not_go_but_not_to_whom(client, caplog):
    UserFactory.create(email=ADDRESS)

    page = client.post(reverse("account_request_login_code"), {"email": ADDRESS})

    assert page.status_code == 503
    assert "account/email/login_code: SMTPRecipientsRefused 550" in caplog.text
    assert ADDRESS not in caplog.text
