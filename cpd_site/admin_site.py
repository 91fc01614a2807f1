"""Django's admin, for site staff, behind the site's own sign-in."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils.decorators import method_decorator


@method_decorator(secure_admin_login, name="login")
class AdminSite(admin.AdminSite):
    """The admin. One signs in as everywhere else: with rate limits and the second step."""

    site_header = "CPD Frameworks: administration"
    site_title = "CPD Frameworks"
    index_title = "Administration"
    enable_nav_sidebar = False
