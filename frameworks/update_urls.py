"""The addresses of taking in updates."""

from django.urls import path

from frameworks.views import previews, updates

UPDATE = "desk/<slug:slug>/update"

urlpatterns = [
    path(f"{UPDATE}/", updates.update, name="update"),
    path(f"{UPDATE}/questions/<slug:item>/", updates.choose, name="update_choose"),
    path(f"{UPDATE}/all/<slug:kind>/", updates.choose_all, name="update_choose_all"),
    path(f"{UPDATE}/apply/", updates.apply, name="update_apply"),
    path(f"{UPDATE}/reports/<int:pk>/", updates.report, name="update_report"),
    *previews.pages(f"{UPDATE}/try", "update_try", updates.trial),
]
