"""Benchmarks. They make grids with the builders of the tests, which need Django set up first."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpd_site.settings")
django.setup()
