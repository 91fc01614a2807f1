"""The addresses of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from cpd_site.operating.views import metrics_page, readyz
from cpd_site.serving import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("frameworks.urls")),
    path("", include("cpd_site.accounts.urls")),
]
if "openid_connect" in settings.SOCIALACCOUNT_PROVIDERS:
    # Before allauth's own. What it imports takes 4 MB, which a worker without it is spared.
    urlpatterns.append(path("", include("cpd_site.accounts.views.openid_connect")))
urlpatterns += [
    path("accounts/", include("allauth.urls")),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("too-large", views.too_large, name="too_large"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics_page, name="metrics"),
]

handler400 = "cpd_site.serving.errors.bad_request"
handler403 = "cpd_site.serving.errors.permission_denied"
handler404 = "cpd_site.serving.errors.page_not_found"
handler500 = "cpd_site.serving.errors.server_error"
