"""The open ways into an organisation, and its join links. For its managers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cpd_site.accounts import rules
from cpd_site.accounts.actions import joining as actions
from cpd_site.accounts.actions.people import PeopleRefused
from cpd_site.accounts.forms.joining import AskForDomainForm, CloseWayForm, MakeLinkForm
from cpd_site.accounts.qr_code import qr_code
from cpd_site.accounts.views.people import organisation_of
from cpd_site.models import JoinLink, Membership, Organisation
from cpd_site.serving.decorators import PersonRequest, for_reading, reading_or_posting, signed_in
from cpd_site.serving.errors import NotHere


@for_reading
@signed_in
def ways_in(request: PersonRequest, slug: str) -> HttpResponse:
    organisation = organisation_to_open(request, slug)
    return ways_in_page(request, organisation)


@require_POST
@signed_in
def join_link_make(request: PersonRequest, slug: str) -> HttpResponse:
    organisation = organisation_to_open(request, slug)
    form = MakeLinkForm(request.POST, organisation=organisation)
    if form.is_valid():
        try:
            link = actions.make_link(
                organisation=organisation, by=request.user, **form.cleaned_data
            )
        except PeopleRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The link is made. Print this page, or copy the address.")
            return redirect("join_link_poster", slug, link.pk)
    return ways_in_page(request, organisation, form=form)


@for_reading
@signed_in
def join_link_poster(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """A page to print and hang up, with the address as a QR code."""
    organisation = organisation_to_open(request, slug)
    link = _link(organisation, pk)
    address = request.build_absolute_uri(reverse("join", args=[link.token]))
    context = page_context(organisation) | {
        "link": link,
        "address": address,
        "code": qr_code(address),
    }
    return render(request, "people/join_link_poster.html", context)


@reading_or_posting
@signed_in
def join_link(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Show who came by a link, and revoke it with or without them."""
    organisation = organisation_to_open(request, slug)
    link = _link(organisation, pk)
    came = list(link.memberships.select_related("user").order_by("joined_at"))
    readers = [each for each in came if each.role == Membership.Role.READER]
    form = CloseWayForm(request.POST if request.method == "POST" else None, readers=readers)
    if form.is_valid():
        gone = actions.revoke_link(link=link, by=request.user, leaving=form.gone)
        messages.success(request, f"“{link.name}” is taken back. {who_left(gone)}")
        return redirect("ways_in", slug)
    context = page_context(organisation) | {"link": link, "came": came, "form": form}
    return render(request, "people/join_link.html", context)


def who_left(number: int) -> str:
    """Return how many of those who came by it were removed, in a sentence."""
    if not number:
        return "Nobody was removed."
    return "One person was removed." if number == 1 else f"{number} people were removed."


def ways_in_page(
    request: PersonRequest,
    organisation: Organisation,
    *,
    form: MakeLinkForm | None = None,
    domain_form: AskForDomainForm | None = None,
) -> HttpResponse:
    context = {
        "links": organisation.join_links.select_related("created_by"),
        "domains": organisation.mail_domains.filter(revoked_at=None),
        "form": form or MakeLinkForm(organisation=organisation),
        "domain_form": domain_form or AskForDomainForm(organisation=organisation),
    }
    return render(request, "people/ways_in.html", page_context(organisation) | context)


def page_context(organisation: Organisation) -> dict[str, object]:
    """Return the context of every page about ways in."""
    people = reverse("people", args=[organisation.slug])
    return {
        "organisation": organisation,
        "crumbs": [("Desk", reverse("desk")), ("People", people)],
        "section": "desk",
    }


def organisation_to_open(request: PersonRequest, slug: str) -> Organisation:
    """Return the organisation, for those who may open it to many; tell other members why not."""
    organisation = organisation_of(request, slug)
    rules.demand(rules.may_let_in(request.user, organisation))
    return organisation


def _link(organisation: Organisation, pk: int) -> JoinLink:
    found = organisation.join_links.select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise NotHere("There is no such link.")
    return found
