"""Mail the editors of copies that an update is pending.

Publishing does not do this: an authority may have hundreds of copies, and each needs a plan of its
own. A command does it every few minutes, in batches, and stores on each copy the edition that its
editors were told of, so that nobody is told twice, however many processes run.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from itertools import batched

from django.db.models import F, OuterRef, Q, Subquery

from cpd_site.models import Membership, User
from cpd_site.serving.background import together
from cpd_site.serving.sending import send_to_each
from frameworks.mails import texts
from frameworks.models import Event, Framework
from frameworks.queries.updates import UpdatePlan, updates_of

BATCH = 100
"""Copies to plan together: a dozen queries for each batch."""


def tell_copies() -> int:
    """Mail the editors of each copy with a pending update that they were not told of.

    Returns how many mails went. If the mail server cannot be reached, the rest of the copies is
    left to the next run, and so is the current one if none of its mails went.
    """
    sent = 0
    for keys in batched(_untold(), BATCH):
        copies = Framework.objects.filter(pk__in=keys)
        plans = updates_of(copies)
        editors = editors_at(plan.pending.copy.organisation_id for plan in plans.values())
        for plan in plans.values():
            people = editors[plan.pending.copy.organisation_id]
            with together():
                count = _tell(plan, people)
            if count is None:
                return sent
            sent += count
        _mark_the_others(set(keys) - plans.keys())
    return sent


def _untold() -> list[int]:
    newest = F("follows__current_edition")
    others = Q(told_of=None) | ~Q(told_of=newest)
    copies = Framework.objects.filter(others, follows__current_edition__isnull=False)
    return list(copies.order_by("pk").values_list("pk", flat=True))


def _tell(plan: UpdatePlan, people: Iterable[User]) -> int | None:
    """Mail these people; return how many mails went, None if the mail server is down."""
    copy, theirs = plan.pending.copy, plan.pending.theirs
    before = copy.told_of_id
    mine = Framework.objects.filter(pk=copy.pk, told_of=before)
    if not mine.update(told_of=theirs):
        return 0  # another run was first
    failed = "%s could not be told of the update of framework %s"
    sent = send_to_each(people, partial(texts.update_waiting, plan), failed, copy.pk)
    if sent.is_down:
        if not sent.mails:
            Framework.objects.filter(pk=copy.pk).update(told_of=before)
        return None
    Event.objects.create(
        by=None,
        what=Event.Verb.TOLD_EDITORS,
        framework=copy,
        about=f"the {theirs.name} of {theirs.framework.organisation.short_name}",
        after={"mails": sent.mails},
    )
    return sent.mails


def editors_at(organisations: Iterable[int]) -> defaultdict[int, list[User]]:
    """Map each organisation to its editors, in one query."""
    roles = [role for role in Membership.Role if role.includes(Membership.Role.EDITOR)]
    found: defaultdict[int, list[User]] = defaultdict(list)
    members = Membership.objects.filter(
        organisation__in=[*organisations], role__in=roles, user__is_active=True
    )
    for member in members.select_related("user").order_by("pk"):
        found[member.organisation_id].append(member.user)
    return found


def _mark_the_others(keys: set[int]) -> None:
    """Mark copies without a pending update as told, so that they are skipped until the next
    edition."""
    newest = Framework.objects.filter(pk=OuterRef("follows")).values("current_edition")
    Framework.objects.filter(pk__in=keys).update(told_of=Subquery(newest))
