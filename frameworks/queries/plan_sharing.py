"""Shares of plans, for their owners and for the people they are shared with."""

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone

from cpd_site.models import User
from cpd_site.serving.errors import NotHere
from frameworks import rules
from frameworks.models import Plan, PlanComment, PlanItem, PlanShare
from frameworks.models.plan_sharing import LOOKS_LAST


def shares_of(plan: Plan) -> QuerySet[PlanShare]:
    """Return the shares of the plan, newest first, with their looks and comments."""
    written = PlanComment.objects.select_related("item")
    return plan.shares.prefetch_related("looks", Prefetch("comments", written))


def find_own_share(user: User, pk: int) -> PlanShare:
    """Return a share of a plan of theirs. Raises NotHere, the same for another's as for none."""
    shares = PlanShare.objects.select_related("plan__owner")
    share = shares.filter(plan__owner=user, pk=pk).first()
    if share is None:
        raise NotHere("No plan of yours is shared so.", [("My plans", reverse("plan_list"))])
    return share


def shared_with(user: User) -> QuerySet[PlanShare]:
    """Return the open shares that let this person read the plans of others."""
    shares = PlanShare.objects.open().with_person(user).filter(plan__owner__is_active=True)
    return shares.select_related("plan__owner")


def find_shared(user: User, pk: int) -> PlanShare:
    """Return a share with this person. Raises NotHere for everything else."""
    share = PlanShare.objects.select_related("plan__owner").filter(pk=pk).first()
    if share is None or not rules.may_read_shared(user, share):
        raise NotHere(
            "No plan is shared with you here. It may have been, and its time is over.",
            [("My plans", reverse("plan_list"))],
        )
    return share


def is_opened(share: PlanShare) -> bool:
    """Return whether they opened the plan within `LOOKS_LAST`, so that they need not again."""
    return share.looks.filter(at__gt=timezone.now() - LOOKS_LAST).exists()


def find_shared_item(share: PlanShare, pk: int) -> PlanItem:
    item = share.plan.items.prefetch_related("steps").filter(pk=pk).first()
    if item is None:
        back = reverse("plan_shared", args=[share.pk])
        raise NotHere("This line is not in the plan any more.", [("The plan", back)])
    return item


def comments_on(item: PlanItem) -> QuerySet[PlanComment]:
    """Return all comments on a line, for the owner of the plan."""
    return item.comments.select_related("share")


def comments_by(share: PlanShare, item: PlanItem) -> QuerySet[PlanComment]:
    """Return the comments of one person on a line: they may not read those of others."""
    return share.comments.filter(item=item)
