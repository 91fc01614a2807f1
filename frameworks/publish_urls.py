"""The addresses of publishing: at the desk, of previews, feeds, and of those who follow."""

from django.urls import path

from frameworks.views import feeds, following, history, previews, publishing

FRAMEWORK = "frameworks/<slug:slug>"
DESK = "desk/<slug:slug>"

urlpatterns = [
    path("frameworks/feed.atom", feeds.feed, name="feed"),
    path(f"{FRAMEWORK}/feed.atom", feeds.feed, name="framework_feed"),
    path(f"{FRAMEWORK}/follow/", following.follow, name="framework_follow"),
    path(f"{FRAMEWORK}/follow/account/", following.follow_signed_in, name="follow_signed_in"),
    path("follow/<str:token>/", following.confirm, name="follow_confirm"),
    path("unfollow/<str:token>/", following.unfollow, name="unfollow"),
    path(f"{DESK}/publish/", publishing.publish, name="draft_publish"),
    path(f"{DESK}/publish/call-off/", publishing.call_off, name="draft_call_off"),
    path(f"{DESK}/publish/keep-date/", publishing.keep_date, name="draft_keep_date"),
    path(f"{DESK}/editions/<slug:label>/withdraw/", publishing.withdraw, name="edition_withdraw"),
    path(f"{DESK}/history/", history.history, name="framework_history"),
    path(f"{DESK}/history.csv", history.history_csv, name="framework_history_csv"),
    path(f"{DESK}/preview/links/", previews.links, name="preview_links"),
    path(f"{DESK}/preview/links/<int:pk>/revoke/", previews.revoke, name="preview_revoke"),
    *previews.pages(f"{DESK}/preview", "desk_preview", previews.at_desk),
    *previews.pages("preview/<str:token>", "preview", previews.by_link),
]
