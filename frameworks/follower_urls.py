"""The addresses at which the publishers of a framework see who follows it."""

from django.urls import path

from frameworks.views import followers

FOLLOWERS = "desk/<slug:slug>/followers"

urlpatterns = [
    path(f"{FOLLOWERS}/", followers.follower_list, name="follower_list"),
    path(f"{FOLLOWERS}.csv", followers.follower_csv, name="follower_csv"),
    path(f"{FOLLOWERS}/lines/", followers.follower_lines, name="follower_lines"),
    path(f"{FOLLOWERS}/effect/", followers.publish_effect, name="publish_effect"),
]
