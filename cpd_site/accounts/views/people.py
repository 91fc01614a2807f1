"""The people of an organisation: who they are and what they may do."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cpd_site.accounts import rules
from cpd_site.accounts.actions import people as actions
from cpd_site.accounts.forms.people import InviteForm, RoleForm
from cpd_site.accounts.outcomes import Outcomes
from cpd_site.models import Invitation, Membership, Organisation, User
from cpd_site.serving.decorators import PersonRequest, for_reading, reading_or_posting, signed_in
from cpd_site.serving.errors import NotHere
from cpd_site.serving.pagination import links_to, with_page

A_PAGE = 50
"""Members on one page: each has a form of its own."""


@for_reading
@signed_in
def people(request: PersonRequest, slug: str) -> HttpResponse:
    return people_page(request, organisation_of(request, slug))


@require_POST
@signed_in
def change_role(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    membership = _member(_managed(request, slug), pk)
    form = RoleForm(request.POST, membership=membership)
    if not form.is_valid():
        messages.error(request, "Choose a role from the list.")
        return redirect("people", slug)
    role = Membership.Role(form.cleaned_data["role"])
    return act_and_redirect(
        request,
        slug,
        lambda: actions.change_role(membership=membership, role=role, by=request.user),
        f"{membership.user} is {role.with_article} now.",
    )


@reading_or_posting
@signed_in
def remove(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Remove a member after a confirmation. Everyone may remove themselves."""
    organisation = organisation_of(request, slug)
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
    return act_and_redirect(
        request,
        slug,
        lambda: actions.remove(membership=membership, by=request.user),
        f"You have left {organisation}." if leaves else f"{membership.user} is removed.",
        to="desk" if leaves else "people",
    )


def people_page(
    request: PersonRequest,
    organisation: Organisation,
    form: InviteForm | None = None,
    outcomes: Outcomes | None = None,
) -> HttpResponse:
    """Render the page, with the results for addresses that were just pasted, if any."""
    prefetch_related_objects([request.user], "memberships")  # the rules query it many times
    memberships = list(
        organisation.memberships.select_related(
            "user", "organisation", "join_link", "mail_domain"
        ).order_by("user__name", "user__email")
    )
    page = Paginator(memberships, A_PAGE).get_page(request.GET.get("page"))
    roles = roles_to_invite(request.user, organisation)
    invitations = _unanswered(organisation, roles, memberships) if roles else []
    context = {
        "organisation": organisation,
        "crumbs": [("Desk", reverse("desk"))],
        "members": page.paginator.count,
        "people": [(each, RoleForm(membership=each)) for each in page],
        "pages": links_to(page, with_page(request.GET)),
        "last_manager": _last_manager(memberships),
        "invitations": invitations,
        "unsent": sum(each.sent_at is None for each in invitations),
        "may_manage": rules.may_manage(request.user, organisation),
        "may_invite": rules.may_invite(request.user, organisation),
        "form": form or InviteForm(organisation=organisation, roles=roles),
        "outcomes": outcomes,
        "section": "desk",
    }
    return render(request, "people/people.html", context)


def roles_to_invite(user: User, organisation: Organisation) -> list[Membership.Role]:
    """Return the roles in which they may invite people."""
    return [role for role in Membership.Role if rules.may_invite(user, organisation, role)]


def _unanswered(
    organisation: Organisation, roles: list[Membership.Role], memberships: list[Membership]
) -> list[Invitation]:
    """Return the open invitations in these roles, except to people who are members by now."""
    has = {each.user.email.lower(): Membership.Role(each.role) for each in memberships}

    def is_answered(invitation: Invitation) -> bool:
        role = has.get(invitation.email.lower())
        return role is not None and role.includes(Membership.Role(invitation.role))

    invitations = organisation.invitations.open().filter(role__in=roles)
    return [each for each in invitations if not is_answered(each)]


def _last_manager(memberships: list[Membership]) -> int | None:
    """Return the key of the membership that must stay: that of the only manager who can sign in."""
    managers = [
        each.pk
        for each in memberships
        if each.role == Membership.Role.MANAGER and each.user.is_active
    ]
    return managers[0] if len(managers) == 1 else None


def act_and_redirect(
    request: HttpRequest, slug: str, act: Callable[[], object], message: str, *, to: str = "people"
) -> HttpResponse:
    """Do it and say so, or say why not; then redirect to the people of the organisation."""
    try:
        act()
    except actions.PeopleRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, message)
        if to != "people":
            return redirect(to)
    return redirect("people", slug)


def organisation_of(request: PersonRequest, slug: str) -> Organisation:
    """Return the organisation at this address, for its members; for others it does not exist."""
    organisation = Organisation.objects.filter(slug=slug).first()
    redirect_to_successor(request, organisation)
    if organisation is None or not rules.may_see_people(request.user, organisation):
        raise NotHere("There is no organisation of yours at this address.")
    return organisation


def redirect_to_successor(request: PersonRequest, organisation: Organisation | None) -> None:
    """Redirect the successor's people from the addresses of a school that has handed over."""
    if organisation is None or not organisation.successor_id:
        return
    goes_on_as = organisation.goes_on_as
    if rules.may_see_people(request.user, goes_on_as):
        moved_to = request.path.replace(f"/{organisation.slug}/", f"/{goes_on_as.slug}/", 1)
        raise NotHere(f"{goes_on_as} has taken its place.", moved_to=moved_to)


def _managed(request: PersonRequest, slug: str) -> Organisation:
    """Return the organisation, for its managers; tell other members why not."""
    organisation = organisation_of(request, slug)
    rules.demand(rules.may_manage(request.user, organisation))
    return organisation


def _member(organisation: Organisation, pk: int) -> Membership:
    found = organisation.memberships.select_related("user", "organisation").filter(pk=pk).first()
    if found is None:
        raise NotHere("This person is not a member, or no longer.")
    return found
