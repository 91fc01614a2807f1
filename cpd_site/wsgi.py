"""The WSGI application: the page cache first, then Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpd_site.settings")

django = get_wsgi_application()  # before anything that needs the models

from django.conf import settings  # noqa: E402

from cpd_site.serving import caches, metrics, site_version  # noqa: E402
from cpd_site.serving.errors import unreadable  # noqa: E402
from cpd_site.serving.page_cache import PageCache  # noqa: E402
from cpd_site.serving.utf8 import in_utf8  # noqa: E402

application = PageCache(
    in_utf8(unreadable(django)),
    version=site_version.look,
    stale_for=settings.STALE_PAGES_FOR,
    on_hit=metrics.page_cache_hit if metrics.is_on() else None,
)
caches.register("pages", application.pages)
