"""Whoever signs in gets another session: one that somebody planted before is worth nothing."""

from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from tests.factories import UserFactory
from tests.mails import code_in

PASSWORD = "a-long-enough-word"

pytestmark = pytest.mark.django_db

SessionStore = import_module(settings.SESSION_ENGINE).SessionStore


@pytest.fixture
def ann():
    person = UserFactory.create(email="ann@example.org")
    person.set_password(PASSWORD)
    person.save()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


def by_password(client, capsys, invite, ann):
    client.post(reverse("account_login"), {"login": ann.email, "password": PASSWORD})


def by_code(client, capsys, invite, ann):
    client.post(reverse("account_request_login_code"), {"email": ann.email})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(mail.outbox[-1])})


def by_one_time_link(client, capsys, invite, ann):
    call_command("make_administrator", "root@example.org")
    link = capsys.readouterr().out.split()[-1].partition("8000")[2]
    client.get(link)
    client.post(link)


def by_invitation(client, capsys, invite, ann):
    link = reverse("invitation", args=[invite("bea@example.org").token])
    client.get(link)
    client.post(link, {"name": "Bea Bee", "password": PASSWORD})


@pytest.mark.parametrize("sign_in", [by_password, by_code, by_one_time_link, by_invitation])
def test_a_planted_session_is_not_signed_in(client, capsys, invite, ann, sign_in):
    planted = SessionStore()
    planted["planted"] = True
    planted.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key

    sign_in(client, capsys, invite, ann)

    assert SESSION_KEY in client.session
    assert client.session.session_key != planted.session_key
    assert SESSION_KEY not in SessionStore(planted.session_key).load()
