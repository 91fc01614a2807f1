"""The page on which publishers rename a framework."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cpd_site.serving.decorators import PersonRequest, reading_or_posting, signed_in
from frameworks import rules
from frameworks.actions.names import RenamedMeanwhile, rename
from frameworks.forms.names import NameForm
from frameworks.models import Framework
from frameworks.views.desk_pages import framework_for


@reading_or_posting
@signed_in
def name(request: PersonRequest, slug: str) -> HttpResponse:
    framework = framework_for(request, slug, rules.may_edit, "rename it")
    may = rules.may_rename(request.user, framework)
    if request.method == "POST":
        rules.demand(may)
    stored = Framework.objects.get(pk=framework.pk)  # a form writes what was typed into it
    form = NameForm(request.POST or None, instance=stored)
    if request.method == "POST" and form.is_valid():
        try:
            rename(
                framework=framework,
                by=request.user,
                seen=form.seen["title"],
                title=form.cleaned_data["title"],
            )
        except RenamedMeanwhile:
            form.add_colleague_error({"title": Framework.objects.get(pk=framework.pk).title})
        else:
            messages.success(request, "The name is saved.")
            return redirect("framework_name", slug)
    context = {
        "framework": framework,
        "form": form,
        "may": may,
        "here": "name",
        "cancel": reverse("desk"),
        "section": "desk",
    }
    return render(request, "desk/framework_name.html", context)
