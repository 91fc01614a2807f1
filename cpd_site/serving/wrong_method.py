"""Say in a page what to do where an address does not take a method: 405.

Somebody opens the address of a form by itself, such as from the history of their browser, or posts
to a page that is only for reading. Views refuse with an empty HttpResponseNotAllowed; this fills it
for browsers, in one place. `Allow` stays, and so does the empty answer for scripts.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.cache import add_never_cache_headers

FORM_ONLY = "This address takes what a form sends, and nothing else."
READING_ONLY = "This address is only for reading: nothing was saved."


class WrongMethodMiddleware:
    """Fills a 405 with a page, or JSON where the address ends so; OPTIONS is told what it asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            _fill(request, response)
        return response


def _fill(request: HttpRequest, response: HttpResponseNotAllowed) -> None:
    is_form_only = "GET" not in response["Allow"]
    if request.method == "OPTIONS":
        response.status_code = 204
        response["Allow"] += ", OPTIONS"
        del response["Content-Type"]
    elif request.path.endswith(".json"):
        reason = FORM_ONLY if is_form_only else READING_ONLY
        response.content = JsonResponse({"error": reason}).content
        response["Content-Type"] = "application/json"
    elif "text/html" in request.headers.get("Accept", ""):
        page = page_above(request) if is_form_only else request.get_full_path()
        context = {"is_form_only": is_form_only, "page": page}
        response.content = render_to_string("405.html", context, request)
        add_never_cache_headers(response)


def page_above(request: HttpRequest) -> str:
    """Return the address of the page that has the form: the nearest one above; empty if none is."""
    before, path = request.path.removesuffix(request.path_info), request.path_info
    while path := path.rstrip("/").rpartition("/")[0]:
        try:
            found = resolve(f"{path}/")
        except Resolver404:
            continue
        if not getattr(found.func, "is_form_only", False):
            return f"{before}{path}/"
    return ""
