"""The site, and beside it the emptiest page that Django can answer: the yardstick for others."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from cpd_site.urls import handler400, handler403, handler404, handler500
from cpd_site.urls import urlpatterns as of_the_site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"")


urlpatterns = [path("empty/", empty), *of_the_site]
