"""The frameworks, what stands around their grids, their stages as a picture, their editions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cpd_site.decorators import finished
from frameworks.models import Framework
from frameworks.reading import find
from opportunities.ladder import lay_out
from opportunities.markdown import to_html


@finished
def framework_list(request: HttpRequest) -> HttpResponse:
    frameworks = Framework.objects.open_to_all().with_counts()
    context = {"frameworks": frameworks, "section": "frameworks"}
    return render(request, "frameworks/framework_list.html", context)


@finished
def about(request: HttpRequest, slug: str, label: str | None = None) -> HttpResponse:
    reading = find(slug, label)
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
    reading = find(slug, label)
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
    reading = find(slug)
    context = {
        "reading": reading,
        "framework": reading.framework,
        "editions": reading.framework.editions.published().select_related("framework"),
        "section": "frameworks",
    }
    return render(request, "frameworks/edition_list.html", context)
