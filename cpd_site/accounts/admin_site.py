"""Django's admin, for site staff, behind the site's own sign-in."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils.decorators import method_decorator

SHOWN = ("cpd_site", "frameworks")


@method_decorator(secure_admin_login, name="login")
class AdminSite(admin.AdminSite):
    """The admin, with the site's own sign-in, its rate limits and its second step."""

    site_header = "CPD Frameworks: administration"
    site_title = "CPD Frameworks"
    index_title = "Administration"
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        """Register our own models only: not tables of libraries, with their keys and tokens."""
        try:
            models = list(model_or_iterable)
        except TypeError:
            models = [model_or_iterable]
        ours = [model for model in models if model._meta.app_label in SHOWN]
        super().register(ours, *args, **options)
