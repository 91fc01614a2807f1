"""Tells whose plan it is by mail that somebody commented on it, at most once a day.

A command does it every few minutes, so that what is written in one go is one mail. Each comment is
marked before its mail goes; what could not be sent waits for the next time. The mail holds nothing
of what the comments say, and no word of the plan.
"""

from collections import defaultdict
from datetime import timedelta
from functools import partial

from django.utils import timezone

from cpd_site.models import User
from cpd_site.serving.background import together
from cpd_site.serving.sending import send_or_log, server_is_down
from frameworks.mails import texts
from frameworks.models import PlanComment

APART = timedelta(days=1)

NO_NEWS = timedelta(days=7)
"""A comment that is older is told to nobody any more."""


def tell_plan_owners() -> int:
    """Mail each of them who commented on which plan; says how many mails went."""
    with together():
        return _tell_of_new()


def _tell_of_new() -> int:
    by_owner: defaultdict[User, list[PlanComment]] = defaultdict(list)
    for comment in _claimed():
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


def _claimed() -> list[PlanComment]:
    """The comments of which nobody was told, marked as told by this run."""
    now = timezone.now()
    mailed_lately = PlanComment.objects.filter(told_at__gt=now - APART)
    untold = PlanComment.objects.filter(
        told_at=None, at__gt=now - NO_NEWS, share__plan__owner__is_active=True
    ).exclude(share__plan__owner__in=mailed_lately.values("share__plan__owner"))
    keys = list(untold.values_list("pk", flat=True))
    PlanComment.objects.filter(pk__in=keys, told_at=None).update(told_at=now)
    ours = PlanComment.objects.filter(pk__in=keys, told_at=now)
    return list(ours.select_related("share__plan__owner"))
