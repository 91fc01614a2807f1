"""Reminders from an authority to the schools that have a pending update.

They go to copies whose published edition is based on an older edition, which have not opted out
and were not reminded within a week. One statement marks all copies before any mail goes, so that
two people who press at once remind a school once. If no mail to a copy can be sent, the mark is
removed, so that it can be reminded again.
"""

from functools import partial
from itertools import batched

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from cpd_site.models import User
from cpd_site.plain_text import several_lines
from cpd_site.serving.background import once_committed
from cpd_site.serving.sending import send_to_each
from frameworks import rules
from frameworks.actions.locks import lock_framework
from frameworks.actions.notify_copies import BATCH, editors_at
from frameworks.mails import texts
from frameworks.models import Event, Framework
from frameworks.queries import followers
from frameworks.queries.updates import UpdatePlan, updates_of

LONGEST_NOTE = 1000


class NobodyToRemind(Exception):
    """Raised if no copy is behind that may be reminded now. The message is a sentence."""

    def __init__(self) -> None:
        super().__init__(
            "There is nobody to remind now: nobody is behind, or those who are were reminded "
            "within the last week or asked not to be."
        )


@transaction.atomic
def remind(*, framework: Framework, by: User, note: str = "") -> int:
    """Mail the editors of the copies that are behind, with a note; return how many copies."""
    locked = lock_framework(framework.pk)
    rules.demand(rules.may_remind(by, locked))
    keys = list(followers.to_remind(locked).values_list("pk", flat=True))
    if not keys:
        raise NobodyToRemind
    Framework.objects.filter(pk__in=keys).update(reminded_at=timezone.now())
    note = several_lines(note).strip()[:LONGEST_NOTE]
    event = Event.objects.create(
        by=by,
        what=Event.Verb.REMINDED,
        framework=locked,
        about=f"{len(keys)} {'copy' if len(keys) == 1 else 'copies'}",
        after={"note": note},
    )
    once_committed(partial(send_reminders.enqueue, keys, event.pk))
    return len(keys)


@transaction.atomic
def want_reminders(*, framework: Framework, by: User, wants: bool) -> None:
    """Set whether the followed framework may remind this copy of pending updates."""
    locked = lock_framework(framework.pk)
    rules.demand(rules.may_edit(by, locked))
    if locked.wants_reminders != wants:
        locked.wants_reminders = wants
        locked.save(update_fields=["wants_reminders"])
        Event.objects.create(
            by=by,
            what=Event.Verb.WANTS_REMINDERS if wants else Event.Verb.WANTS_NO_REMINDERS,
            framework=locked,
        )


@task()
def send_reminders(keys: list[int], event_pk: int) -> int:
    """Mail the editors of these copies, with the note of this event; return how many mails went.

    A copy that no mail reached can be reminded again at once. A copy that has taken the edition
    into its draft meanwhile gets none.
    """
    sent, note = 0, Event.objects.get(pk=event_pk).after["note"]
    for some in batched(keys, BATCH):
        plans = updates_of(Framework.objects.filter(pk__in=some))
        editors = editors_at(plan.pending.copy.organisation_id for plan in plans.values())
        for pk, plan in plans.items():
            went = _mail(plan, editors[plan.pending.copy.organisation_id], note)
            if went:
                sent += went
            else:
                Framework.objects.filter(pk=pk).update(reminded_at=None)
    return sent


def _mail(plan: UpdatePlan, people: list[User], note: str) -> int:
    write = partial(texts.update_reminder, plan, note=note)
    failed = "%s could not be reminded of the update of framework %s"
    return send_to_each(people, write, failed, plan.pending.copy.pk).mails
