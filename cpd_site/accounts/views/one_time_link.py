"""The page of a one-time link, which `manage.py make_administrator` prints."""

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from cpd_site.accounts import one_time_link as links
from cpd_site.serving.decorators import reading_or_posting
from cpd_site.serving.errors import NotHere


@reading_or_posting
@never_cache
def one_time_link(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Show a button that signs in and uses the link up. GET changes nothing."""
    person = links.person_of(pk, token)
    if person is None:
        raise NotHere(
            "This link was used, is more than three days old, or is not whole. Whoever looks "
            "after the server makes a new one with manage.py make_administrator."
        )
    if request.method != "POST":
        return render(request, "account/one_time_link.html", {"person": person})
    return perform_login(
        request, person, email_verification="none", redirect_url="/accounts/password/set/"
    )
