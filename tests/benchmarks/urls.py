"""The site, and beside it the emptiest page that Django can answer: what others are measured by."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from cpd_site.urls import urlpatterns as of_the_site


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"")


urlpatterns = [path("empty/", empty), *of_the_site]
