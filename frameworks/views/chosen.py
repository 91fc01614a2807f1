"""How many people of a school chose what for their plans, for its CPD leader."""

from django.http import HttpResponse
from django.shortcuts import render

from cpd_site.serving.decorators import PersonRequest, for_reading, signed_in
from cpd_site.serving.errors import NotHere
from frameworks import rules
from frameworks.queries.chosen_counts import chosen_at
from frameworks.views.desk_pages import framework_for


@for_reading
@signed_in
def chosen(request: PersonRequest, slug: str) -> HttpResponse:
    framework = framework_for(request, slug, rules.may_see_chosen)
    if framework.current_edition_id is None:
        raise NotHere(f"{framework} has no published edition yet, of which lines are chosen.")
    context = {
        "framework": framework,
        "counts": chosen_at(framework, request.user),
        "here": "chosen",
        "section": "desk",
    }
    return render(request, "plans/chosen.html", context)
