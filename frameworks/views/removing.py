"""The page on which an editor removes a framework of which nothing was ever published."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from cpd_site.serving.decorators import PersonRequest, reading_or_posting, signed_in
from frameworks import rules
from frameworks.actions import removing
from frameworks.desk.removing import RemovedContent
from frameworks.models import Framework
from frameworks.views.desk_pages import framework_for


@reading_or_posting
@signed_in
def remove(request: PersonRequest, slug: str) -> HttpResponse:
    """Ask, then remove. Where it cannot be removed, say why."""
    framework = framework_for(request, slug, rules.may_edit, "remove it")
    may = rules.may_remove(request.user, framework)
    if request.method == "POST":
        rules.demand(may)
        try:
            removing.remove(framework=framework, by=request.user)
        except Framework.DoesNotExist:  # a colleague was a moment faster
            messages.info(request, f"“{framework.title}” is removed already.")
        else:
            messages.success(request, f"“{framework.title}” is removed.")
        return redirect("desk")
    context = {
        "framework": framework,
        "may": may,
        "removed": RemovedContent(framework),
        "here": "remove",
        "section": "desk",
    }
    return render(request, "desk/framework_remove.html", context)
