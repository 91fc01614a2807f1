"""What the site tells browsers, and what it lets others on its machine read."""

import pytest
from django.test import Client

from tests.production import in_production, settings_of

HSTS = ("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/frameworks/lancashire/", "/accounts/login/", "/nothing/", "/search/%00"]
)
def test_every_page_says_what_browsers_need_not_offer(address):
    policy = Client().get(address)["Permissions-Policy"]

    assert {"camera=()", "geolocation=()", "microphone=()", "payment=()"} <= set(policy.split(", "))
    assert "publickey-credentials-get=(self)" in policy


@pytest.mark.parametrize("host", ["cpd.example.org", "evil.example"])
def test_a_redirect_and_a_refusal_say_it_too(settings, host):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["cpd.example.org"]

    response = Client().get("/", headers={"host": host})

    assert response.status_code in (301, 400)
    assert "camera=()" in response["Permissions-Policy"]


def test_https_is_promised_for_this_host_alone():
    assert settings_of(*HSTS) == ["31536000", "False", "False"]


def test_https_is_promised_for_more_where_it_is_asked_for():
    asked = {"SECURE_HSTS_INCLUDE_SUBDOMAINS": "true", "SECURE_HSTS_PRELOAD": "true"}

    assert settings_of(*HSTS, **asked) == ["31536000", "True", "True"]


@pytest.mark.parametrize("more", [{}, {"PROXIES": "2"}, {"SECURE_HSTS_PRELOAD": "true"}])
def test_django_has_nothing_to_say_against_the_settings_of_production(more):
    command = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")

    done = in_production(*command, **more)

    assert (done.returncode, done.stderr) == (0, "")


def test_no_other_advice_is_silenced():
    assert settings_of("SILENCED_SYSTEM_CHECKS") == ["['security.W005', 'security.W021']"]
