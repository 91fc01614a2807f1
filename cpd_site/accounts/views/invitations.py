"""The page of an invitation: join with one's account or with a new one."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from cpd_site.accounts.actions import invitations as actions
from cpd_site.accounts.actions.people import PeopleRefused
from cpd_site.accounts.forms.people import JoinForm
from cpd_site.models import Invitation, Membership, User
from cpd_site.serving.decorators import reading_or_posting
from cpd_site.serving.errors import NotHere


@reading_or_posting
@never_cache
@sensitive_post_parameters("password")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show and accept an invitation. GET changes nothing: mail filters open links first."""
    found = Invitation.objects.by_token(token)
    if found is None:
        raise NotHere(
            "This invitation is not whole, or a newer one was sent to you. "
            "Use the link in the newest mail, all of it."
        )
    if found.closed_because:
        return _page(request, found, status=410)
    if isinstance(request.user, User):
        return _with_account(request, found, request.user)
    if User.objects.filter(email__iexact=found.email).exists():
        return _page(request, found, has_account=True)
    return _as_new(request, found)


def _with_account(request: HttpRequest, found: Invitation, user: User) -> HttpResponse:
    if user.email.lower() != found.email.lower():
        return _page(request, found, another_address=True)
    if request.method != "POST":
        return _page(request, found)
    try:
        actions.join(invitation=found, by=user)
    except PeopleRefused as refused:
        messages.error(request, str(refused))
        return redirect("invitation", found.token)
    messages.success(request, _welcome(found))
    return redirect("desk")


def _as_new(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = JoinForm(request.POST if request.method == "POST" else None, invitation=found)
    if form.is_valid():
        try:
            user = actions.join_as_new(
                invitation=found,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
            )
        except PeopleRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _welcome(found))
            signed_in: HttpResponse = perform_login(request, user)
            return signed_in
    return _page(request, found, form=form)


def _page(
    request: HttpRequest, found: Invitation, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {"invitation": found, "role": Membership.Role(found.role), **more}
    return render(request, "people/invitation.html", context, status=status)


def _welcome(found: Invitation) -> str:
    role = Membership.Role(found.role)
    return f"You have joined {found.organisation.name}. You are {role.with_article} there."
