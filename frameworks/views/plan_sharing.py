"""Share a plan with one person: the pages of its owner, and those of the other person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from cpd_site.serving.decorators import PersonRequest, explained_by, reading_or_posting
from frameworks.actions import plan_sharing as actions
from frameworks.actions.plans import PlanRefused
from frameworks.desk.plans import ItemCard, PlanPage
from frameworks.forms.plan_sharing import PlanCommentForm, ShareForm
from frameworks.models import Plan, PlanShare
from frameworks.queries import plan_sharing as queries
from frameworks.views.plan_pages import MINE, of_plan, of_share, of_shared, plan_page


@reading_or_posting
@of_plan
def sharing(request: PersonRequest, plan: Plan) -> HttpResponse:
    """Show with whom the plan is shared, what they saw and wrote, and a form for one more."""
    form = ShareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            share = actions.share(plan=plan, by=request.user, **form.cleaned_data)
        except PlanRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, f"{share.email} can read this plan.")
            return redirect("plan_sharing", plan.pk)
    back = reverse("plan_detail", args=[plan.pk])
    return plan_page(
        request,
        "plan_sharing",
        plan=plan,
        shares=queries.shares_of(plan),
        form=form,
        cancel=back,
        crumbs=[*MINE, (plan.title, back)],
    )


@require_POST
@of_share
def stop(request: PersonRequest, share: PlanShare) -> HttpResponse:
    actions.stop(share=share, by=request.user)
    messages.success(request, f"{share.email} cannot read this plan any more.")
    return redirect("plan_sharing", share.plan_id)


@explained_by("plans/_shared_explained.html")
@reading_or_posting
@of_shared
def shared(request: PersonRequest, share: PlanShare) -> HttpResponse:
    """Show the plan once they opened it.

    Its owner reads when, so a visit alone does not open it.
    """
    if request.method == "POST":
        actions.look(share=share, by=request.user)
        return redirect("plan_shared", share.pk)
    if not queries.is_opened(share):
        return plan_page(request, "plan_shared_open", share=share)
    items = share.plan.items.prefetch_related("steps")
    return plan_page(request, "plan_shared", share=share, page=PlanPage(items), crumbs=MINE)


@reading_or_posting
@of_shared
def shared_item(request: PersonRequest, share: PlanShare, item: int) -> HttpResponse:
    """Show one line with its owner's notes, and a form for those who may comment.

    Sending a comment counts as opening the plan, which its owner sees.
    """
    line = queries.find_shared_item(share, item)
    if not queries.is_opened(share):
        if request.method != "POST":
            return redirect("plan_shared", share.pk)
        actions.look(share=share, by=request.user)
    form = PlanCommentForm(request.POST or None, owner=str(share.plan.owner))
    if request.method == "POST" and form.is_valid():
        try:
            actions.comment(share=share, by=request.user, item=line, text=form.cleaned_data["text"])
        except PlanRefused as refused:
            form.add_error("text", str(refused))
        else:
            messages.success(request, f"{share.plan.owner} can read your comment.")
            return redirect("plan_shared_item", share.pk, line.pk)
    back = reverse("plan_shared", args=[share.pk])
    return plan_page(
        request,
        "plan_shared_item",
        share=share,
        item=line,
        page=ItemCard(line),
        comments=queries.comments_by(share, line),
        form=form,
        cancel=back,
        crumbs=[*MINE, (share.plan.title, back)],
    )
