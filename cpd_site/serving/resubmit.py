"""Keep what was typed: show a form that could not be processed, to be sent again.

A session may end while somebody writes, the page may be too old, or its subject may be gone.
Without a session or a valid token, Sec-Fetch-Site has to say that the form comes from our own page;
another site's form is never kept, or a stranger could have it sent in somebody's name.
"""

import re
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

NO_WORDS = re.compile(
    r"""initial-.* | (.*-)?(
        seen|version|placed|step|do|go|from|when|date|time|line|cell|before
        |scope|tier|group|family|after|word|answer|to|corrects_only|columns_are_ours|k|use
    )""",
    re.VERBOSE,
)
"""Names of fields that hold the page's own data, or a choice among its options."""

KEY = re.compile(r"[0-9a-f-]{36}(/[0-9a-f-]{36})?|[0-9a-f]{64}|.{0,3}", re.DOTALL)
"""Values that people need not see again: keys, fingerprints, and very short ones."""

NOT_SHOWN = ("csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code")


def is_own_form(request: HttpRequest) -> bool:
    """Return whether a form of ours was sent."""
    return request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "same-origin"


def has_typed_words(request: HttpRequest) -> bool:
    """Return whether a form of ours was sent with something typed in it."""
    return is_own_form(request) and any(value.strip() for _, value in pairs(request))


def words(request: HttpRequest) -> list[str]:
    """Return what somebody typed, in a form they recognise."""
    return words_among(pairs(request))


def words_among(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Return the same for fields of a form, which may include secrets."""
    return [
        value
        for name, value in pairs
        if not (name in NOT_SHOWN or NO_WORDS.fullmatch(name) or KEY.fullmatch(value.strip()))
    ]


def resubmit_page(
    request: HttpRequest,
    reason: str,
    *,
    ways: Iterable[tuple[str, str]] = (),
    status: int = 403,
) -> HttpResponse:
    """Return a page with what was typed, and a button that sends it again.

    `ways` are pairs of words and an address: what to do before sending again.
    """
    context = {
        "reason": reason,
        "ways": list(ways),
        "typed": pairs(request),
        "words": words(request),
        "address": request.get_full_path(),
    }
    return render(request, "typed_again.html", context, status=status)


def pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was typed, by name of the field, without passwords."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_SHOWN
        for value in values
        if isinstance(value, str)
    ]
