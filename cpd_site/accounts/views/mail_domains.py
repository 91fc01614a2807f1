"""The mail domains of an organisation: request, prove, revoke. For its managers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cpd_site.accounts.actions import mail_domains as actions
from cpd_site.accounts.actions.people import PeopleRefused
from cpd_site.accounts.forms.joining import AskForDomainForm, CloseWayForm, ProveDomainForm
from cpd_site.accounts.views.ways_in import (
    organisation_to_open,
    page_context,
    ways_in_page,
    who_left,
)
from cpd_site.models import MailDomain, Membership, Organisation
from cpd_site.serving.decorators import PersonRequest, reading_or_posting, signed_in
from cpd_site.serving.errors import NotHere


@require_POST
@signed_in
def mail_domain_ask(request: PersonRequest, slug: str) -> HttpResponse:
    """Mail a code to an address at the domain, the first one or another."""
    organisation = organisation_to_open(request, slug)
    form = AskForDomainForm(request.POST, organisation=organisation)
    if form.is_valid():
        try:
            asked = actions.request_domain(
                organisation=organisation, email=form.cleaned_data["email"], by=request.user
            )
        except PeopleRefused as refused:
            form.add_error("email", str(refused))
        else:
            return redirect("mail_domain", slug, asked.pk)
    return ways_in_page(request, organisation, domain_form=form)


@require_POST
@signed_in
def mail_domain_prove(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Let the domain admit people, with the code that was mailed."""
    organisation = organisation_to_open(request, slug)
    domain = _domain(organisation, pk)
    form = ProveDomainForm(request.POST, domain=domain)
    if form.is_valid():
        try:
            actions.prove(domain=domain, code=form.cleaned_data["code"], by=request.user)
        except PeopleRefused as refused:
            form.add_error("code", str(refused))
        else:
            messages.success(request, f"Whoever proves an address at {domain.domain} can read now.")
            return redirect("mail_domain", slug, pk)
    return _page(request, domain, prove_form=form)


@reading_or_posting
@signed_in
def mail_domain(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Enter the code, see who came by the domain, and revoke it with or without them."""
    domain = _domain(organisation_to_open(request, slug), pk)
    if request.method != "POST":
        return _page(request, domain)
    form = CloseWayForm(request.POST, readers=_readers(domain))
    if not form.is_valid():
        return _page(request, domain, form=form)
    gone = actions.revoke(domain=domain, by=request.user, leaving=form.gone)
    messages.success(request, f"{domain.domain} is taken back. {who_left(gone)}")
    return redirect("ways_in", slug)


def _page(
    request: PersonRequest,
    domain: MailDomain,
    *,
    form: CloseWayForm | None = None,
    prove_form: ProveDomainForm | None = None,
) -> HttpResponse:
    context = {
        "domain": domain,
        "came": domain.memberships.select_related("user").order_by("joined_at"),
        "form": form or CloseWayForm(readers=_readers(domain)),
        "prove_form": prove_form or ProveDomainForm(domain=domain),
    }
    return render(request, "people/mail_domain.html", page_context(domain.organisation) | context)


def _readers(domain: MailDomain) -> list[Membership]:
    readers = domain.memberships.filter(role=Membership.Role.READER)
    return list(readers.select_related("user").order_by("joined_at"))


def _domain(organisation: Organisation, pk: int) -> MailDomain:
    domains = organisation.mail_domains.select_related("organisation", "asked_by")
    found = domains.filter(pk=pk).first()
    if found is None:
        raise NotHere("There is no such mail domain.")
    return found
