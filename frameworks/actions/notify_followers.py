"""Mail followers about a new edition, and the person who set a date about what became of it.

Mails go after the commit, and a mail that fails undoes nothing. The failure is logged; for
followers an event records it too, and the next run of `manage.py publish_due` tries again.
With a worker (the setting `TASKS`) mails go in the background. Without one, the person who
publishes waits for a few mails; more than that are left to the next run of `publish_due`.
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
"""How long after a publication failed mails are tried again."""


FEW = 20
"""How many mails may be sent while the person who publishes waits."""


def tell_followers_of(edition: Edition) -> None:
    """Mail the followers after the commit; leave many to the command if there is no worker."""
    if has_worker() or not edition.framework.followers.all()[FEW : FEW + 1].exists():
        once_committed(partial(tell_followers.enqueue, edition.pk))


def tell_of_refusal(draft: Edition, person: User | None, reason: str) -> None:
    """Mail the person who set the date, after the commit, why the draft is not published then."""
    if person:
        write = partial(texts.not_published, draft, person, reason)
        once_committed(partial(send_or_log, write, "%s could not be told", person.pk))


def tell_of_lapse(draft: Edition) -> None:
    """Mail the person who set the date, after the commit, that it holds no longer."""
    once_committed(partial(tell_of_lapsed_date.enqueue, draft.pk))


@task()
def tell_of_lapsed_date(edition_pk: int) -> int:
    """Mail the person who set a date that holds no longer; return how many mails went."""
    drafts = Edition.objects.drafts().select_related("due_by", "due_lapsed_by")
    draft = drafts.select_related("framework__organisation").filter(pk=edition_pk).first()
    if draft is None or draft.date_holds or draft.due_by is None or not draft.due_by.is_active:
        return 0
    failed = "%s could not be told of the date of draft %s"
    write = partial(texts.date_lapsed, draft, draft.due_by)
    return 0 if send_or_log(write, failed, draft.due_by_id, draft.pk) else 1


@task()
def tell_followers(edition_pk: int) -> int:
    """Mail the followers who were not told of this edition; return how many mails went.

    Each follower is marked before the mail goes, and unmarked if it fails, so that nobody gets
    two, however many processes run.
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
    """Mail the followers of recent editions who were not told yet; return how many mails went."""
    since = timezone.now() - TRIED_FOR
    recent = Edition.objects.published().filter(current_of__isnull=False, published_at__gt=since)
    sent = 0
    for edition in recent.select_related("framework__organisation"):
        if any(True for _ in _recipients(edition)):
            with together():
                sent += tell_followers.call(edition.pk)
    return sent


def _recipients(edition: Edition) -> Iterator[Follower]:
    """Yield the followers who were not told of this edition or a newer one, and may read it."""
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
