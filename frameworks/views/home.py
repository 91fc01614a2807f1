"""The front page, from which people find their stage."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cpd_site.serving.decorators import cached_page_but_for
from frameworks.forms.finder import WhereAreYouForm
from frameworks.models import Framework
from frameworks.pages.doors import doors
from frameworks.pages.home import role_links
from frameworks.pages.search_answers import EXAMPLES
from frameworks.queries import catalogue, remembered
from frameworks.queries.public import open_stages
from frameworks.queries.yours import own_stage_url, to_read


@cached_page_but_for(remembered.COOKIE)
def home(request: HttpRequest) -> HttpResponse:
    """Show the front page; with a role chosen, redirect to its stage.

    If this device remembers a place, the page begins there.
    """
    frameworks = list(Framework.objects.public().not_copies().with_counts())
    asked = request.GET if {"family", "framework"} & set(request.GET) else None
    here = remembered.place(request.COOKIES.get(remembered.COOKIE, ""), request.user)
    initial = {"framework": here.searched.slug} if here and here.searched else {}
    form = WhereAreYouForm(asked, frameworks=frameworks, initial=initial)
    if form.is_valid() and (family := form.cleaned_data["family"]):
        slug = form.cleaned_data["framework"]
        theirs = "" if slug else own_stage_url(request.user, family)
        return redirect(theirs) if theirs else _answer(family, slug)
    slug = form["framework"].value() or ""
    lines = catalogue.current()
    context = {
        "form": form,
        "here": here,
        "chosen": next((each for each in frameworks if each.slug == slug), None),
        "examples": EXAMPLES,
        "roles": role_links(lines, slug, through_home=request.user.is_authenticated),
        "doors": doors(lines),
        "frameworks": frameworks,
        "yours": to_read(request.user),
        "section": "home",
    }
    return render(request, "reading/home.html", context)


def _answer(family: str, slug: str) -> HttpResponse:
    """Redirect to the authority's stage of that family if it has one alone, else to all of them."""
    if not slug:
        return redirect("family_detail", family)
    stages = list(open_stages().filter(family=family, grid__edition__framework__slug=slug))
    if len(stages) == 1:
        return redirect("framework_stage", slug, stages[0].slug)
    if stages:
        return redirect(reverse("framework_detail", args=[slug], query={"family": family}))
    return redirect(reverse("family_detail", args=[family], query={"framework": slug}))
