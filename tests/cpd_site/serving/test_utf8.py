"""A request that says it is in another encoding is read as UTF-8 all the same."""

import codecs
from io import BytesIO
from urllib.parse import quote

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from cpd_site.serving.utf8 import in_utf8

CODECS = ("utf-7", "unicode_escape", "utf-16", "rot13", "hex", "idna", "utf-8", "none-such")
TYPED = ("+2AA-", "\\ud800", "Ünïcode", "a")


def read(method, path, body=b"", **environ):
    """What Django reads of a request, in the query and in the body."""
    found = []

    def application(environ, start_response):
        request = WSGIRequest(environ)
        found.extend([request.GET.get("q"), request.POST.get("q")])
        return []

    request = RequestFactory().generic(method, path, body).environ
    in_utf8(application)({**request, "wsgi.input": BytesIO(body), **environ}, lambda *said: None)
    return found


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("typed", TYPED)
def test_the_query_is_utf_8(codec, typed):
    asked = read("GET", f"/?q={quote(typed)}", CONTENT_TYPE=f"text/plain; Charset={codec}")

    assert asked == [typed, None]


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("typed", TYPED)
def test_what_is_sent_is_utf_8(codec, typed):
    several = encode_multipart(BOUNDARY, {"q": typed})
    urlencoded = f"q={quote(typed)}".encode()
    kind = f"application/x-www-form-urlencoded;charset={codec}"

    sent = read("POST", "/", several, CONTENT_TYPE=f"{MULTIPART_CONTENT}; charset={codec}")

    assert sent == [None, typed]
    assert read("POST", "/", urlencoded, CONTENT_TYPE=kind) == [None, typed]


def test_the_server_calls_it_behind_the_page_cache():
    from cpd_site import wsgi

    assert wsgi.application.application.__qualname__.startswith("in_utf8.")


def test_python_has_encodings_that_are_no_help():
    """What the layer is for: if this fails, it may go."""
    assert codecs.decode(b"+2AA-", "utf-7") == "\ud800"
    with pytest.raises(LookupError):
        b"a".decode("rot13")
