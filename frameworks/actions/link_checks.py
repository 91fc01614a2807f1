"""Check the links of lines one after the other, and store what editors say about them.

The worker or a command requests other sites outside any transaction, and stores each result at
once. For the worker, the links of a host are a chain of tasks with a few links each, so that mails
go out in between and two workers never ask one host at the same time.
"""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.tasks import task
from django.utils.timezone import localdate, now

from cpd_site.models import User
from cpd_site.outgoing.links import A_HOST, LinkChecker, LinkResult, LinkState
from cpd_site.serving.background import AT_LEISURE, OUTSIDE, is_waiting
from frameworks.actions.drafts import locked_draft
from frameworks.models import Edition, Event, LinkCheck, LinkLook
from frameworks.models.link_check import LONGEST_ADDRESS
from frameworks.queries.link_checks import addresses_in_use, due
from opportunities.editing.lines import CannotEdit

AT_ONCE = 10
"""Links in one task: a few seconds, or a minute and a half if no host answers."""


def look_at_links(looker: LinkChecker, most: int | None = None) -> Iterator[LinkCheck]:
    """Check each link that is due, store the result and yield it. `most` limits how many."""
    for url in _due()[:most]:
        yield note(url, looker.check(url))


def enqueue_due() -> int | None:
    """Enqueue each link that is due; return how many, None if tasks of the last time still wait."""
    if is_waiting(look_at_links_of_host):
        return None
    hosts: dict[str, list[str]] = {}
    urls = _due()
    for url in urls:
        hosts.setdefault(urlsplit(url).netloc.casefold(), []).append(url)
    with transaction.atomic():
        for of_host in hosts.values():
            look_at_links_of_host.enqueue(of_host)
    return len(urls)


@task(priority=AT_LEISURE, queue_name=OUTSIDE)
def look_at_links_of_host(urls: list[str]) -> None:
    """Check the first of these links, skipping those checked today; enqueue a task for the rest."""
    first, later = urls[:AT_ONCE], urls[AT_ONCE:]
    seen = LinkCheck.objects.filter(url__in=first, checked_at__date=localdate())
    known = {*seen.values_list("url", flat=True)}
    looker = LinkChecker()
    for url in first:
        if url not in known:
            note(url, looker.check(url))
    if later:
        a_second_later = now() + timedelta(seconds=A_HOST)
        look_at_links_of_host.using(run_after=a_second_later).enqueue(later)


def _due() -> list[str]:
    """Return the links that are due. Delete the results of links that no line has any more."""
    used = addresses_in_use()
    known = LinkCheck.objects.values_list("url", flat=True)
    forgotten = [url for url in known if url not in used]
    for start in range(0, len(forgotten), 500):
        LinkCheck.objects.filter(url__in=forgotten[start : start + 500]).delete()
    return due(used, localdate())


@transaction.atomic
def note(url: str, outcome: LinkResult) -> LinkCheck:
    """Store the outcome. `failed_days` counts each day once, until the link works again."""
    today = localdate()
    check = LinkCheck.objects.select_for_update().filter(url=url).first() or LinkCheck(url=url)
    if outcome.state != LinkState.FAILING:
        check.failed_days, check.failed_on = 0, None
    elif check.failed_on != today:
        check.failed_days, check.failed_on = check.failed_days + 1, today
    fits = len(outcome.moved_to) <= LONGEST_ADDRESS
    check.state = outcome.state if fits else LinkState.WORKS
    check.moved_to = outcome.moved_to if fits else ""
    check.checked_at = now()
    check.save()
    return check


@transaction.atomic
def confirm_link(*, edition: Edition, by: User, url: str) -> Event:
    """Store that an editor found this link working: its framework is not warned for half a year."""
    draft = locked_draft(edition, by)
    check = LinkCheck.objects.filter(url=url).first()
    if check is None:
        raise CannotEdit("Nothing is known of that address any more.")
    LinkLook.objects.update_or_create(
        framework=draft.framework, check_of=check, defaults={"by": by, "on": localdate()}
    )
    return Event.objects.create(
        by=by,
        what=Event.Verb.LOOKED_AT,
        about=f"{url}: it works",
        framework=draft.framework,
        edition=draft,
    )
