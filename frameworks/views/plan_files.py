"""A plan taken away as a file, and the secret address of its dates for a calendar."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache

from cpd_site.serving.decorators import (
    PersonRequest,
    for_reading,
    reading_or_posting,
    signed_in,
)
from cpd_site.serving.errors import NotHere
from cpd_site.serving.site_address import site_address
from frameworks.actions import plans
from frameworks.models import Plan, PlanCalendar
from frameworks.pages.plan_files import FILES, calendar_file, document_of
from frameworks.queries import plans as queries
from frameworks.views.downloads import file_response, not_written
from frameworks.views.plan_pages import MINE, of_plan, plan_page
from opportunities.exchange.writing import calendar_ics
from opportunities.exchange.writing.child_process import CannotWrite


@for_reading
@of_plan
def plan_file(request: PersonRequest, plan: Plan, form: str) -> HttpResponse:
    """Return the whole plan in this format."""
    if form not in FILES:
        raise NotHere(
            f"There is no “.{form}” of a plan. There is:",
            [
                (each.label, reverse("plan_file", args=[plan.pk, name]))
                for name, each in FILES.items()
            ],
        )
    name = f"{slugify(plan.title.replace('/', '-'))[:60] or 'plan'}.{form}"
    try:
        content = FILES[form].write(document_of(plan))
    except CannotWrite as cannot:
        return not_written(f"plan-{plan.pk}.{form}", cannot)
    return file_response(content, FILES[form].media_type, name)


@reading_or_posting
@signed_in
def calendar(request: PersonRequest) -> HttpResponse:
    """Show the address, make a new one, or end it."""
    if request.method == "POST" and request.POST.get("do") == "stop":
        plans.stop_calendar(by=request.user)
        messages.success(request, "The address no longer works.")
        return redirect("plan_calendar")
    if request.method == "POST":
        plans.renew_calendar(by=request.user)
        messages.success(request, "This is the address. One that you had before no longer works.")
        return redirect("plan_calendar")
    stored = PlanCalendar.objects.filter(owner=request.user).first()
    address = ""
    if stored:
        path = reverse("plan_calendar_file", args=[stored.secret])
        address = f"{site_address(request)}{path}"
    return plan_page(request, "plan_calendar", address=address, crumbs=MINE)


@for_reading
@never_cache
def calendar_at(request: HttpRequest, token: str) -> HttpResponse:
    """Return the dates of the plan with this secret, for a calendar that cannot sign in."""
    owner = queries.calendar_of(token)
    if owner is None:
        raise NotHere("There is no calendar at this address. Its owner may have made a new one.")
    site = site_address(request)
    days = queries.all_dates(owner)
    content = calendar_file(days, lambda item: f"{site}{reverse('plan_item', args=[item.pk])}")
    response = HttpResponse(content, content_type=calendar_ics.FORMAT.media_type)
    response["X-Robots-Tag"] = "noindex"
    return response
