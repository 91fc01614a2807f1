"""The page on which editors set a framework's contact."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cpd_site.serving.decorators import PersonRequest, reading_or_posting, signed_in
from frameworks import rules
from frameworks.actions.contacts import change_contact
from frameworks.actions.editing import Stale
from frameworks.forms.contacts import ContactForm
from frameworks.models import Framework
from frameworks.views.desk_pages import framework_for


@reading_or_posting
@signed_in
def contact(request: PersonRequest, slug: str) -> HttpResponse:
    framework = framework_for(request, slug, rules.may_edit, "change whom to ask")
    stored = Framework.objects.get(pk=framework.pk)  # a form writes what was typed into it
    form = ContactForm(request.POST or None, instance=stored)
    if request.method == "POST" and form.is_valid():
        try:
            change_contact(
                framework=framework, by=request.user, seen=form.seen, **form.cleaned_data
            )
        except Stale:
            form.add_colleague_error(framework.contact_fields)
        else:
            messages.success(request, "It is saved whom to ask.")
            return redirect("framework_contact", slug)
    context = {
        "framework": framework,
        "form": form,
        "here": "contact",
        "cancel": reverse("desk"),
        "section": "desk",
    }
    return render(request, "desk/framework_contact.html", context)
