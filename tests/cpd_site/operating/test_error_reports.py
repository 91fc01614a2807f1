"""What is told of a fault, to a server on loopback: where it was, and nothing that was typed."""

import gzip
import json
from http.server import BaseHTTPRequestHandler, HTTPServer

import brotli
import pytest

from tests.answering import in_a_thread
from tests.killing import database_url
from tests.production import in_production

pytestmark = pytest.mark.django_db

FAULT = """
import django, logging, sys, types
django.setup()
from django.conf import settings
from django.test import Client
from django.urls import path
from django.http import HttpResponse

WORD = "xyzzy"

def broken(request, of):
    logging.getLogger("cpd_site.trial").error("It broke for %s", WORD)
    typed = request.POST["words"]
    request.session["words"] = typed
    from django.db import connection
    connection.cursor().execute("SELECT %s", [typed])
    raise ValueError(f"no such thing as {typed}")

urls = types.ModuleType("urls_of_trial")
urls.urlpatterns = [path("broken/<of>/", broken)]
urls.handler500 = lambda request: HttpResponse(status=500)
sys.modules["urls_of_trial"] = urls
settings.ROOT_URLCONF = "urls_of_trial"
client = Client(raise_request_exception=False, headers={"X-Word": WORD, "Referer": f"/{WORD}/"})
client.cookies["sessionid"] = WORD
answer = client.post(
    f"/broken/{WORD}/?q={WORD}", {"words": WORD}, secure=True, REMOTE_ADDR="192.0.2.77",
    SERVER_NAME="cpd.example.org",
)
print(answer.status_code, answer["X-Request-ID"])
if settings.SENTRY_DSN:
    import sentry_sdk
    sentry_sdk.flush()
"""


class Collector(HTTPServer):
    """Keeps each event that it is told."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Envelope)
        self.events = []
        self.said = ""


class _Envelope(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}
        body = unpack[self.headers["Content-Encoding"]](body)
        self.server.said += body.decode()
        self.server.events += [
            json.loads(line) for line in body.splitlines() if b'"exception"' in line
        ]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args):
        pass


@pytest.fixture
def collector():
    server = Collector()
    with in_a_thread(server):
        yield server


def broken(**environment):
    """What the process with the fault says: the status, and the number of the request."""
    done = in_production(
        "-c",
        FAULT,
        DJANGO_SETTINGS_MODULE="cpd_site.settings",
        DATABASE_URL=database_url(),
        **environment,
    )
    assert done.stdout, done.stderr
    status, number = done.stdout.split()
    assert status == "500", done.stderr
    return number


def test_it_tells_where_and_nothing_that_was_typed(collector):
    number = broken(SENTRY_DSN=f"http://key@127.0.0.1:{collector.server_address[1]}/1")

    fault = next(event for event in collector.events if event["exception"]["values"])
    (error,) = fault["exception"]["values"]
    assert error["type"] == "ValueError"
    assert error["stacktrace"]["frames"][-1]["function"] == "broken"
    assert fault["tags"] == {"request": number}
    assert fault["release"]
    messages = [event.get("logentry", {}).get("message") for event in collector.events]
    assert "It broke for %s" in messages
    for word in ("xyzzy", "192.0.2.77", "sessionid", "Cookie"):
        assert word not in collector.said


def test_nothing_is_told_unless_it_is_set(collector):
    broken()

    assert collector.said == ""
