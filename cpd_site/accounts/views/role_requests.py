"""Request a role in a school, withdraw the request, and answer it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cpd_site.accounts import rules
from cpd_site.accounts.actions import role_requests as actions
from cpd_site.accounts.actions.people import PeopleRefused
from cpd_site.accounts.forms.people import AnswerRequestForm, AskForRoleForm
from cpd_site.models import Membership, Organisation, RoleRequest
from cpd_site.serving.decorators import PersonRequest, reading_or_posting, signed_in
from cpd_site.serving.errors import NotHere


@reading_or_posting
@signed_in
def ask(request: PersonRequest, slug: str) -> HttpResponse:
    """Request a role, for anyone signed in; only people who may answer see it."""
    schools = Organisation.objects.filter(kind=Organisation.Kind.SCHOOL)
    school = schools.select_related("authority", "parent").filter(slug=slug).first()
    if school is None:
        raise NotHere("There is no such school.")
    is_looked_after = rules.is_looked_after(school)
    role = Membership.Role.READER if is_looked_after else Membership.Role.MANAGER
    posted = request.POST if request.method == "POST" else None
    form = AskForRoleForm(posted, initial={"role": role})
    if form.is_valid():
        role = Membership.Role(form.cleaned_data["role"])
        why = form.cleaned_data["why"]
        try:
            actions.ask(organisation=school, role=role, why=why, by=request.user)
        except PeopleRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"You have asked at {school.short_name}. We will e-mail you.")
            return redirect("desk")
    crumbs = [("Desk", reverse("desk")), ("Find your school", reverse("school_list"))]
    context = {
        "school": school,
        "form": form,
        "why_not": "" if form.is_bound else actions.why_not(school, request.user),
        "is_looked_after": is_looked_after,
        "crumbs": crumbs,
        "section": "desk",
    }
    return render(request, "people/role_request_ask.html", context)


@reading_or_posting
@signed_in
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Show a request; a POST answers. For others it does not exist."""
    asked = _request(pk)
    may = rules.may_answer(request.user, asked.organisation)
    if not may and not rules.role_at(request.user, asked.organisation):
        raise NotHere("There is no such request.")
    rules.demand(may)
    form = AnswerRequestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _answered(request, asked, form)
    context = {
        "asked": asked,
        "form": form,
        "crumbs": [("Desk", reverse("desk"))],
        "section": "desk",
    }
    return render(request, "people/role_request.html", context)


@require_POST
@signed_in
def take_back(request: PersonRequest, pk: int) -> HttpResponse:
    asked = _request(pk)
    if asked.user != request.user:
        raise NotHere("There is no such request.")
    try:
        actions.take_back(request=asked, by=request.user)
    except PeopleRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "It is taken back.")
    return redirect("desk")


def _answered(request: PersonRequest, asked: RoleRequest, form: AnswerRequestForm) -> HttpResponse:
    try:
        if form.cleaned_data["answer"] == "accept":
            actions.accept(request=asked, by=request.user)
            message = f"{asked.user} is {asked.role_with_article} at {asked.organisation} now."
        else:
            reply = form.cleaned_data["reply"]
            actions.refuse(request=asked, by=request.user, reply=reply)
            message = f"{asked.user} is told that the answer is no."
    except PeopleRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, message)
    return redirect("desk")


def _request(pk: int) -> RoleRequest:
    rows = RoleRequest.objects.select_related(
        "organisation__parent", "organisation__authority", "user", "answered_by"
    )
    if found := rows.filter(pk=pk).first():
        return found
    raise NotHere("There is no such request.")
