"""The site as served, with the empty page among its addresses."""

from django.conf import settings

from cpd_site.wsgi import application

settings.ROOT_URLCONF = "tests.benchmarks.urls"

__all__ = ["application"]
