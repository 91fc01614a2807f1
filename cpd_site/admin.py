"""Where Django looks for the admin of this app."""

from cpd_site.accounts import admin  # noqa: F401
from cpd_site.operating import admin as of_operating  # noqa: F401
