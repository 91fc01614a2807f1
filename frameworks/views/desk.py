"""The desk, the start page of signed-in work."""

from django.http import HttpResponse
from django.shortcuts import render

from cpd_site.accounts.actions import role_requests
from cpd_site.serving.decorators import PersonRequest, for_reading, signed_in
from frameworks.desk.overview import lay_out
from frameworks.desk.own import own_stage
from frameworks.queries import remembered
from frameworks.queries.plan_news import news_by_plan
from frameworks.queries.plans import lines_going_on, next_dates


@for_reading
@signed_in
def desk(request: PersonRequest) -> HttpResponse:
    """Show the desk: an editor's begins with the drafts, anybody else's with what they read."""
    places = lay_out(request.user)
    edits = any(place.edits for place in places)
    lines = lines_going_on(request.user)
    changed, ended = news_by_plan(request.user, lines)
    cookie = request.COOKIES.get(remembered.COOKIE, "")
    requests = role_requests.visible_to(request.user)
    context = {
        "asked": [each for each in requests if each.user == request.user],
        "to_answer": [each for each in requests if each.user != request.user],
        "places": places,
        "edits": edits,
        "own": None if edits else own_stage(request.user, cookie),
        "dates": next_dates(lines),
        "changed": changed,
        "ended": ended,
        "section": "desk",
    }
    return render(request, "desk/desk.html", context)
