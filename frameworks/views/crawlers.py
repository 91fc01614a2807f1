"""The site map and robots.txt."""

from django.contrib.sitemaps import views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cpd_site.serving.decorators import cached_page
from frameworks.pages.sitemaps import SITEMAPS


@cached_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the parts of the site map."""
    return views.index(request, SITEMAPS, sitemap_url_name="sitemap_part")


@cached_page
def sitemap_part(request: HttpRequest, section: str) -> HttpResponse:
    """List the pages that anyone may read, without those that a query string filters."""
    return views.sitemap(request, SITEMAPS, section=section)


@cached_page
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")
