"""What the web server calls: finished pages first, Django for the rest."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpd_site.settings")

django = get_wsgi_application()  # before anything that needs the models

from django.conf import settings  # noqa: E402

from cpd_site.serving import site_version  # noqa: E402
from cpd_site.serving.errors import unreadable  # noqa: E402
from cpd_site.serving.page_cache import FinishedPages  # noqa: E402
from cpd_site.serving.utf8 import in_utf8  # noqa: E402

application = FinishedPages(
    in_utf8(unreadable(django)), stamp=site_version.current, stale_for=settings.STALE_PAGES_FOR
)
