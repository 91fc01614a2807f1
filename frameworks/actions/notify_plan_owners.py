"""Mail the owners of plans about new comments, at most once a day.

A command runs this every few minutes, so that comments written in one go make one mail. It marks
each comment before its mail goes; if the mail fails, the next run tries again. The mail contains
neither the comments nor any words of the plan.
"""

from collections import defaultdict
from datetime import timedelta
from functools import partial

from django.utils import timezone

from cpd_site.models import User
from cpd_site.serving.background import claim, together
from cpd_site.serving.sending import send_or_log, server_is_down
from frameworks.mails import texts
from frameworks.models import PlanComment

APART = timedelta(days=1)

NO_NEWS = timedelta(days=7)
"""The age at which a comment is no longer mailed."""


def tell_plan_owners() -> int:
    """Mail each owner who commented on which plan; return how many mails went."""
    with together():
        return _tell_of_new()


def _tell_of_new() -> int:
    by_owner: defaultdict[User, list[PlanComment]] = defaultdict(list)
    for comment in _claim():
        by_owner[comment.share.plan.owner].append(comment)
    sent, waits = 0, []
    for owner, comments in by_owner.items():
        write = partial(texts.plan_comments_new, comments, owner)
        error = send_or_log(write, "%s could not be told of comments on a plan", owner.pk)
        if error is None:
            sent += 1
        elif server_is_down(error):
            waits += [comment.pk for comment in comments]
    PlanComment.objects.filter(pk__in=waits).update(told_at=None)
    return sent


def _claim() -> list[PlanComment]:
    """Mark the comments that nobody was told of, and return those that this run marked."""
    now = timezone.now()
    mailed_lately = PlanComment.objects.filter(told_at__gt=now - APART)
    untold = PlanComment.objects.filter(
        told_at=None, at__gt=now - NO_NEWS, share__plan__owner__is_active=True
    ).exclude(share__plan__owner__in=mailed_lately.values("share__plan__owner"))
    ours = claim(untold, "told_at", now)
    return list(ours.select_related("share__plan__owner"))
