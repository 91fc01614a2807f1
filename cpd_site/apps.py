from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin import apps as admin


class CpdSiteConfig(AppConfig):
    name = "cpd_site"
    verbose_name = "People and organisations"
    default = True

    def ready(self) -> None:
        """Start error reporting, if the settings say where to."""
        from cpd_site.operating import error_reports

        error_reports.start(settings.SENTRY_DSN)


class AdminConfig(admin.AdminConfig):
    default_site = "cpd_site.accounts.admin_site.AdminSite"
    default = False
