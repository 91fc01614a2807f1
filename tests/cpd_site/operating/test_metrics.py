"""Counts for Prometheus: for who has the token, and without what people typed.

`tests/operating` reads them from a server of two workers.
"""

import re

import pytest
from django.core.mail import EmailMessage

from cpd_site.serving.sending import send

pytestmark = pytest.mark.django_db

TOKEN = "only-for-this-test"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer "}, {"Authorization": "Bearer x"}])
def test_nobody_else_reads_them(client, settings, sent):
    assert client.get("/metrics", headers=sent).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics", headers=sent).status_code == 404


def test_what_is_in_the_database_is_counted(client, settings):
    settings.METRICS_TOKEN = TOKEN

    said = client.get("/metrics", headers=BEARER).content.decode()

    editions = re.findall(r"^cpd_publications (\S+)$", said, re.MULTILINE)
    assert [float(number) >= 5 for number in editions] == [True]
    assert "cpd_seconds_since_cron +Inf" in said


def test_requests_are_counted_by_view_and_hold_nothing_typed(client, settings):
    settings.METRICS_TOKEN = TOKEN
    client.get("/opportunities/?q=xyzzy")
    client.generic("MADEUP", "/accounts/login/")

    said = client.get("/metrics", headers=BEARER).content.decode()

    view = client.get("/opportunities/").resolver_match.view_name
    assert f'cpd_requests_total{{method="GET",status="200",view="{view}"}}' in said
    assert 'method="other"' in said
    assert "MADEUP" not in said
    assert "xyzzy" not in said


def test_mails_are_counted(client, settings, mailoutbox):
    settings.METRICS_TOKEN = TOKEN
    send(EmailMessage(to=["ann@example.org"]))

    said = client.get("/metrics", headers=BEARER).content.decode()
    assert 'cpd_mails_total{outcome="sent"}' in said


def test_nothing_is_counted_unless_it_is_on(client, settings):
    client.get("/accounts/reauthenticate/")
    settings.METRICS_TOKEN = TOKEN

    said = client.get("/metrics", headers=BEARER).content.decode()
    assert 'view="account_reauthenticate"' not in said
