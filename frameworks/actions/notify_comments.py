"""Mail the editors of drafts about new comments, at most once a day for a framework.

A command runs this every few minutes. It marks each comment before sending its mails, so that
nobody is told twice, however many processes run; if no mail can go, the next run tries again.
"""

from collections import defaultdict
from datetime import timedelta
from functools import partial

from django.utils import timezone

from cpd_site.models import User
from cpd_site.serving.background import together
from cpd_site.serving.sending import send_or_log, server_is_down
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
    sent = 0
    for person, comments in for_person.items():
        write = partial(texts.comments_new, comments, person)
        error = send_or_log(write, "%s could not be told of new comments", person.pk)
        if error is None:
            sent += 1
        elif server_is_down(error):
            if not sent:
                Comment.objects.filter(pk__in=[each.pk for each in new]).update(told_at=None)
            break
    return sent


def _claim() -> list[Comment]:
    """Mark the comments that nobody was told of, and return those that this run marked."""
    now = timezone.now()
    mailed_lately = Comment.objects.filter(told_at__gt=now - APART).values("edition__framework")
    untold = Comment.objects.filter(
        told_at=None, resolved_at=None, edition__status=Edition.Status.DRAFT
    ).exclude(edition__framework__in=mailed_lately)
    keys = list(untold.values_list("pk", flat=True))
    Comment.objects.filter(pk__in=keys, told_at=None).update(told_at=now)
    ours = Comment.objects.filter(pk__in=keys, told_at=now)
    return list(ours.select_related("edition__framework__organisation", "author", "answers"))
