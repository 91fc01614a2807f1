"""The mails about frameworks: plain text, each with a link to what it is about.

What people wrote is text on lines of its own, and cannot become a header. Addresses of pages come
from the settings, since commands write mails too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse

from cpd_site.models import Membership, User
from cpd_site.serving.sending import compose
from cpd_site.serving.site_address import address_in_mails
from frameworks.models import (
    Comment,
    Edition,
    Follower,
    Framework,
    PlanComment,
    PlanShare,
    Reason,
    Suggestion,
)
from frameworks.queries.reading import Reading
from frameworks.queries.updates import UpdatePlan


@dataclass(frozen=True, slots=True)
class Mistake:
    """A reader's report of a mistake. `page` is the path of the page, `edition` the edition's name.

    `reply_to` is the reader's address, if they gave one.
    """

    framework: Framework
    edition: str
    page: str
    what: str
    reply_to: str = ""


UNFOLLOW = "frameworks.unfollow"
FOLLOW = "frameworks.follow"
"""Salts, so that a token for one purpose is not valid for another."""

MOST_COMMENTS = 10
"""Comments on one draft in a mail; the others are counted."""

MOST_REASONS = 10
"""Reasons in a mail, asked or given; the others are counted."""


def edition_published(edition: Edition, follower: Follower) -> EmailMessage:
    """Write to a follower about a new edition."""
    stop = address_of("unfollow", unfollow_token(follower))
    url = edition.get_absolute_url()
    return _of_edition(edition, follower.address, "edition_published", url, stop)


def edition_for_member(edition: Edition, member: Membership) -> EmailMessage:
    """Write to a member of the organisation about its new edition."""
    stop = address_of("member_mails", member.mails_token)
    url = edition.framework.get_absolute_url()
    return _of_edition(edition, member.user.email, "edition_for_member", url, stop)


def _of_edition(edition: Edition, to: str, template: str, url: str, stop: str) -> EmailMessage:
    """Write about a new edition. `stop` is the address to get no more such mails."""
    framework = edition.framework
    changes = Reading(framework, edition, pinned=True).since_before_url
    return compose(
        f"{framework.organisation.short_name}: {edition.name}, {framework.title}",
        to,
        template,
        {
            "edition": edition,
            "framework": framework,
            "note": edition.note.splitlines(),
            "url": address(url),
            "changes_url": address(changes) if changes else "",
            "stop": stop,
        },
        {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def follow_confirmation(framework: Framework, email: str) -> EmailMessage:
    """Ask the person at this address to confirm that they want to follow the framework."""
    return compose(
        f"Confirm that you want to follow {framework.organisation.short_name}",
        email,
        "follow_confirmation",
        {
            "framework": framework,
            "url": address_of("follow_confirm", follow_token(framework, email)),
        },
    )


def not_published(draft: Edition, person: User, reason: str) -> EmailMessage:
    """Write to the person who set the date that the draft was not published."""
    framework = draft.framework
    return compose(
        f"Not published: {framework.organisation.short_name}, {draft.label}",
        person.email,
        "edition_not_published",
        {
            "draft": draft,
            "framework": framework,
            "reason": reason,
            "url": address_of("draft_publish", framework.slug),
        },
    )


def date_lapsed(draft: Edition, person: User) -> EmailMessage:
    """Write to the person who set the date that it lapsed, since somebody changed the draft."""
    framework = draft.framework
    return compose(
        f"The date no longer holds: {framework.organisation.short_name}, {draft.label}",
        person.email,
        "publication_date_lapsed",
        {
            "draft": draft,
            "framework": framework,
            "by": draft.due_lapsed_by or "Somebody",
            "url": address_of("draft_publish", framework.slug),
        },
    )


def update_waiting(plan: UpdatePlan, person: User) -> EmailMessage:
    """Write to an editor of a copy about a pending update."""
    copy, theirs = plan.pending.copy, plan.pending.theirs
    whose = theirs.framework.organisation.short_name
    return compose(
        f"An update is waiting: {theirs.name}, {whose}",
        person.email,
        "update_waiting",
        {
            "copy": copy,
            "theirs": theirs,
            "whose": whose,
            "summary": plan.summary,
            "note": theirs.note.splitlines(),
            "url": address_of("update", copy.slug),
        },
    )


def update_reminder(plan: UpdatePlan, person: User, note: str) -> EmailMessage:
    """Remind an editor of a copy of a pending update, with the authority's note."""
    copy, theirs = plan.pending.copy, plan.pending.theirs
    whose = theirs.framework.organisation.short_name
    return compose(
        f"{whose} reminds you: the {theirs.name} waits",
        person.email,
        "update_reminder",
        {
            "copy": copy,
            "theirs": theirs,
            "whose": whose,
            "summary": plan.summary,
            "note": note.splitlines(),
            "url": address_of("update", copy.slug),
            "stop": f"{address_of('framework_sharing', copy.slug)}#reminders",
        },
    )


def line_offered(suggestion: Suggestion, person: User) -> EmailMessage:
    """Write to an editor of the followed framework that a copy offers a line."""
    whose = suggestion.copy.organisation.short_name
    return compose(
        f"{whose} offers you a line: {suggestion.text}",
        person.email,
        "line_offered",
        {
            "suggestion": suggestion,
            "framework": suggestion.to,
            "school": suggestion.copy.organisation,
            "words": suggestion.words,
            "why": suggestion.why.splitlines(),
            "url": address_of("suggestions", suggestion.to.slug),
        },
    )


def offer_answered(suggestion: Suggestion, person: User) -> EmailMessage:
    """Write to an editor of the copy that its suggestion was taken or declined."""
    whose = suggestion.to.organisation.short_name
    did = "has taken your line into its draft" if suggestion.is_taken else "declined your line"
    return compose(
        f"{whose} {did}: {suggestion.text}",
        person.email,
        "offer_answered",
        {
            "suggestion": suggestion,
            "copy": suggestion.copy,
            "whose": whose,
            "did": did,
            "answer": suggestion.answer.splitlines(),
            "url": address_of("suggestions", suggestion.copy.slug),
        },
    )


def comments_new(new: Sequence[Comment], person: User) -> EmailMessage:
    """Write to an editor about new comments on drafts: the first ten of each draft, shortened."""
    drafts = []
    for edition, of_draft in groupby(
        sorted(new, key=attrgetter("edition_id", "pk")), attrgetter("edition")
    ):
        comments = list(of_draft)
        drafts.append(
            {
                "framework": edition.framework,
                "comments": comments[:MOST_COMMENTS],
                "more": len(comments[MOST_COMMENTS:]),
                "url": address_of("draft_comments", edition.framework.slug),
            }
        )
    names = {each["framework"].organisation.short_name for each in drafts}
    return compose(
        f"New comments on your draft: {', '.join(sorted(names))}",
        person.email,
        "comments_new",
        {"count": len(new), "drafts": drafts},
    )


def reasons_asked(reasons: Sequence[Reason], person: User) -> EmailMessage:
    """Write to an editor of the framework that schools ask why lines were reworded: the first
    ten."""
    frameworks = dict.fromkeys(one.edition.framework for one in reasons)
    return compose(
        "Why was this reworded? Schools ask",
        person.email,
        "reasons_asked",
        {
            "reasons": reasons[:MOST_REASONS],
            "more": len(reasons[MOST_REASONS:]),
            "urls": [address_of("reasons", one.slug) for one in frameworks],
        },
    )


def reasons_given(reasons: Sequence[Reason], person: User) -> EmailMessage:
    """Write to an editor of a copy why lines were reworded that it asked about: the first ten."""
    names = dict.fromkeys(one.edition.framework.organisation.short_name for one in reasons)
    return compose(
        f"Why it was reworded: {', '.join(names)}",
        person.email,
        "reasons_given",
        {"reasons": reasons[:MOST_REASONS], "more": len(reasons[MOST_REASONS:])},
    )


def plan_shared(share: PlanShare) -> EmailMessage:
    """Write to a person that somebody shares a plan with them. It has no words of the plan."""
    owner = share.plan.owner
    return compose(
        f"{owner} shares a plan with you",
        share.email,
        "plan_shared",
        {"share": share, "owner": owner, "url": address_of("plan_shared", str(share.pk))},
    )


def plan_comments_new(new: Sequence[PlanComment], owner: User) -> EmailMessage:
    """Write to the owner who commented on which plan, without words of plan or comments."""
    plans: dict[int, list[PlanComment]] = {}
    for comment in new:
        plans.setdefault(comment.share.plan_id, []).append(comment)
    return compose(
        "New comments on your plan",
        owner.email,
        "plan_comments_new",
        {
            "count": len(new),
            "plans": [
                {
                    "count": len(comments),
                    "people": ", ".join(dict.fromkeys(each.share.email for each in comments)),
                    "url": address_of("plan_sharing", str(plan)),
                }
                for plan, comments in plans.items()
            ],
        },
    )


def mistake_reported(mistake: Mistake, email: str) -> EmailMessage:
    """Write a reader's report to an editor of the framework; a reply goes to the reader."""
    framework = mistake.framework
    return compose(
        f"A reader tells of a mistake: {framework.organisation.short_name}, {mistake.edition}",
        email,
        "mistake_reported",
        {
            "mistake": mistake,
            "framework": framework,
            "what": mistake.what.splitlines(),
            "url": address(mistake.page),
        },
        headers={"Reply-To": mistake.reply_to} if mistake.reply_to else None,
    )


def unfollow_token(follower: Follower) -> str:
    return signing.dumps(follower.pk, salt=UNFOLLOW)


def follow_token(framework: Framework, email: str) -> str:
    return signing.dumps([framework.pk, email], salt=FOLLOW)


def address_of(page: str, *args: str) -> str:
    return address(reverse(page, args=args))


def address(path: str) -> str:
    """Return the absolute URL of a path on this site."""
    return address_in_mails(path)
