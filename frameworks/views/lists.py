"""A list of lines, without an account. Its address is the list: the server keeps nothing of it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.timezone import localdate
from django.views.decorators.http import conditional_page

from cpd_site.serving.decorators import cached_page, for_reading, same_origin_post
from cpd_site.serving.rate_limit import rate_limited
from cpd_site.serving.site_address import site_address
from frameworks.forms.lists import TOO_LARGE, OpenForm
from frameworks.pages import lists
from frameworks.queries.reading import find
from frameworks.views.downloads import file_response
from frameworks.views.edition_pages import no_store
from opportunities.exchange.list_file import MOST_BYTES
from opportunities.grid import short_keys


def page_of_list[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page for its address alone, which a browser asks for again and nobody else keeps.

    There are as many as people choose lines, so none is kept in the page cache.
    """

    @for_reading
    @conditional_page
    @wraps(view)
    def for_one(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_cache=True)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return for_one


@page_of_list
def my_list(request: HttpRequest) -> HttpResponse:
    """Show the lines that the address names. With a line to leave out, redirect without it."""
    asked = lists.ListQuery(request)
    if (dropped := short_keys.read(asked.get("without"))) in asked.chosen:
        left = {key: stage for key, stage in asked.chosen.items() if key != dropped}
        return redirect(lists.address(left))
    chosen = short_keys.read_places([asked.get("at")])
    if chosen.keys() & asked.chosen.keys():
        return redirect(lists.address(asked.chosen | chosen))
    return render(request, "lists/list.html", lists.context(request))


@page_of_list
@rate_limited
def more(request: HttpRequest) -> HttpResponse:
    """Offer lines that the words find, to add to the list in the address."""
    return render(request, "lists/list_more.html", lists.of_search(request))


@page_of_list
def more_of_stage(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    """Offer lines of a stage, to add to the list in the address."""
    reading = find(slug, reader=request.user)
    stage = reading.stage(address)
    return render(request, "lists/list_more.html", lists.of_stage(request, reading, stage))


@page_of_list
def file(request: HttpRequest) -> HttpResponse:
    """Return the list as a page that reads and prints by itself, to save and open again."""
    context = lists.context(request) | {"site": site_address(request)}
    content = render_to_string("lists/file.html", context)
    name = f"cpd-list-{localdate().isoformat()}.html"
    return file_response(content.encode(), "text/html; charset=utf-8", name)


@cached_page
def open_file(request: HttpRequest) -> HttpResponse:
    """Ask for a list that was saved as a file."""
    return render(request, "lists/list_open.html", {"form": OpenForm(), "section": "list"})


@same_origin_post
@rate_limited
def opened(request: HttpRequest) -> HttpResponse:
    """Redirect to the list in the file. A file that is too large is not read."""
    length = request.headers.get("content-length") or "0"
    if length.isdecimal() and int(length) > 2 * MOST_BYTES:
        form = OpenForm({}, {})
        form.errors["file"] = form.error_class([TOO_LARGE])
    else:
        form = OpenForm({}, request.FILES)
        if form.is_valid():
            return redirect(lists.address(form.chosen))
    return no_store(render(request, "lists/list_open.html", {"form": form, "section": "list"}))
