"""The site itself: its health, its safety, its errors, its people."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.test import Client

from cpd_site.models import Membership, User
from frameworks.views.gallery import gallery
from tests.factories import MembershipFactory, UserFactory

COMPONENTS = Path(settings.BASE_DIR) / "templates" / "components"
GALLERY = COMPONENTS.parent / "gallery.html"
SETTINGS = [sys.executable, "-c", "import cpd_site.settings"]


@pytest.mark.django_db
def test_healthz_is_well_while_the_database_answers(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_healthz_says_when_the_database_does_not_answer(client, monkeypatch):
    def refuse():
        from django.db import OperationalError

        raise OperationalError("gone away")

    monkeypatch.setattr(connection, "cursor", refuse)

    response = client.get("/healthz")

    assert (response.status_code, response.content) == (503, b"database unavailable\n")


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["cpd_cache", "cpd_impact_cache"])
def test_healthz_says_which_table_of_a_cache_is_missing_and_what_makes_it(client, table):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {table}")

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.content.decode() == (
        f"the table {table} is missing: run manage.py createcachetable\n"
    )


@pytest.mark.django_db
def test_healthz_says_when_a_cache_elsewhere_does_not_answer(client, settings, caplog):
    nowhere = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache"}
    settings.CACHES = settings.CACHES | {"impact": nowhere | {"LOCATION": "/dev/null/nowhere"}}

    response = client.get("/healthz")

    assert (response.status_code, response.content) == (503, b"the cache impact is unavailable\n")


@pytest.mark.django_db
def test_every_page_forbids_what_it_does_not_need(client):
    policy = client.get("/")["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    headers = client.get("/").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/?q=x", "/opportunities/?q=x", "/nothing/?q=x"])
def test_an_unknown_host_is_a_bad_request(client, address):
    assert client.get(address, headers={"host": "evil.example"}).status_code == 400


def test_a_failure_shows_a_page_that_needs_nothing(monkeypatch, db):
    monkeypatch.setattr("frameworks.views.home.doors", lambda lines: 1 / 0)

    response = Client(raise_request_exception=False).get("/")

    assert response.status_code == 500
    assert re.search("<h1.*?>", response.content.decode())
    assert "ZeroDivisionError" not in response.content.decode()


@pytest.mark.django_db
def test_the_gallery_shows_every_component_to_whoever_works_on_them(rf):
    page = gallery(rf.get("/gallery/")).content.decode()

    assert "There is a problem" in page
    for name in sorted(path.stem for path in COMPONENTS.glob("*.html")):
        assert name in {"htmx", "runs", "list_script_later"} or name in GALLERY.read_text(), name


def run(**environment: str) -> subprocess.CompletedProcess:
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        SETTINGS, env=known | environment, capture_output=True, text=True, check=False
    )


def test_a_laptop_needs_no_variable():
    assert run().returncode == 0


@pytest.mark.parametrize(
    ("missing", "environment"),
    [
        ("SECRET_KEY", {"ALLOWED_HOSTS": "cpd.example.org"}),
        ("ALLOWED_HOSTS", {"SECRET_KEY": "x" * 60}),
        ("DEBUG", {"SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "cpd.example.org", "DEBUG": "1"}),
    ],
)
def test_production_refuses_to_start_without_what_it_needs(missing, environment):
    refused = run(CPD_ENV="production", **environment)

    assert refused.returncode != 0
    assert missing in refused.stderr


@pytest.mark.django_db
def test_people_are_known_by_their_e_mail_address():
    user = User.objects.create_user("Ann@Example.org", "a long password")

    assert (user.email, str(user)) == ("ann@example.org", "ann@example.org")
    assert user.check_password("a long password")
    assert User.objects.create_superuser("root@example.org").is_staff
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("")


@pytest.mark.django_db
def test_an_address_in_another_case_is_the_same_person():
    UserFactory(email="ann@example.org")

    with pytest.raises(IntegrityError):
        UserFactory(email="ANN@example.org")


@pytest.mark.django_db
def test_a_person_is_a_member_once_in_an_organisation():
    member = MembershipFactory()

    assert Membership.objects.get().role == Membership.Role.READER
    with pytest.raises(IntegrityError):
        MembershipFactory(user=member.user, organisation=member.organisation)
