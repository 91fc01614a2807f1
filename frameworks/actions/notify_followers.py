"""Tells people by mail what happened, after it has happened.

A mail that cannot be sent undoes nothing. It is logged; where it was to tell followers, an event
says so, and the next run of `manage.py publish_due` tries again.
With a worker (the setting `TASKS`) mails go out in the background. Without one whoever publishes
waits for a few mails; many are left to the next run of `manage.py publish_due`.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from django.db.models import Q
from django.tasks import task
from django.utils import timezone

from cpd_site.models import User
from cpd_site.serving.background import has_worker, once_committed, together
from cpd_site.serving.sending import send_or_log, server_is_down
from frameworks import rules
from frameworks.mails import texts
from frameworks.models import Edition, Event, Follower, Framework

TRIED_FOR = timedelta(days=7)
"""For how long after a publication mails that failed are tried again."""


FEW = 20
"""For so many mails people wait while they publish."""


def tell_followers_of(edition: Edition) -> None:
    """Once the transaction is done, mail those who follow the framework, or leave it to cron."""
    if has_worker() or not edition.framework.followers.all()[FEW : FEW + 1].exists():
        once_committed(partial(tell_followers.enqueue, edition.pk))


def tell_of_refusal(draft: Edition, person: User | None, reason: str) -> None:
    """Once the transaction is done, tell the person who had set the date."""
    if person:
        write = partial(texts.not_published, draft, person, reason)
        once_committed(partial(send_or_log, write, "%s could not be told", person.pk))


def tell_of_lapse(draft: Edition) -> None:
    """Once the transaction is done, tell the person who had set the date."""
    once_committed(partial(tell_of_lapsed_date.enqueue, draft.pk))


@task()
def tell_of_lapsed_date(edition_pk: int) -> int:
    """Mail the person who set a date that holds no longer; says how many mails went."""
    drafts = Edition.objects.drafts().select_related("due_by", "due_lapsed_by")
    draft = drafts.select_related("framework__organisation").filter(pk=edition_pk).first()
    if draft is None or draft.date_holds or draft.due_by is None or not draft.due_by.is_active:
        return 0
    failed = "%s could not be told of the date of draft %s"
    write = partial(texts.date_lapsed, draft, draft.due_by)
    return 0 if send_or_log(write, failed, draft.due_by_id, draft.pk) else 1


@task()
def tell_followers(edition_pk: int) -> int:
    """Mail those who follow the framework and were not told of this edition yet; says how many.

    Each is marked before their mail goes, and unmarked if it fails: nobody gets two, whatever
    runs at the same time.
    """
    editions = Edition.objects.published().select_related("framework__organisation")
    edition = editions.filter(pk=edition_pk, current_of__isnull=False).first()
    if edition is None:
        return 0
    sent, failed = 0, ""
    written: set[str] = set()
    for follower in _recipients(edition):
        before = follower.told_of_id
        mine = Follower.objects.filter(pk=follower.pk, told_of=before)
        if not mine.update(told_of=edition) or follower.address.casefold() in written:
            continue
        written.add(follower.address.casefold())
        message = "Follower %s could not be told of edition %s"
        write = partial(texts.edition_published, edition, follower)
        error = send_or_log(write, message, follower.pk, edition.pk)
        if error is None:
            sent += 1
        else:
            Follower.objects.filter(pk=follower.pk).update(told_of=before)
            failed = type(error).__name__
            if server_is_down(error):
                break
    _note(edition, sent, failed)
    return sent


def catch_up() -> int:
    """Mail those who could not be mailed when a current edition was published; says how many."""
    since = timezone.now() - TRIED_FOR
    recent = Edition.objects.published().filter(current_of__isnull=False, published_at__gt=since)
    sent = 0
    for edition in recent.select_related("framework__organisation"):
        if any(True for _ in _recipients(edition)):
            with together():
                sent += tell_followers.call(edition.pk)
    return sent


def _recipients(edition: Edition) -> Iterator[Follower]:
    """Those who follow the framework and know of no edition as new as this one."""
    never_or_older = Q(told_of=None) | Q(told_of__published_at__lt=edition.published_at)
    followers = edition.framework.followers.filter(never_or_older).select_related("user")
    for follower in followers:
        if _may_still_see(follower, edition.framework):
            yield follower


def _may_still_see(follower: Follower, framework: Framework) -> bool:
    if framework.visibility != Framework.Visibility.MEMBERS:
        return follower.user is None or follower.user.is_active
    return follower.user is not None and bool(rules.may_see(follower.user, framework))


def _note(edition: Edition, sent: int, failed: str) -> None:
    if sent or failed:
        Event.objects.create(
            by=None,
            what=Event.Verb.COULD_NOT_MAIL if failed else Event.Verb.MAILED_FOLLOWERS,
            framework=edition.framework,
            edition=edition,
            about=edition.name,
            after={"mails": sent, **({"failed_with": failed} if failed else {})},
        )
