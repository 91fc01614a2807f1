"""The addresses of copies: where one is made, and what is said of it at the desk."""

from django.urls import path

from frameworks.views import copies

USE = "frameworks/<slug:slug>/use"
SHARING = "desk/<slug:slug>/sharing"

urlpatterns = [
    path(f"{USE}/", copies.where, name="copy_where"),
    path(f"{USE}/<slug:organisation>/", copies.make, name="copy_make"),
    path(f"{SHARING}/", copies.sharing, name="framework_sharing"),
    path(f"{SHARING}/wording/", copies.share_wording, name="copy_share_wording"),
    path(f"{SHARING}/stop/", copies.follow, {"again": False}, name="copy_stop_following"),
    path(f"{SHARING}/follow/", copies.follow, {"again": True}, name="copy_follow_again"),
]
