"""Sign-in with an OpenID Connect provider: allauth's views, with a page for its failures.

allauth first asks the provider for its own addresses, and lets exceptions through.
"""

import logging
from collections.abc import Callable
from functools import wraps

from allauth.socialaccount.providers.openid_connect import views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from requests import RequestException

logger = logging.getLogger(__name__)

type ProviderView = Callable[[HttpRequest, str], HttpResponse]

PROVIDER_FAILURES = (RequestException, ValueError, LookupError, TypeError, AttributeError)
"""Exceptions if it does not answer, or not according to the standard."""


def with_failure_page(view: ProviderView) -> ProviderView:
    """Wrap the view to answer with a page when the provider fails."""

    @wraps(view)
    def answering(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        except PROVIDER_FAILURES:
            logger.exception("An OpenID Connect provider did not answer as it should")
            return render(request, "socialaccount/provider_down.html", status=503)

    return answering


urlpatterns = [
    path(
        "accounts/oidc/<str:provider_id>/login/",
        with_failure_page(views.login),
        name="openid_connect_login",
    ),
    path(
        "accounts/oidc/<str:provider_id>/login/callback/",
        with_failure_page(views.callback),
        name="openid_connect_callback",
    ),
]
