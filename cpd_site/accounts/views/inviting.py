"""Invite people to an organisation: many at once, again, and revoke."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cpd_site.accounts import rules
from cpd_site.accounts.actions import invitations as actions
from cpd_site.accounts.forms.people import InviteForm
from cpd_site.accounts.outcomes import Outcomes, are_invited
from cpd_site.accounts.views.people import (
    act_and_redirect,
    organisation_of,
    people_page,
    roles_to_invite,
)
from cpd_site.models import Invitation, Membership, Organisation
from cpd_site.serving.decorators import PersonRequest, signed_in
from cpd_site.serving.errors import NotHere

NOT_SENT = (
    "Our mail server does not answer, so no e-mail went out. Nothing is lost: whom you invited "
    "stands under “Invited”. Wait some minutes, then send what was not sent."
)


@require_POST
@signed_in
def invite(request: PersonRequest, slug: str) -> HttpResponse:
    """Invite everybody whose address was pasted; what is refused stays in the box."""
    organisation = _inviting(request, slug)
    roles = roles_to_invite(request.user, organisation)
    form = InviteForm(request.POST, organisation=organisation, roles=roles)
    if not form.is_valid():
        return people_page(request, organisation, form)
    became = actions.invite_many(
        organisation=organisation,
        emails=form.cleaned_data["emails"].good,
        role=Membership.Role(form.cleaned_data["role"]),
        by=request.user,
        again=form.cleaned_data["again"],
    )
    outcomes = Outcomes(form.cleaned_data["emails"], became)
    if outcomes.all_went:
        messages.success(request, are_invited(outcomes.sent))
        return redirect("people", organisation.slug)
    return people_page(request, organisation, _left_over(form, outcomes), outcomes)


@require_POST
@signed_in
def send_unsent(request: PersonRequest, slug: str) -> HttpResponse:
    """Send again what the mail server refused before."""
    organisation = _inviting(request, slug)
    became = actions.send_unsent(organisation=organisation, by=request.user)
    sent = [each.email for each in became.invited if each.sent_at]
    unsent = len(became.invited) - len(sent)
    if sent:
        messages.success(request, are_invited(sent))
    if unsent:
        messages.error(request, NOT_SENT)
    for _, refused in became.refused:
        messages.error(request, str(refused))
    return redirect("people", slug)


@require_POST
@signed_in
def send_again(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    invitation = _invitation(_inviting(request, slug), pk)
    return act_and_redirect(
        request,
        slug,
        lambda: actions.send_again(invitation=invitation, by=request.user),
        f"{invitation.email} is invited again.",
    )


@require_POST
@signed_in
def revoke(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    invitation = _invitation(_inviting(request, slug), pk)
    return act_and_redirect(
        request,
        slug,
        lambda: actions.revoke(invitation=invitation, by=request.user),
        f"The invitation of {invitation.email} is taken back.",
    )


def _left_over(form: InviteForm, outcomes: Outcomes) -> InviteForm | None:
    """Return the form with what was refused; None if nothing was, for an empty form."""
    left_in_box = outcomes.left_in_box
    if not left_in_box:
        return None
    left_over = form.with_emails(
        "\n".join(each.written for each in left_in_box), outcomes.asks_again
    )
    several = f"{len(left_in_box)} are not invited, and are still in the box. Above it you see why."
    left_over.add_error("emails", several if len(left_in_box) > 1 else left_in_box[0].reason)
    return left_over


def _inviting(request: PersonRequest, slug: str) -> Organisation:
    """Return the organisation, for those who may invite people; tell other members why not."""
    organisation = organisation_of(request, slug)
    rules.demand(rules.may_invite(request.user, organisation))
    return organisation


def _invitation(organisation: Organisation, pk: int) -> Invitation:
    found = organisation.invitations.select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise NotHere("There is no such invitation.")
    return found
