"""The people of an organisation: who they are, what they may do, who is invited."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cpd_site.accounts import rules
from cpd_site.accounts.actions import people as actions
from cpd_site.accounts.forms.people import InviteForm, RoleForm
from cpd_site.models import Invitation, Membership, Organisation
from cpd_site.serving.decorators import PersonRequest, for_reading, reading_or_posting, signed_in
from cpd_site.serving.errors import NotHere


@for_reading
@signed_in
def people(request: PersonRequest, slug: str) -> HttpResponse:
    organisation = _organisation(request, slug)
    return _page(request, organisation, InviteForm(organisation=organisation))


@require_POST
@signed_in
def invite(request: PersonRequest, slug: str) -> HttpResponse:
    organisation = _managed(request, slug)
    form = InviteForm(request.POST, organisation=organisation)
    if form.is_valid():
        try:
            actions.invite(
                organisation=organisation,
                email=form.cleaned_data["email"],
                role=Membership.Role(form.cleaned_data["role"]),
                by=request.user,
                site=_site(request),
            )
        except actions.PeopleRefused as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(request, f"{form.cleaned_data['email']} is invited.")
            return redirect("people", organisation.slug)
    return _page(request, organisation, form)


@require_POST
@signed_in
def change_role(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    membership = _member(_managed(request, slug), pk)
    form = RoleForm(request.POST, membership=membership)
    if not form.is_valid():
        messages.error(request, "Choose a role from the list.")
        return redirect("people", slug)
    role = Membership.Role(form.cleaned_data["role"])
    return _done(
        request,
        slug,
        lambda: actions.change_role(membership=membership, role=role, by=request.user),
        f"{membership.user} is {role.with_article} now.",
    )


@reading_or_posting
@signed_in
def remove(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Asks first. Anyone may take out themselves."""
    organisation = _organisation(request, slug)
    membership = _member(organisation, pk)
    leaves = membership.user == request.user
    if not leaves:
        rules.demand(rules.may_manage(request.user, organisation))
    if request.method != "POST":
        context = {
            "organisation": organisation,
            "membership": membership,
            "role": Membership.Role(membership.role),
            "leaves": leaves,
            "section": "desk",
        }
        return render(request, "people/member_remove.html", context)
    return _done(
        request,
        slug,
        lambda: actions.remove(membership=membership, by=request.user),
        f"You have left {organisation}." if leaves else f"{membership.user} is removed.",
        to="desk" if leaves else "people",
    )


@require_POST
@signed_in
def send_again(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    invitation = _invitation(_managed(request, slug), pk)
    return _done(
        request,
        slug,
        lambda: actions.send_again(invitation=invitation, by=request.user, site=_site(request)),
        f"{invitation.email} is invited again.",
    )


@require_POST
@signed_in
def revoke(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    invitation = _invitation(_managed(request, slug), pk)
    return _done(
        request,
        slug,
        lambda: actions.revoke(invitation=invitation, by=request.user),
        f"The invitation of {invitation.email} is taken back.",
    )


def _page(request: PersonRequest, organisation: Organisation, form: InviteForm) -> HttpResponse:
    memberships = list(
        organisation.memberships.select_related("user", "organisation").order_by(
            "user__name", "user__email"
        )
    )
    may_manage = rules.may_manage(request.user, organisation)
    managers = [
        each.pk
        for each in memberships
        if each.role == Membership.Role.MANAGER and each.user.is_active
    ]
    context = {
        "organisation": organisation,
        "crumbs": [("Desk", reverse("desk"))],
        "people": [(each, RoleForm(membership=each)) for each in memberships],
        "last_manager": managers[0] if len(managers) == 1 else None,
        "invitations": organisation.invitations.open() if may_manage else [],
        "may_manage": may_manage,
        "form": form,
        "section": "desk",
    }
    return render(request, "people/people.html", context)


def _done(
    request: HttpRequest, slug: str, act: Callable[[], object], said: str, *, to: str = "people"
) -> HttpResponse:
    """Does it and says so, or says why not; then back to where the people are."""
    try:
        act()
    except actions.PeopleRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
        if to != "people":
            return redirect(to)
    return redirect("people", slug)


def _organisation(request: PersonRequest, slug: str) -> Organisation:
    """The organisation at this address, for its members; for others it is not there."""
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None or not rules.may_see_people(request.user, organisation):
        raise NotHere("There is no organisation of yours at this address.")
    return organisation


def _managed(request: PersonRequest, slug: str) -> Organisation:
    """The same, for its managers; other members are told why not."""
    organisation = _organisation(request, slug)
    rules.demand(rules.may_manage(request.user, organisation))
    return organisation


def _member(organisation: Organisation, pk: int) -> Membership:
    found = organisation.memberships.select_related("user", "organisation").filter(pk=pk).first()
    if found is None:
        raise NotHere("This person is not a member, or no longer.")
    return found


def _invitation(organisation: Organisation, pk: int) -> Invitation:
    found = organisation.invitations.select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise NotHere("There is no such invitation.")
    return found


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")
