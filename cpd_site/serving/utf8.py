"""Treat all requests as UTF-8, whatever encoding they declare.

Django would accept any codec of Python for a request, and some of them yield surrogates, which
neither a database nor a page can contain, or are not for text at all.
"""

from collections.abc import Iterable

from cpd_site.serving.page_cache import Application, Environ, StartResponse


def in_utf8(application: Application) -> Application:
    """Wrap the application and hide any other encoding from it."""

    def layer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        kind = environ.get("CONTENT_TYPE") or ""
        if "charset" in kind.lower():
            environ = {**environ, "CONTENT_TYPE": _without_charset(kind)}
        return application(environ, start_response)

    return layer


def _without_charset(kind: str) -> str:
    parts = kind.split(";")
    return ";".join(part for part in parts if not part.strip().lower().startswith("charset"))
