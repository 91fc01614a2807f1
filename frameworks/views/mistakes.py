"""A reader tells who keeps a framework up of a mistake in it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.views.decorators.cache import never_cache

from cpd_site.serving.decorators import reading_or_posting
from cpd_site.serving.rate_limit import address_of
from frameworks.actions import mistakes
from frameworks.forms.contacts import MistakeForm
from frameworks.mails.texts import Mistake
from frameworks.models import Edition
from frameworks.queries.reading import Reading, find

LONGEST_PAGE = 300


@dataclass(frozen=True, slots=True)
class CameFrom:
    """The page on which a reader found it: its path, what it is called, the edition it shows."""

    path: str
    name: str
    edition: Edition


@reading_or_posting
@never_cache
def mistake(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; what it says is mailed, with the page that the reader came from."""
    reading = find(slug, reader=request.user)
    sent = request.method == "POST"
    page = _came_from(reading, (request.POST if sent else request.GET).get("page", ""))
    form = MistakeForm(request.POST if sent else None, initial={"page": page.path})
    if sent and form.is_valid():
        what, email = form.cleaned_data["what"], form.cleaned_data["email"]
        told = Mistake(reading.framework, page.edition.name, page.path, what, email)
        try:
            mistakes.tell(told, place=address_of(request))
        except mistakes.NotTold as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Thank you. Your message is on its way.")
            return redirect(page.path)
    context = {
        "crumbs": reading.crumbs,
        "framework": reading.framework,
        "form": form,
        "page": page,
        "is_read": bool(mistakes.addresses_for(reading.framework)),
        "section": "frameworks",
    }
    response = render(request, "reading/framework_mistake.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _came_from(reading: Reading, address: str) -> CameFrom:
    """The page at this address if it is one of the framework or of a line; else the framework's."""
    try:
        path = urlsplit(address[:LONGEST_PAGE]).path
        found = resolve(path)
    except (Resolver404, ValueError):
        return CameFrom(reading.url, "", reading.edition)
    if found.url_name == "opportunity_detail":
        return CameFrom(path, "One opportunity", reading.edition)
    if not path.startswith(reading.url):
        return CameFrom(reading.url, "", reading.edition)
    pinned = reading.framework.editions.published().filter(slug=found.kwargs.get("label", ""))
    stages = {stage.slug: stage.name for stage in reading.grid.stages}
    name = stages.get(found.kwargs.get("address", ""), "")
    return CameFrom(path, name, pinned.first() or reading.edition)
