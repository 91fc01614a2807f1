"""Treat all requests as UTF-8, whatever encoding they declare.

Django would accept any codec of Python for a request, and some of them yield surrogates, which
neither a database nor a page can contain, or are not for text at all.
"""

from collections.abc import Callable, Iterable
from typing import Any

type Environ = dict[str, Any]
type Application = Callable[[Environ, Any], Iterable[bytes]]


def in_utf8(application: Application) -> Application:
    """Wrap the application and hide any other encoding from it."""

    def layer(environ: Environ, start_response: Any) -> Iterable[bytes]:
        kind = environ.get("CONTENT_TYPE") or ""
        if "charset" in kind.lower():
            environ = {**environ, "CONTENT_TYPE": _without_charset(kind)}
        return application(environ, start_response)

    return layer


def _without_charset(kind: str) -> str:
    parts = kind.split(";")
    return ";".join(part for part in parts if not part.strip().lower().startswith("charset"))
