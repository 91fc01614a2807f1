"""The list of frameworks, and the list of editions of one."""

from itertools import zip_longest

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cpd_site.serving.decorators import cached_page
from frameworks.forms.finder import CompareEditionsForm
from frameworks.models import Framework
from frameworks.queries.reading import Reading, changes_url
from frameworks.queries.yours import to_read
from frameworks.views.edition_pages import edition_page

COPIES_ON_A_PAGE = 50


@cached_page
def framework_list(request: HttpRequest) -> HttpResponse:
    """List the frameworks that are no copies; then the copies, by name and some at a time."""
    frameworks = Framework.objects.public()
    copies = frameworks.based_on_others()
    name = request.GET.get("name", "").replace("\0", "").strip()[:100]
    if name:
        copies = copies.filter(organisation__name__icontains=name)
    context = {
        "frameworks": frameworks.not_copies().with_counts(),
        "copies": Paginator(copies, COPIES_ON_A_PAGE).get_page(request.GET.get("page")),
        "name": name,
        "yours": to_read(request.user),
        "section": "frameworks",
    }
    return render(request, "reading/framework_list.html", context)


@edition_page
def edition_list(request: HttpRequest, reading: Reading) -> HttpResponse:
    """List every edition; with two chosen, redirect to what changed between them."""
    framework = reading.framework
    editions = list(framework.editions.published().newest_first().select_related("framework"))
    asked = {"before", "after"} & request.GET.keys()
    form = CompareEditionsForm(request.GET if asked else None, editions=editions)
    if form.is_valid():
        return redirect("edition_changes", framework.slug, *form.labels)
    context = {
        "reading": reading,
        "framework": framework,
        "editions": [
            (edition, before and changes_url(framework, before, edition))
            for edition, before in zip_longest(editions, editions[1:])
        ],
        "form": form if len(editions) > 1 else None,
        "section": "frameworks",
    }
    return render(request, "reading/edition_list.html", context)
