"""The mails that have to do with frameworks: plain text, with one way out in each.

What people wrote stands in them as text and on lines of its own; nothing of it can become a
header. Addresses of pages come from the settings, since mails are also written by commands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from cpd_site.models import Membership, User
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
from opportunities.editing.plain_text import one_line, printable


@dataclass(frozen=True, slots=True)
class Mistake:
    """What a reader found wrong, on the page at this path; `edition` is the name of the one read.

    `reply_to` is their address, if they gave one.
    """

    framework: Framework
    edition: str
    page: str
    what: str
    reply_to: str = ""


UNFOLLOW = "frameworks.unfollow"
FOLLOW = "frameworks.follow"
"""Salts: a token made for one purpose is worthless for another."""

MOST_COMMENTS = 10
"""So many of one draft stand in a mail; the others are counted."""

MOST_REASONS = 10
"""So many reasons stand in a mail, asked or given; the others are counted."""


def edition_published(edition: Edition, follower: Follower) -> EmailMessage:
    """A new edition, to somebody who follows the framework."""
    framework = edition.framework
    changes = Reading(framework, edition, pinned=True).since_before_url
    stop = address_of("unfollow", unfollow_token(follower))
    return _letter(
        f"{framework.organisation.short_name}: {edition.name}, {framework.title}",
        follower.address,
        "edition_published",
        {
            "edition": edition,
            "framework": framework,
            "note": edition.note.splitlines(),
            "url": address(edition.get_absolute_url()),
            "changes_url": address(changes) if changes else "",
            "stop": stop,
        },
        {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def edition_for_member(edition: Edition, member: Membership) -> EmailMessage:
    """A new edition, to a member of the organisation that published it."""
    framework = edition.framework
    changes = Reading(framework, edition, pinned=True).since_before_url
    stop = address_of("member_mails", member.mails_token)
    return _letter(
        f"{framework.organisation.short_name}: {edition.name}, {framework.title}",
        member.user.email,
        "edition_for_member",
        {
            "edition": edition,
            "framework": framework,
            "note": edition.note.splitlines(),
            "url": address(edition.framework.get_absolute_url()),
            "changes_url": address(changes) if changes else "",
            "stop": stop,
        },
        {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def follow_confirmation(framework: Framework, email: str) -> EmailMessage:
    """Asks whoever reads that address whether they want to follow the framework."""
    return _letter(
        f"Confirm that you want to follow {framework.organisation.short_name}",
        email,
        "follow_confirmation",
        {
            "framework": framework,
            "url": address_of("follow_confirm", follow_token(framework, email)),
        },
    )


def not_published(draft: Edition, person: User, reason: str) -> EmailMessage:
    """The draft was due and is not published, to the person who had set the date."""
    framework = draft.framework
    return _letter(
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
    """The draft was changed after its date was set, to the person who had set it."""
    framework = draft.framework
    return _letter(
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
    """A newer edition waits for a copy, to one of the copy's editors."""
    copy, theirs = plan.pending.copy, plan.pending.theirs
    whose = theirs.framework.organisation.short_name
    return _letter(
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
    """Who is followed reminds a copy of the edition that waits, to one of the copy's editors."""
    copy, theirs = plan.pending.copy, plan.pending.theirs
    whose = theirs.framework.organisation.short_name
    return _letter(
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
    """A school offers a line, to one of the editors of the framework that its copy follows."""
    whose = suggestion.copy.organisation.short_name
    return _letter(
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
    """A line was taken or declined, to one of the editors of the copy that offered it."""
    whose = suggestion.to.organisation.short_name
    did = "has taken your line into its draft" if suggestion.is_taken else "declined your line"
    return _letter(
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
    """New comments on drafts that this person edits: the first ten of each draft, cut short."""
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
    return _letter(
        f"New comments on your draft: {', '.join(sorted(names))}",
        person.email,
        "comments_new",
        {"count": len(new), "drafts": drafts},
    )


def reasons_asked(reasons: Sequence[Reason], person: User) -> EmailMessage:
    """Schools ask why lines were reworded, to an editor of the framework: the first ten."""
    frameworks = dict.fromkeys(one.edition.framework for one in reasons)
    return _letter(
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
    """Why lines were reworded, to an editor of a copy that asked: the first ten."""
    names = dict.fromkeys(one.edition.framework.organisation.short_name for one in reasons)
    return _letter(
        f"Why it was reworded: {', '.join(names)}",
        person.email,
        "reasons_given",
        {"reasons": reasons[:MOST_REASONS], "more": len(reasons[MOST_REASONS:])},
    )


def plan_shared(share: PlanShare) -> EmailMessage:
    """Somebody lets this person read their plan. It holds no word of the plan."""
    owner = share.plan.owner
    return _letter(
        f"{owner} shares a plan with you",
        share.email,
        "plan_shared",
        {"share": share, "owner": owner, "url": address_of("plan_shared", str(share.pk))},
    )


def plan_comments_new(new: Sequence[PlanComment], owner: User) -> EmailMessage:
    """Who commented on which plan of this person. It holds no word of the plan or the comments."""
    plans: dict[int, list[PlanComment]] = {}
    for comment in new:
        plans.setdefault(comment.share.plan_id, []).append(comment)
    return _letter(
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
    """What a reader found wrong, to one of those who keep the framework up; answers go to them."""
    framework = mistake.framework
    letter = _letter(
        f"A reader tells of a mistake: {framework.organisation.short_name}, {mistake.edition}",
        email,
        "mistake_reported",
        {
            "mistake": mistake,
            "framework": framework,
            "what": mistake.what.splitlines(),
            "url": address(mistake.page),
        },
    )
    letter.reply_to = [mistake.reply_to] if mistake.reply_to else []
    return letter


def unfollow_token(follower: Follower) -> str:
    return signing.dumps(follower.pk, salt=UNFOLLOW)


def follow_token(framework: Framework, email: str) -> str:
    return signing.dumps([framework.pk, email], salt=FOLLOW)


def address_of(page: str, *args: str) -> str:
    return address(reverse(page, args=args))


def address(path: str) -> str:
    """The whole address of a page of this site."""
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}"


def _letter(
    subject: str,
    to: str,
    template: str,
    context: dict[str, Any],
    headers: dict[str, str] | None = None,
) -> EmailMessage:
    body = printable(render_to_string(f"mail/{template}.txt", context))
    return EmailMessage(subject=one_line(subject)[:200], body=body, to=[to], headers=headers or {})
