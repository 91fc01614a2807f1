"""Nothing that was typed is lost: a page that could not be sent shows it, to be sent again.

A session ends while somebody writes, or the page was open for too long. The browser says with
Sec-Fetch-Site that the words come from our own page; what another site sends is never kept, or a
stranger could have it sent in somebody's name.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

NOT_SHOWN = ("csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code")


def is_from_here(request: HttpRequest) -> bool:
    """Whether a form of ours was sent, with something typed in it."""
    return (
        request.method == "POST"
        and request.headers.get("Sec-Fetch-Site") == "same-origin"
        and any(value.strip() for _, value in _typed(request))
    )


def kept(request: HttpRequest, reason: str) -> HttpResponse:
    """A page with what was typed, and a button that sends it again."""
    context = {"reason": reason, "typed": _typed(request), "address": request.get_full_path()}
    return render(request, "typed_again.html", context, status=403)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_SHOWN
        for value in values
        if isinstance(value, str)
    ]
