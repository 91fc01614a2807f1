"""The first administrator comes in without a mail: by a link that works once."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertRedirects

from cpd_site.accounts import one_time_link
from cpd_site.models import User
from tests.factories import UserFactory
from tests.mails import code_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(capsys):
    call_command("make_administrator", "ann@example.org")
    (path,) = re.findall(r"^https?://[^/]+(/\S+)$", capsys.readouterr().out, re.MULTILINE)
    return path


def test_it_lets_in_once(client, link):
    assertContains(client.get(link), "Sign in as ann@example.org")
    assert "_auth_user_id" not in client.session  # a filter of mails may look, too

    assertRedirects(client.post(link), "/accounts/password/set/", fetch_redirect_response=False)

    assert client.session["_auth_user_id"] == str(User.objects.get(email="ann@example.org").pk)
    assert client.get("/admin/").status_code == 200
    client.logout()
    assertContains(client.get(link), "This link was used", status_code=404)
    assert client.post(link).status_code == 404
    assert "_auth_user_id" not in client.session


def test_it_ends_after_three_days(client, link, monkeypatch):
    later = timezone.localtime().replace(tzinfo=None) + timedelta(days=3, minutes=1)
    monkeypatch.setattr(one_time_link._TOKENS, "_now", lambda: later)

    assert client.post(link).status_code == 404


@pytest.mark.parametrize("end", ["x", "-0"])
def test_a_link_that_is_not_whole_lets_nobody_in(client, link, end):
    assert client.post(link.rstrip("/")[:-1] + end + "/").status_code == 404


def test_a_link_is_for_one_person(client, link):
    other = UserFactory.create(is_superuser=True)
    token = link.rstrip("/").rpartition("/")[2]
    path = one_time_link.path_for(other)

    assert client.post(path.replace(path.rstrip("/").rpartition("/")[2], token)).status_code == 404


def test_the_command_again_makes_another_link_and_no_account(link, capsys):
    call_command("make_administrator", "Ann@example.org")

    assert User.objects.filter(email__iexact="ann@example.org").count() == 1


def test_who_is_named_in_capitals_signs_in_with_a_code(client):
    call_command("make_administrator", "Ann.Ant@Example.org")
    path = reverse("admin:cpd_site_user_add")
    client.force_login(User.objects.get(email="ann.ant@example.org"))
    client.post(path, {"email": "Bea.Bee@example.org", "is_active": "on"})
    client.logout()

    for email in ("Ann.Ant@example.org", "Bea.Bee@example.org"):
        client.post(reverse("account_request_login_code"), {"email": email})
        assert "://" not in code_in(mail.outbox[-1])  # the link of somebody unknown


@pytest.mark.parametrize("email", ["nobody", "", "a b@example.org", f"{'a' * 250}@example.org"])
def test_what_is_no_address_is_told(email):
    with pytest.raises(CommandError, match="is no e-mail address"):
        call_command("make_administrator", email)


def test_nobody_gets_more_rights_than_they_have():
    reader = UserFactory.create()

    with pytest.raises(CommandError, match="without these rights"):
        call_command("make_administrator", reader.email)

    reader.refresh_from_db()
    assert not reader.is_superuser
