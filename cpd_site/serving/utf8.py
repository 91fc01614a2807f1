"""All that is sent to this site is UTF-8, whatever it says of itself.

Django would take any codec that Python has for the text of a request, and some of them make halves
of characters, which neither a database nor a page can hold, or are for no text at all.
"""

from collections.abc import Callable, Iterable
from typing import Any

type Environ = dict[str, Any]
type Application = Callable[[Environ, Any], Iterable[bytes]]


def in_utf8(application: Application) -> Application:
    """The application, which is not told of any other encoding."""

    def layer(environ: Environ, start_response: Any) -> Iterable[bytes]:
        kind = environ.get("CONTENT_TYPE") or ""
        if "charset" in kind.lower():
            environ = {**environ, "CONTENT_TYPE": _without_charset(kind)}
        return application(environ, start_response)

    return layer


def _without_charset(kind: str) -> str:
    parts = kind.split(";")
    return ";".join(part for part in parts if not part.strip().lower().startswith("charset"))
