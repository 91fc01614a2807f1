"""The addresses of what is offered back to the authority."""

from django.urls import path

from frameworks.desk_urls import LINE
from frameworks.views import suggestions

SUGGESTIONS = "desk/<slug:slug>/suggestions"
ONE = f"{SUGGESTIONS}/<int:pk>"

urlpatterns = [
    path(f"{SUGGESTIONS}/", suggestions.listed, name="suggestions"),
    path(f"{LINE}/offer/", suggestions.offer, name="draft_line_offer"),
    path(f"{ONE}/take-back/", suggestions.take_back, name="suggestion_take_back"),
    path(f"{ONE}/take/", suggestions.take, name="suggestion_take"),
    path(f"{ONE}/change/", suggestions.take_changed, name="suggestion_take_changed"),
    path(f"{ONE}/decline/", suggestions.decline, name="suggestion_decline"),
]
