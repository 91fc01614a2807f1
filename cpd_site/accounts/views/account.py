"""The pages of one's own account: what the site stores, to see, download and delete."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cpd_site.accounts import personal_data
from cpd_site.accounts.actions.forgetting import forget, managed_alone
from cpd_site.accounts.actions.own_account import rename
from cpd_site.accounts.actions.people import PeopleRefused
from cpd_site.accounts.forms.people import OwnNameForm
from cpd_site.serving.decorators import (
    PersonRequest,
    for_reading,
    reading_or_posting,
    signed_in,
)


@for_reading
@signed_in
def account(request: PersonRequest) -> HttpResponse:
    """Show what the site knows about the person, with ways to change it."""
    memberships = request.user.memberships.select_related("organisation")
    context = {
        "memberships": memberships.order_by("organisation__name"),
        "section": "account",
    }
    return render(request, "account/account.html", context)


@reading_or_posting
@signed_in
def own_name(request: PersonRequest) -> HttpResponse:
    """Show and change the name under which colleagues see the person."""
    form = OwnNameForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        rename(person=request.user, name=form.cleaned_data["name"])
        messages.success(request, f"You are called {request.user.name} here now.")
        return redirect("account")
    context = {"form": form, "section": "account"}
    return render(request, "account/name.html", context)


@for_reading
@never_cache
@signed_in
@reauthentication_required
def account_data(request: PersonRequest) -> HttpResponse:
    """Download everything the site stores about the person."""
    rows = personal_data.export(request.user)
    response = JsonResponse(rows, json_dumps_params={"indent": 1, "ensure_ascii": False})
    name = f"what-cpd-frameworks-keeps-of-me-{timezone.localdate():%Y-%m-%d}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
@reauthentication_required
def close_account(request: PersonRequest) -> HttpResponse:
    """Say what goes and what stays; a POST closes the account for good."""
    refusal = ""
    if request.method == "POST":
        try:
            done = forget(person=request.user, by=request.user)
        except PeopleRefused as refused:
            refusal = str(refused)
        else:
            logout(request)
            messages.success(request, "Your account is closed, and your name is gone from here.")
            for sentence in done.left.sentences("you"):
                messages.warning(request, sentence)
            return redirect("home")
    context = {
        "refusal": refusal,
        "managed_alone": managed_alone(request.user),
        "section": "account",
    }
    return render(request, "account/close.html", context, status=409 if refusal else 200)
