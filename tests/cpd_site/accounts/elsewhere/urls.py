"""The addresses of the site if the settings name an OpenID Connect provider."""

from cpd_site.accounts.views import openid_connect
from cpd_site.urls import handler404, handler500, urlpatterns

__all__ = ["handler404", "handler500", "urlpatterns"]

urlpatterns = [*openid_connect.urlpatterns, *urlpatterns]
