"""The least that a server takes: it answers whatever is asked with the matrix, as the site did."""

from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.util import setup_testing_defaults

from tests.benchmarks.wsgi import application as site

type Answer = tuple[str, list[tuple[str, str]], list[bytes]]


def _answer(**headers: str) -> Answer:
    environ: dict[str, Any] = {"HTTP_ACCEPT_ENCODING": "br", **headers}
    setup_testing_defaults(environ)
    environ["PATH_INFO"] = "/frameworks/lancashire/"
    started: list[Any] = []
    body = list(site(environ, lambda *args: started.extend(args)))
    return started[0], started[1], body


WHOLE = _answer()
UNCHANGED = _answer(HTTP_IF_NONE_MATCH=dict(WHOLE[1])["ETag"])


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    status, headers, body = UNCHANGED if "HTTP_IF_NONE_MATCH" in environ else WHOLE
    start_response(status, headers)
    return body
