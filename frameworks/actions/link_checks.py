"""Looking at the links of lines, one after the other; and what editors say of them.

Other sites are asked outside of any transaction, by a command. Each result is kept at once.
"""

from collections.abc import Iterator

from django.db import transaction
from django.utils.timezone import localdate, now

from cpd_site.models import User
from cpd_site.outgoing.links import LinkState, Looker, Outcome
from frameworks.actions.drafts import locked_draft
from frameworks.models import Edition, Event, LinkCheck, LinkLook
from frameworks.models.link_check import LONGEST_ADDRESS
from frameworks.queries.link_checks import addresses_in_use, due
from opportunities.editing.lines import CannotEdit


def look_at_links(looker: Looker, most: int | None = None) -> Iterator[LinkCheck]:
    """Look at each link that is due, keep what was found, and yield it.

    What is known of addresses that stand in no line any more is forgotten.
    """
    used = addresses_in_use()
    known = LinkCheck.objects.values_list("url", flat=True)
    forgotten = [url for url in known if url not in used]
    for start in range(0, len(forgotten), 500):
        LinkCheck.objects.filter(url__in=forgotten[start : start + 500]).delete()
    for url in due(used, localdate())[:most]:
        yield note(url, looker.look(url))


@transaction.atomic
def note(url: str, outcome: Outcome) -> LinkCheck:
    """Keep what was found. Days of failing count once each, until it works again."""
    today = localdate()
    check = LinkCheck.objects.select_for_update().filter(url=url).first() or LinkCheck(url=url)
    if outcome.state != LinkState.FAILING:
        check.failed_days, check.failed_on = 0, None
    elif check.failed_on != today:
        check.failed_days, check.failed_on = check.failed_days + 1, today
    is_kept = len(outcome.moved_to) <= LONGEST_ADDRESS
    check.state = outcome.state if is_kept else LinkState.WORKS
    check.moved_to = outcome.moved_to if is_kept else ""
    check.checked_at = now()
    check.save()
    return check


@transaction.atomic
def looked_at(*, edition: Edition, by: User, url: str) -> Event:
    """An editor looked, and it works: nobody of this framework is told for half a year."""
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
