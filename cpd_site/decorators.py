"""What the views of this site have in common."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from cpd_site.finished import MARK

type View[**P] = Callable[P, HttpResponse]


def for_reading[**P](view: View[P]) -> View[P]:
    """A view that only answers GET and HEAD; anything else is 405.

    There is nothing in it to forge, so a POST is told that, rather than that its token is missing.
    """
    return csrf_exempt(require_safe(view))


def finished[**P](view: View[P]) -> View[P]:
    """For reading, and the same for everybody: the page may be kept as it is."""

    @for_reading
    @wraps(view)
    def marked(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response[MARK] = "yes"
        return response

    return marked
