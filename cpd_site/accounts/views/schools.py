"""Find one's school, whether it has a manager here, and what to do next."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cpd_site.accounts import schools
from cpd_site.accounts.forms.people import FindSchoolForm
from cpd_site.serving.decorators import PersonRequest, for_reading, signed_in
from cpd_site.serving.pagination import links_to, with_page


@for_reading
@signed_in
def school_list(request: PersonRequest) -> HttpResponse:
    """List the matching schools, for anyone signed in, without names and addresses of people."""
    form = FindSchoolForm(request.GET if "q" in request.GET else None)
    page = None
    if form.is_valid():
        page = schools.page(form.cleaned_data["q"], request.GET.get("page", ""))
    context = {
        "form": form,
        "page": page,
        "pages": links_to(page, with_page(request.GET)) if page is not None else None,
        "found": schools.as_found(page, request.user) if page is not None else [],
        "too_many": schools.MOST if form.is_valid() and page is None else None,
        "authorities_answer": settings.AUTHORITIES_ANSWER,
        "crumbs": [("Desk", reverse("desk"))],
        "section": "desk",
    }
    return render(request, "people/school_list.html", context)
