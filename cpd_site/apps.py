from django.apps import AppConfig
from django.contrib.admin import apps as admin


class CpdSiteConfig(AppConfig):
    name = "cpd_site"
    verbose_name = "People and organisations"
    default = True


class AdminConfig(admin.AdminConfig):
    default_site = "cpd_site.accounts.admin_site.AdminSite"
    default = False
