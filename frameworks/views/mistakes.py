"""A reader reports a mistake to the people who keep a framework up to date."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.views.decorators.cache import never_cache

from cpd_site.serving.decorators import reading_or_posting
from cpd_site.serving.errors import NotHere
from cpd_site.serving.rate_limit import address_of
from frameworks.actions import mistakes
from frameworks.forms.contacts import MistakeForm
from frameworks.mails.texts import Mistake
from frameworks.models import Edition
from frameworks.pages.edition_pages import PAGES
from frameworks.queries.reading import Reading, find, find_unguarded

LONGEST_PAGE = 300

READ = {
    "edition_changes",
    "edition_list",
    *(f"{of}_detail" for of in ("framework", "edition")),
    *(f"{of}_{page.name}" for of in ("framework", "edition") for page in PAGES),
}
"""The names of the URL patterns of a framework that a reader may come from."""


@dataclass(frozen=True, slots=True)
class CameFrom:
    """The page that a reader came from: its path, its name, and the edition it shows."""

    path: str
    name: str
    edition: Edition


@reading_or_posting
@never_cache
def mistake(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form; mail what was written, with the page that the reader came from."""
    reading = find(slug, reader=request.user)
    sent = request.method == "POST"
    page = _came_from(reading, (request.POST if sent else request.GET).get("page", ""))
    form = MistakeForm(request.POST if sent else None, initial={"page": page.path})
    if sent and form.is_valid():
        what, email = form.cleaned_data["what"], form.cleaned_data["email"]
        report = Mistake(reading.framework, page.edition.name, page.path, what, email)
        try:
            mistakes.tell(report, place=address_of(request))
        except mistakes.MistakeRefused as refusal:
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
    """Return the page at this address if it is one of the framework or of a line.

    Else the framework's page. Whoever wrote the address, the message goes out, and the reader comes
    to a page that is there.
    """
    its_page = CameFrom(reading.url, "", reading.edition)
    try:
        path = urlsplit(address[:LONGEST_PAGE]).path
        found = resolve(path)
    except (Resolver404, ValueError):
        return its_page
    of_line = found.url_name == "opportunity_detail"
    if not of_line and not (found.url_name in READ and path.startswith(reading.url)):
        return its_page
    try:
        there, stage = _place(reading, found.kwargs)
    except NotHere:
        return its_page
    return CameFrom(path, "One opportunity" if of_line else stage, there.edition)


def _place(reading: Reading, data: Mapping[str, Any]) -> tuple[Reading, str]:
    """Return the edition and the stage that an address names. Raises NotHere for an unknown one."""
    slug = reading.framework.slug
    for label in (data.get("before"), data.get("after")):
        if label:
            find_unguarded(slug, label)
    there = find_unguarded(slug, data["label"]) if "label" in data else reading
    if "key" in data and data["key"] not in there.grid.opportunity_by_key:
        raise NotHere("This edition lists no such opportunity.")
    return there, there.stage(data["address"]).name if "address" in data else ""
