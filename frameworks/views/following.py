"""People follow a framework by e-mail, and stop."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cpd_site.serving.decorators import PersonRequest, reading_or_posting, signed_in
from cpd_site.serving.errors import NotHere
from cpd_site.serving.rate_limit import address_of
from frameworks.actions import following
from frameworks.forms.publishing import FollowForm
from frameworks.queries.reading import find


@reading_or_posting
@never_cache
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a button to people who are signed in, to others a form for an address."""
    framework = find(slug, reader=request.user).framework
    form = FollowForm(request.POST if request.method == "POST" else None)
    sent_to = ""
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            following.ask(framework=framework, email=email, place=address_of(request))
            sent_to = email
        except following.NotFollowed as refusal:
            form.add_error(None, str(refusal))
    context = {
        "framework": framework,
        "form": form,
        "sent_to": sent_to,
        "is_following": request.user.is_authenticated
        and framework.followers.filter(user=request.user).exists(),
        "crumbs": [
            ("Frameworks", reverse("framework_list")),
            (framework.organisation.short_name, framework.get_absolute_url()),
        ],
        "section": "frameworks",
    }
    return render(request, "publishing/framework_follow.html", context)


@require_POST
@signed_in
def follow_signed_in(request: PersonRequest, slug: str) -> HttpResponse:
    framework = find(slug, reader=request.user).framework
    if request.POST.get("stop"):
        following.unfollow(framework=framework, by=request.user)
        messages.success(request, "You get no more e-mails about this framework.")
    else:
        following.follow(framework=framework, by=request.user)
        messages.success(request, f"You will get an e-mail at {request.user.email}.")
    return redirect("framework_follow", slug)


@reading_or_posting
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm by a POST. Opening the link in the mail does nothing: mail programs open links."""
    try:
        framework, email = following.read_confirmation(token)
        if request.method == "POST":
            following.confirm(token=token)
    except following.LinkNotValid as refusal:
        raise NotHere(str(refusal)) from refusal
    context = {
        "framework": framework,
        "email": email,
        "done": request.method == "POST",
        "section": "frameworks",
    }
    return render(request, "publishing/follow_confirm.html", context)


@csrf_exempt  # mail programs post here without a visit before (RFC 8058); the token says who
@reading_or_posting
@never_cache
def unfollow(request: HttpRequest, token: str) -> HttpResponse:
    try:
        follower = following.follower_of(token)
        framework = follower.framework if follower else None
        if request.method == "POST":
            following.stop(token=token)
    except following.LinkNotValid as refusal:
        raise NotHere(str(refusal)) from refusal
    context = {
        "framework": framework,
        "email": follower.address if follower else "",
        "done": follower is None or request.method == "POST",
        "section": "frameworks",
    }
    return render(request, "publishing/unfollow.html", context)
