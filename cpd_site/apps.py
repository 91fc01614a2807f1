from django.apps import AppConfig


class CpdSiteConfig(AppConfig):
    name = "cpd_site"
    verbose_name = "People and organisations"
