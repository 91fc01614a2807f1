"""The desk, the start page of signed-in work."""

from django.http import HttpResponse
from django.shortcuts import render

from cpd_site.serving.decorators import PersonRequest, for_reading, signed_in
from frameworks.desk.overview import lay_out
from frameworks.queries.plans import next_dates


@for_reading
@signed_in
def desk(request: PersonRequest) -> HttpResponse:
    context = {
        "places": lay_out(request.user),
        "dates": next_dates(request.user),
        "section": "desk",
    }
    return render(request, "desk/desk.html", context)
