"""The page of one's own account."""

from django.http import HttpResponse
from django.shortcuts import render

from cpd_site.serving.decorators import PersonRequest, for_reading, signed_in


@for_reading
@signed_in
def account(request: PersonRequest) -> HttpResponse:
    """What the site knows of the person who asks, with the way to change it."""
    memberships = request.user.memberships.select_related("organisation")
    context = {
        "memberships": memberships.order_by("organisation__name"),
        "section": "account",
    }
    return render(request, "account/account.html", context)
