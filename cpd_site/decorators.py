"""What the views of this site have in common."""

from collections.abc import Callable

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

type View[**P] = Callable[P, HttpResponse]


def for_reading[**P](view: View[P]) -> View[P]:
    """A view that only answers GET and HEAD; anything else is 405.

    There is nothing in it to forge, so a POST is told that, rather than that its token is missing.
    """
    return csrf_exempt(require_safe(view))
