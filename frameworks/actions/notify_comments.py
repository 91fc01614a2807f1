"""Mail the editors of drafts about new comments, at most once a day for a framework.

A command runs this every few minutes. It marks each comment before sending its mails, so that
nobody is told twice, however many processes run; if no mail can go, the next run tries again.
"""

from collections import defaultdict
from datetime import timedelta

from django.utils import timezone

from cpd_site.models import User
from cpd_site.serving.background import claim, together
from cpd_site.serving.sending import send_to_each
from frameworks.actions.notify_copies import editors_at
from frameworks.mails import texts
from frameworks.models import Comment, Edition

APART = timedelta(days=1)


def tell_comments() -> int:
    """Mail each editor the comments of others on their drafts; return how many mails went."""
    with together():
        return _tell_of_new()


def _tell_of_new() -> int:
    new = _claim()
    editors = editors_at({comment.edition.framework.organisation_id for comment in new})
    for_person: defaultdict[User, list[Comment]] = defaultdict(list)
    for comment in new:
        for person in editors[comment.edition.framework.organisation_id]:
            if person.pk != comment.author_id:
                for_person[person].append(comment)
    sent = send_to_each(
        for_person,
        lambda person: texts.comments_new(for_person[person], person),
        "%s could not be told of new comments",
    )
    if sent.is_down and not sent.mails:
        Comment.objects.filter(pk__in=[each.pk for each in new]).update(told_at=None)
    return sent.mails


def _claim() -> list[Comment]:
    """Mark the comments that nobody was told of, and return those that this run marked."""
    now = timezone.now()
    mailed_lately = Comment.objects.filter(told_at__gt=now - APART).values("edition__framework")
    untold = Comment.objects.filter(
        told_at=None, resolved_at=None, edition__status=Edition.Status.DRAFT
    ).exclude(edition__framework__in=mailed_lately)
    ours = claim(untold, "told_at", now)
    return list(ours.select_related("edition__framework__organisation", "author", "answers"))
