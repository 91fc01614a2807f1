"""The page behind the link that unsubscribes from mails to members."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from cpd_site.accounts.actions.member_mails import choose
from cpd_site.models import Membership
from cpd_site.serving.decorators import reading_or_posting
from cpd_site.serving.errors import NotHere


@csrf_exempt  # mail programs post here directly (RFC 8058); the token identifies the person
@reading_or_posting
@never_cache
def member_mails(request: HttpRequest, token: str) -> HttpResponse:
    """Show and change the choice. GET changes nothing: mail programs open links."""
    membership = Membership.objects.by_mails_token(token)
    if membership is None:
        raise NotHere("This link is not valid any more, or you are no member any more.")
    if request.method == "POST":
        choose(membership=membership, wants=bool(request.POST.get("again")))
        return redirect("member_mails", token)
    context = {"membership": membership, "token": token, "section": "desk"}
    return render(request, "people/member_mails.html", context)
