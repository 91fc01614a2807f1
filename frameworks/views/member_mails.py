"""The page from which a publisher tells the members of the current edition."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cpd_site.accounts.rules import with_those_below
from cpd_site.serving.decorators import PersonRequest, reading_or_posting, signed_in
from cpd_site.serving.errors import NotHere
from frameworks import rules
from frameworks.actions import member_mails
from frameworks.mails import texts
from frameworks.models import Edition, Framework
from frameworks.views.desk_pages import framework_for


@reading_or_posting
@signed_in
def tell_members(request: PersonRequest, slug: str) -> HttpResponse:
    """Show the mail and how many it goes to; a POST sends it."""
    framework = framework_for(request, slug, rules.may_publish, "tell the members")
    edition = framework.current_edition
    if edition is None:
        raise NotHere(
            "Members are told of what is published, and nothing is published now.",
            [("Publish it", reverse("draft_publish", args=[slug]))],
        )
    if request.method == "POST":
        try:
            mails = member_mails.tell(edition=edition, by=request.user)
        except member_mails.MemberMailRefused as refused:
            messages.warning(request, str(refused))
        else:
            count = "One e-mail goes" if mails == 1 else f"{mails:,} e-mails go"
            messages.success(request, f"{count} to your members within some minutes.")
        return redirect("draft_publish", slug)
    return render(request, "publishing/tell_members.html", _context(request, framework, edition))


def _context(request: PersonRequest, framework: Framework, edition: Edition) -> dict[str, object]:
    mine = framework.organisation.memberships.select_related("user", "organisation")
    letter = texts.edition_for_member(edition, mine.get(user=request.user))
    return {
        "framework": framework,
        "members": member_mails.members_to_tell(framework, request.user).count(),
        "quiet": framework.organisation.memberships.filter(wants_mails=False).count(),
        "below": len(with_those_below([framework.organisation_id])) - 1,
        "why_not": member_mails.why_not(framework),
        "subject": letter.subject,
        "body": str(letter.body).split("\n--\n")[0],
        "section": "desk",
    }
