"""Share a plan with one person for a time, and end that.

The address of their account says who may read, so a person without an account creates one. The
mail has no words of the plan. The owner sees when the other person opened the plan, and what they
wrote.
"""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from cpd_site.models import User
from cpd_site.plain_text import several_lines
from cpd_site.serving.background import once_committed
from cpd_site.serving.rate_limit import RateLimit, give_back
from cpd_site.serving.sending import letter_given_up, send_or_log
from frameworks import rules
from frameworks.actions.plans import PlanGone, PlanRefused, locked_plan
from frameworks.mails import texts
from frameworks.models import Plan, PlanComment, PlanItem, PlanLook, PlanShare
from frameworks.models.plan_sharing import LONGEST_SHARED

DAY = timedelta(days=1)
FROM_OWNER = RateLimit("plans-shared-by", most=20, within=DAY)
TO_ADDRESS = RateLimit("plans-shared-with", most=10, within=DAY)
COMMENTS = RateLimit("comments-on-a-plan", most=50, within=DAY)
"""For each plan that is shared with a person."""


@transaction.atomic
def share(*, plan: Plan, by: User, email: str, may_comment: bool, until: date) -> PlanShare:
    """Let the person with this address read the plan up to that day, and mail them.

    If the plan is shared with them already, change that; without a change, send no further mail.
    """
    locked = locked_plan(plan, by)
    email, today = email.strip().lower(), timezone.localdate()
    if email == by.email.lower():
        raise PlanRefused(
            "That is your own address. Write that of the person who is to read it.", "email"
        )
    if not today <= until <= today + LONGEST_SHARED:
        raise PlanRefused("Choose a day from today up to a year from now.", "until")
    former = locked.shares.filter(email__iexact=email, ended_at__isnull=True).first()
    values = {"may_comment": may_comment, "until": until}
    if former and former.told_at and all(getattr(former, k) == v for k, v in values.items()):
        return former
    counted = _count(by, email)
    shared = former or PlanShare(plan=locked, email=email)
    shared.may_comment, shared.until, shared.told_at = may_comment, until, None
    shared.save()
    once_committed(partial(_mail, shared, counted))
    return shared


@transaction.atomic
def stop(*, share: PlanShare, by: User) -> None:
    """End the sharing now. Stopping twice does nothing more."""
    plan = locked_plan(share.plan, by)
    plan.shares.filter(pk=share.pk, ended_at__isnull=True).update(ended_at=timezone.now())


@transaction.atomic
def look(*, share: PlanShare, by: User) -> PlanLook:
    """Record that this person opened the plan, for its owner."""
    locked = _locked(share, by)
    return PlanLook.objects.create(share=locked, lines=locked.plan.items.count())


@transaction.atomic
def comment(*, share: PlanShare, by: User, item: PlanItem, text: str) -> PlanComment:
    """Save a comment on a line for the owner of the plan; saving the same again does nothing.

    A command mails the owner (`notify_plan_owners`).
    """
    locked = _locked(share, by)
    rules.demand(rules.may_comment(by, locked))
    line = locked.plan.items.filter(pk=item.pk).first()
    if line is None:
        raise PlanGone("This line is not in the plan any more.")
    text = several_lines(text)
    if not text:
        raise PlanRefused("Write your comment.")
    if former := locked.comments.filter(item=line, text=text).first():
        return former
    if not COMMENTS.take(str(locked.pk)):
        raise PlanRefused(
            f"You have sent {COMMENTS.most} comments on this plan in a day. "
            "This one is not sent yet: keep what you wrote, and send it tomorrow."
        )
    return PlanComment.objects.create(share=locked, item=line, text=text)


def _locked(share: PlanShare, by: User) -> PlanShare:
    """Lock the plan, and return the share as it is now. Raises PlanGone if it has ended."""
    Plan.objects.select_for_update().filter(pk=share.plan_id).first()
    locked = PlanShare.objects.select_related("plan__owner").filter(pk=share.pk).first()
    if locked is None or not rules.may_read_shared(by, locked):
        raise PlanGone("This plan is not shared with you any more.")
    return locked


def _count(by: User, email: str) -> tuple[str, str]:
    """Count the mail against the rate limits; return what to give back if it does not go out."""
    to = TO_ADDRESS.take(email)
    sender = FROM_OWNER.take(str(by.pk)) if to else None
    if to and sender:
        return to, sender
    if to:
        give_back(to)
    raise PlanRefused("Too many e-mails were sent today. Share your plan tomorrow.")


def _mail(shared: PlanShare, counted: tuple[str, str]) -> None:
    """Mail the person. If that fails, `told_at` stays empty, which the page of sharing shows, and
    the mail does not count."""
    letter = partial(texts.plan_shared, shared)
    if send_or_log(letter, "A mail of sharing %s could not be sent", shared.pk):
        give_back(*counted)
    else:
        PlanShare.objects.filter(pk=shared.pk).update(told_at=timezone.now())


@receiver(letter_given_up)
def _mail_failed(email: str, **kwargs: Any) -> None:
    """Clear `told_at` where the worker could not send the mail: the page of sharing says so."""
    PlanShare.objects.filter(email__iexact=email, ended_at=None).update(told_at=None)
