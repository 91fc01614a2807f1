"""Signing in and the pages of an account, as people meet them. What allauth does is its own."""

import os
import re
import subprocess
import sys
from collections import Counter
from typing import ClassVar

import html5lib
import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from cpd_site.models import User
from tests.factories import OrganisationFactory, member
from tests.mails import code_in

pytestmark = pytest.mark.django_db

PASSWORD = "a long pass phrase"

ENTRANCES = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/inactive/",
    "/accounts/3rdparty/login/cancelled/",
    "/accounts/3rdparty/login/error/",
]
OWN = [
    "/accounts/",
    "/accounts/name/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/3rdparty/",
    "/accounts/sessions/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
]


@pytest.fixture
def ann():
    user = member(OrganisationFactory.create(), name="Ann Ant", email="ann@example.org")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


@pytest.fixture
def signed_in(client, ann):
    response = client.post(reverse("account_login"), {"login": ann.email, "password": PASSWORD})
    assert response.url == "/desk/"
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def is_valid_html(page: str) -> bool:
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(page)
    ids = Counter(re.findall(r'\sid="([^"]*)"', page))
    return parser.errors == [] and not [name for name, times in ids.items() if times > 1]


@pytest.mark.parametrize("url", ENTRANCES)
def test_a_page_on_the_way_in_looks_like_ours(client, url):
    response = client.get(url)
    page = response.content.decode()

    assert response.status_code in (200, 401)
    assert "cpd-header" in page
    assert re.search(r"<title>[A-Z][^<]+ – CPD Frameworks</title>", page)
    assert page.count("<h1") == 1
    assert is_valid_html(page)
    assert "style=" not in page
    assert "placeholder=" not in page


@pytest.mark.parametrize("url", OWN)
def test_a_page_of_an_account_looks_like_ours(signed_in, url):
    response = signed_in.get(url)
    page = response.content.decode()

    assert response.status_code == 200
    assert "Ann Ant" in page
    assert page.count("<h1") == 1
    assert is_valid_html(page)
    assert "style=" not in page


@pytest.mark.parametrize("url", OWN)
def test_a_page_of_an_account_asks_to_sign_in(client, url):
    response = client.get(url)

    assert response.status_code == 302
    assert response.url == "/" or response.url.startswith("/accounts/login/")


def test_a_wrong_password_is_said_above_the_form(client, ann):
    response = client.post(reverse("account_login"), {"login": ann.email, "password": "wrong"})
    page = response.content.decode()

    assert "<title>Error: Sign in" in page
    assert 'class="govuk-error-summary"' in page


def test_a_form_says_which_field_is_empty(client):
    page = client.post(reverse("account_signup"), {}).content.decode()

    assert "Enter your name." in page
    assert "Enter your e-mail address." in page
    assert "This field is required" not in page


def test_on_a_laptop_a_mail_can_be_read_in_the_terminal(client, ann, settings, capsys):
    settings.MAILERS = {"default": {"BACKEND": "cpd_site.serving.terminal_mail.TerminalBackend"}}

    client.post(reverse("account_request_login_code"), {"email": ann.email})

    printed = capsys.readouterr().out
    assert "To: ann@example.org\nSubject: Your code for signing in: CPD Frameworks\n" in printed
    assert re.search(r"^ {4}\S+$", printed, re.MULTILINE)


def test_a_code_by_mail_is_enough(client, ann):
    client.post(reverse("account_request_login_code"), {"email": ann.email})
    code = code_in(mail.outbox[0])
    response = client.post(reverse("account_confirm_login_code"), {"code": code})

    assert response.url == "/desk/"
    assert "Ann Ant" in client.get("/").content.decode()
    assert mail.outbox[0].subject == "Your code for signing in: CPD Frameworks"


def test_a_wrong_code_is_refused_and_three_end_it(client, ann):
    client.post(reverse("account_request_login_code"), {"email": ann.email})
    confirm = reverse("account_confirm_login_code")

    assert "Error: Enter your code" in client.post(confirm, {"code": "x"}).content.decode()
    client.post(confirm, {"code": "x"})
    assert client.post(confirm, {"code": "x"}).url == reverse("account_request_login_code")


def test_nobody_learns_whether_there_is_an_account(ann):
    asked = [
        Client().post(reverse("account_request_login_code"), {"email": email})
        for email in (ann.email, "nobody@example.org")
    ]

    assert [response["Location"] for response in asked] == [asked[0]["Location"]] * 2
    assert [message.to for message in mail.outbox] == [[ann.email], ["nobody@example.org"]]
    assert "There is no account" in mail.outbox[1].body


def test_a_new_account_proves_its_address_and_needs_no_password(client):
    form = {"name": "Bea", "email": "Bea@Example.org", "password1": ""}
    assert client.post(reverse("account_signup"), form).url == "/accounts/confirm-email/"
    page = client.get("/accounts/confirm-email/").content.decode()
    assert "bea@example.org" in page
    assert is_valid_html(page)

    response = client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[0])})

    user = User.objects.get()
    assert response.url == "/desk/"
    assert (user.name, user.email, user.has_usable_password()) == ("Bea", "bea@example.org", False)


def sign_up(email, password):
    """What comes of it: the page that follows, without what differs each time, and its mail."""
    client = Client()
    form = {"name": "Bea", "email": email, "password1": password}
    response = client.post(reverse("account_signup"), form)
    assert response.status_code == 302
    page = client.get(response["Location"]).content.decode()
    page = re.sub(r'(name="csrfmiddlewaretoken") value="[^"]*"', r"\1", page)
    return response["Location"], page.replace(email, "…")


class CountingHasher(MD5PasswordHasher):
    hashed: ClassVar[list[str]] = []

    def encode(self, password, salt):
        self.hashed.append(password)
        return super().encode(password, salt)


@pytest.mark.parametrize(("password", "times"), [("another phrase", 1), ("", 0)])
def test_signing_up_is_the_same_work_for_a_known_address_as_for_a_new_one(
    ann, settings, password, times
):
    settings.PASSWORD_HASHERS = ["tests.cpd_site.accounts.test_sign_in.CountingHasher"]
    for email in ("ANN@example.org", "new@example.org"):
        CountingHasher.hashed.clear()
        mail.outbox.clear()

        sign_up(email, password)

        assert CountingHasher.hashed == [password] * times
        assert [message.to for message in mail.outbox] == [[email.lower()]]
    ann.refresh_from_db()
    assert ann.check_password(PASSWORD)
    assert ann.name == "Ann Ant"


def test_signing_up_looks_the_same_for_a_known_address_as_for_a_new_one(ann):
    assert sign_up(ann.email, PASSWORD) == sign_up("new@example.org", PASSWORD)


@pytest.mark.parametrize("wrong", ["ann@example.org", "nobody@example.org"])
def test_who_typed_a_wrong_address_begins_again_be_it_known_or_not(client, ann, wrong):
    client.post(reverse("account_signup"), {"name": "Bea", "email": wrong})
    page = client.get("/accounts/confirm-email/").content.decode()
    begin_again = {"next": reverse("account_signup")}
    assert f'name="next" value="{begin_again["next"]}"' in page

    response = client.post(reverse("account_logout"), begin_again, follow=True)
    assert "<h1>Create an account" in response.content.decode()
    client.post(reverse("account_signup"), {"name": "Bea", "email": "bea@example.org"})
    client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[-1])})

    assert "Bea" in client.get("/accounts/").content.decode()
    assert User.objects.get(emailaddress__verified=True, name="Bea").email == "bea@example.org"


def test_accounts_may_be_by_invitation_only(client, settings):
    settings.OPEN_SIGNUP = False

    page = client.get(reverse("account_signup")).content.decode()
    client.post(reverse("account_signup"), {"name": "Bea", "email": "bea@example.org"})

    assert "Accounts are by invitation" in page
    assert not User.objects.exists()


def test_a_forgotten_password_is_set_anew_by_code(client, ann):
    client.post(reverse("account_reset_password"), {"email": ann.email})
    code = code_in(mail.outbox[0])
    response = client.post(reverse("account_confirm_password_reset_code"), {"code": code})
    new = "another long phrase"
    done = client.post(response.url, {"password1": new, "password2": new})

    assert "Your password is set" in client.get(done.url).content.decode()
    ann.refresh_from_db()
    assert ann.check_password(new)


def test_an_address_is_changed_once_the_new_one_is_proved(signed_in, ann):
    signed_in.post(reverse("account_email"), {"action_add": "", "email": "ann@new.example"})
    ann.refresh_from_db()
    assert ann.email == "ann@example.org"

    signed_in.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[-1])})

    ann.refresh_from_db()
    assert ann.email == "ann@new.example"


def test_too_many_tries_are_stopped_for_all_workers(client, ann):
    for _ in range(6):
        wrong = {"login": ann.email, "password": "wrong"}
        response = client.post(reverse("account_login"), wrong)

    assert "Too many" in response.content.decode()
    with connection.cursor() as cursor:  # where all the workers look
        cursor.execute("SELECT count(*) FROM cpd_cache")
        assert cursor.fetchone()[0] > 0


@override_settings(
    MAILERS={
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 1},
        }
    }
)
def test_a_mail_server_that_is_down_is_said_on_a_page(client, ann, caplog):
    response = client.post(reverse("account_request_login_code"), {"email": ann.email})

    assert response.status_code == 503
    assert "could not be sent" in response.content.decode()
    assert "login_code" in caplog.text


def test_signing_out_ends_the_session_and_says_so_once(signed_in):
    response = signed_in.post(reverse("account_logout"), follow=True)

    assert "You have signed out." in response.content.decode()
    assert "Sign in" in response.content.decode()
    assert "You have signed out." not in signed_in.get("/").content.decode()


@pytest.mark.parametrize("url", ["/", "/frameworks/", "/frameworks/lancashire/", "/privacy/"])
def test_reading_sets_no_cookie(client, url):
    assert client.get(url).cookies == {}


def test_microsoft_and_google_are_switched_on_by_settings():
    """In a Python of its own, since settings are read once."""
    done = subprocess.run(
        [sys.executable, "-c", WITH_PROVIDERS],
        env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        | {
            "DJANGO_SETTINGS_MODULE": "cpd_site.settings",
            "DATABASE_URL": "sqlite://:memory:",
            "SLOW_REQUESTS_AFTER": "0",  # however busy this machine is
            "DEBUG": "1",  # static files under their own names, without `collectstatic`
            "CACHE_URL": "locmemcache://",
            "GOOGLE_CLIENT_ID": "a-client",
            "GOOGLE_CLIENT_SECRET": "a-secret",
            "MICROSOFT_CLIENT_ID": "another-client",
            "MICROSOFT_CLIENT_SECRET": "another-secret",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
    page, *went = done.stdout.strip().rsplit("\n", 2)
    assert "Sign in with Microsoft" in page
    assert "Sign in with Google" in page
    assert went[0].startswith("https://login.microsoftonline.com/organizations/oauth2/")
    assert went[1].startswith("https://accounts.google.com/o/oauth2/")
    assert (
        "form-action 'self' https://login.microsoftonline.com https://accounts.google.com" in page
    )


WITH_PROVIDERS = """
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
call_command("migrate", "sessions", verbosity=0)
call_command("migrate", "socialaccount", verbosity=0)
plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
with override_settings(STORAGES=settings.STORAGES | plain, ALLOWED_HOSTS=["testserver"]):
    response = Client().get("/accounts/login/")
    print(response["Content-Security-Policy"], response.content.decode())
    for provider in ("microsoft", "google"):
        print(Client().post(f"/accounts/{provider}/login/")["Location"])
"""


def test_without_settings_there_is_no_button_of_others(client):
    page = client.get("/accounts/login/").content.decode()

    assert "Sign in with Microsoft" not in page
    assert client.get("/accounts/google/login/").status_code == 404


@pytest.mark.parametrize("page", ["account_login", "account_signup"])
def test_a_way_on_that_is_no_address_breaks_nothing(client, db, page):
    assert client.get(reverse(page), {"next": "//[x"}).status_code == 200
