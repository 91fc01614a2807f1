"""The number of a request, what is logged of slow ones, and faults that are mailed."""

import json
import logging
import sys

import pytest
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from cpd_site.models import User
from cpd_site.serving.errors import server_error
from cpd_site.serving.request_log import FaultMails, JsonFormatter, RequestLogMiddleware, WithNumber

pytestmark = pytest.mark.django_db


def record(message="It broke", **fields):
    made = logging.makeLogRecord({"name": "x", "levelname": "ERROR", "msg": message} | fields)
    WithNumber().filter(made)
    return made


def answered(view=lambda request: HttpResponse("ok"), **headers):
    return RequestLogMiddleware(view)(RequestFactory().get("/", headers=headers))


def test_each_answer_names_its_request(client):
    first, second = (client.get("/accounts/login/") for _ in range(2))

    assert len(first["X-Request-ID"]) == 12
    assert first["X-Request-ID"] != second["X-Request-ID"]


def test_a_page_that_is_kept_for_everybody_names_none(client):
    assert "X-Request-ID" not in client.get("/")


@pytest.mark.parametrize(
    ("proxies", "given", "is_taken"),
    [
        (1, "0123-abcd-EF", True),
        (0, "0123-abcd-EF", False),
        (1, "short", False),
        (1, "x" * 65, False),
        (1, "with a <b>", False),
    ],
)
def test_the_number_of_our_own_proxy_is_taken_over(settings, proxies, given, is_taken):
    settings.PROXIES = proxies

    assert (answered(**{"X-Request-ID": given})["X-Request-ID"] == given) is is_taken


def test_the_page_of_a_fault_names_the_number_and_so_does_the_log():
    said = []

    def view(request):
        said.append(record().request_number)
        return server_error(request)

    response = answered(view)

    assert said == [response["X-Request-ID"]]
    assert said[0] in response.content.decode()
    assert record().request_number == "-"  # outside of a request


@pytest.mark.parametrize("path", ["/no/such/page/", "/list/opened/"])
def test_a_line_of_django_has_the_number_too(client, caplog, path):
    response = client.get(path)

    (line,) = (each for each in caplog.records if each.name == "django.request")
    WithNumber().filter(line)
    assert line.request_number == response["X-Request-ID"]


def test_a_slow_request_is_logged_with_its_queries_and_without_values(settings, caplog):
    settings.SLOW_REQUESTS_AFTER = 1e-9

    def view(request):
        list(User.objects.filter(email="typed@example.org"))
        return HttpResponse("ok")

    answered(view)

    (line,) = (each.getMessage() for each in caplog.records if each.name == "cpd_site.slow")
    assert "1 queries" in line
    assert "cpd_site_user" in line
    assert "typed@example.org" not in line


def test_a_quick_request_is_not_logged(settings, caplog):
    settings.SLOW_REQUESTS_AFTER = 3600
    answered()
    settings.SLOW_REQUESTS_AFTER = 0
    answered()

    assert not caplog.records


def test_the_json_of_a_line():
    try:
        raise ValueError("“why”")
    except ValueError as error:
        line = JsonFormatter().format(record(exc_info=(ValueError, error, error.__traceback__)))

    said = json.loads(line)
    assert "\n" not in line
    assert (said["level"], said["message"], said["request"]) == ("ERROR", "It broke", "-")
    assert "“why”" in said["traceback"]


@pytest.mark.parametrize("formatter", [JsonFormatter(), logging.Formatter()])
def test_a_traceback_has_no_values_of_rows(formatter):
    said = (
        'duplicate key value violates unique constraint "user_email"\n'
        "DETAIL:  Key (lower(email::text))=(ann@elm.example) already exists."
    )
    try:
        raise IntegrityError(said)
    except IntegrityError:
        line = formatter.format(record(exc_info=sys.exc_info()))

    assert "ann@elm.example" not in line
    assert "DETAIL: …" in line
    assert "IntegrityError: duplicate key value violates unique constraint" in line


def test_faults_are_mailed_ten_an_hour_and_without_what_was_sent(settings, mailoutbox):
    settings.ADMINS = ["ops@example.org"]
    mails = FaultMails()
    request = RequestFactory().post("/x/", {"password": "typed"})

    for _ in range(12):
        mails.handle(record("It broke\nin two lines", levelno=logging.ERROR, request=request))

    assert len(mailoutbox) == FaultMails.MOST
    assert mailoutbox[0].subject.endswith("ERROR: It broke")
    assert "typed" not in mailoutbox[0].body


def test_nobody_is_mailed_unless_named(mailoutbox):
    FaultMails().handle(record(levelno=logging.ERROR))

    assert mailoutbox == []


@pytest.mark.parametrize("name", ["invitation", "join", "member_mails", "preview_about"])
def test_no_line_holds_the_token_of_a_link(name, caplog):
    browser = Client(enforce_csrf_checks=True)
    path = reverse(name, args=["1-a-token"])

    browser.post(path)

    assert caplog.records
    for line in caplog.records:
        WithNumber().filter(line)
        assert path.replace("1-a-token", "…") in line.getMessage()
