"""Withdraw a published edition: take it out of lists and search. It stays at its address.

The content of a withdrawn edition does not change either: the edition is marked as withdrawn, and
its pages say so. Withdrawing cannot be undone. To publish the words again, start a draft from the
edition and publish that.
"""

from django.db import transaction

from cpd_site.models import User
from cpd_site.plain_text import several_lines
from cpd_site.serving import site_version
from cpd_site.serving.moments import day
from frameworks import rules
from frameworks.actions import current_edition
from frameworks.actions.locks import lock_framework
from frameworks.actions.refusals import recorded
from frameworks.models import Edition, Event

LONGEST_REASON = 1000


class NotWithdrawn(Exception):
    """Raised if the edition was not withdrawn. The message is a sentence that says why."""


class NothingToWithdraw(NotWithdrawn):
    """Raised if the edition is not published, or withdrawn already."""


class NoGoodReason(NotWithdrawn):
    """Raised if the reason, which readers are told, is missing or too long."""


def withdraw(*, edition: Edition, by: User, reason: str) -> Edition:
    """Take the edition out of lists and search; its pages say so, with the reason.

    If it is the current edition, the one published before it becomes current; if there is none,
    the framework has nothing to read until another edition is published. Raises Refused,
    NothingToWithdraw or NoGoodReason.
    """
    reason = several_lines(reason)
    if not reason:
        raise NoGoodReason("Say why it is withdrawn: readers will be told.")
    if len(reason) > LONGEST_REASON:
        raise NoGoodReason(
            f"The reason has {len(reason):,} characters: use {LONGEST_REASON:,} or fewer."
        )
    to_record = (rules.Refused, NothingToWithdraw)
    with recorded(*to_record, by=by, edition=edition, tried_to="withdraw"), transaction.atomic():
        return _withdraw(edition, by, reason)


def _withdraw(edition: Edition, by: User, reason: str) -> Edition:
    framework = lock_framework(edition.framework_id)
    rules.demand(rules.may_publish(by, framework))
    if not Edition.objects.filter(pk=edition.pk).mark_withdrawn(by=by, reason=reason):
        raise NothingToWithdraw(_why_not(edition))
    site_version.bump(public=not framework.is_private)
    if framework.current_edition_id == edition.pk:
        before = framework.editions.published().newest_first().select_related("grid").first()
        current_edition.set_current_edition(framework, before)
    edition = Edition.objects.select_related("grid").get(pk=edition.pk)
    edition.framework = framework
    now = framework.current_edition
    Event.objects.create(
        by=by,
        what=Event.Verb.WITHDREW,
        framework=framework,
        edition=edition,
        about=edition.name,
        before={"label": edition.label},
        after={"reason": reason, "shown_now": now.label if now else ""},
    )
    return edition


def _why_not(edition: Edition) -> str:
    stored = Edition.objects.select_related("withdrawn_by").filter(pk=edition.pk).first()
    if stored is None or not stored.withdrawn_at:
        return "Only a published edition can be withdrawn."
    by = f" by {stored.withdrawn_by}" if stored.withdrawn_by else ""
    return f"{stored.name} is withdrawn already, on {day(stored.withdrawn_at)}{by}."
