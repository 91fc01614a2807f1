"""What the web server calls: finished pages first, Django for the rest."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpd_site.settings")

django = get_wsgi_application()  # before anything that needs the models

from cpd_site.finished import FinishedPages  # noqa: E402
from frameworks import shown  # noqa: E402

application = FinishedPages(django, stamp=shown.stamp)
