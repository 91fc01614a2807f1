"""The frameworks, what stands around their grids, their stages as a picture, their editions."""

from itertools import zip_longest

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cpd_site.decorators import finished
from frameworks.forms import CompareEditionsForm
from frameworks.models import Framework
from frameworks.reading import Reading, changes_url, find
from opportunities.ladder import lay_out
from opportunities.markdown import to_html


@finished
def framework_list(request: HttpRequest) -> HttpResponse:
    frameworks = Framework.objects.open_to_all().with_counts()
    context = {"frameworks": frameworks, "section": "frameworks"}
    return render(request, "frameworks/framework_list.html", context)


@finished
def about(request: HttpRequest, slug: str, label: str | None = None) -> HttpResponse:
    return answer_about(request, find(slug, label))


def answer_about(request: HttpRequest, reading: Reading) -> HttpResponse:
    context = {
        "reading": reading,
        "edition": reading.edition,
        "framework": reading.framework,
        "sections": [
            {"id": f"section-{number}", "heading": section.heading, "html": to_html(section.body)}
            for number, section in enumerate(reading.grid.sections, start=1)
        ],
        "section": "frameworks",
    }
    return render(request, "frameworks/framework_about.html", context)


@finished
def ladder(request: HttpRequest, slug: str, label: str | None = None) -> HttpResponse:
    return answer_ladder(request, find(slug, label))


def answer_ladder(request: HttpRequest, reading: Reading) -> HttpResponse:
    context = {
        "reading": reading,
        "edition": reading.edition,
        "framework": reading.framework,
        "ladder": lay_out(reading.grid),
        "section": "frameworks",
    }
    return render(request, "frameworks/framework_ladder.html", context)


@finished
def edition_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Every edition; with two chosen, the way to what changed between them."""
    reading = find(slug)
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
    return render(request, "frameworks/edition_list.html", context)
