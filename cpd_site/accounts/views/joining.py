"""The page of a join link: join with one's account or with a new one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from cpd_site.accounts.actions import joining as actions
from cpd_site.accounts.actions.people import PeopleRefused
from cpd_site.accounts.forms.joining import signup_form
from cpd_site.models import JoinLink, User
from cpd_site.serving.decorators import reading_or_posting
from cpd_site.serving.errors import NotHere


@reading_or_posting
@never_cache
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link gives, and join. GET changes nothing. A closed link looks like one that
    never existed.
    """
    link = JoinLink.objects.by_token(token)
    if link is None or link.closed_because:
        raise NotHere(actions.NO_SUCH_WAY)
    response = _answer(request, link)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _answer(request: HttpRequest, link: JoinLink) -> HttpResponse:
    context: dict[str, object] = {"link": link, "organisation": link.organisation}
    if not isinstance(request.user, User):
        context["form"] = signup_form(request.path)
    elif link.organisation.memberships.filter(user=request.user).exists():
        context["belongs"] = True
    elif request.method == "POST":
        return _join(request, link, request.user)
    return render(request, "people/join.html", context)


def _join(request: HttpRequest, link: JoinLink, user: User) -> HttpResponse:
    try:
        actions.join_by_link(link=link, by=user)
    except PeopleRefused as refused:
        messages.error(request, str(refused))
    else:
        name = link.organisation.name
        messages.success(request, f"You have joined {name}. You are a reader there.")
    return redirect("desk")
