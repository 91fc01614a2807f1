"""A person's own plans. Those of others answer as if they did not exist."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cpd_site.serving.decorators import (
    PersonRequest,
    explained_by,
    for_reading,
    reading_or_posting,
    signed_in,
)
from cpd_site.serving.errors import NotHere
from frameworks.actions import plans
from frameworks.desk.plans import ItemCard, ItemPage, PlanPage
from frameworks.forms.drafts import show_instead
from frameworks.forms.plans import (
    AddForm,
    GoalChangeForm,
    GoalForm,
    ItemForm,
    NewPlanForm,
    NextForm,
    RenameForm,
    StepForm,
    next_title,
    usual_title,
)
from frameworks.models import Plan, PlanItem, PlanStep
from frameworks.queries import plans as queries
from frameworks.queries.plan_news import news
from frameworks.queries.plan_sharing import comments_on, shared_with
from frameworks.views.plan_pages import MINE, counted, of_item, of_plan, plan_page

# --- Plans ---


@reading_or_posting
@sensitive_post_parameters()
@signed_in
def plan_list(request: PersonRequest) -> HttpResponse:
    """List a person's plans, with a form for another one."""
    mine = queries.plans_of(request.user).annotate(lines=Count("items"))
    title = usual_title({plan.title for plan in mine})
    form = NewPlanForm(request.POST or None, initial={"title": title})
    if request.method == "POST" and form.is_valid():
        try:
            plan = plans.create(by=request.user, title=form.cleaned_data["title"])
        except plans.PlanRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("plan_detail", plan.pk)
    return plan_page(
        request,
        "plan_list",
        plans=mine,
        shared=shared_with(request.user),
        form=form,
        cancel=reverse("desk"),
        **counted(request),
    )


@require_POST
@signed_in
def set_counted(request: PersonRequest) -> HttpResponse:
    is_to_be = request.POST.get("counted") == "yes"
    plans.set_counted(by=request.user, counted=is_to_be)
    messages.success(request, "You are counted." if is_to_be else "You are not counted.")
    return redirect("plan_list")


@for_reading
@of_plan
def plan_detail(request: PersonRequest, plan: Plan) -> HttpResponse:
    items = queries.items_of(plan)
    page = PlanPage(items, news(request.user, items))
    shares = plan.shares.open()
    return plan_page(request, "plan_detail", plan=plan, page=page, shares=shares, crumbs=MINE)


@reading_or_posting
@of_plan
def rename(request: PersonRequest, plan: Plan) -> HttpResponse:
    initial = {"title": plan.title, "seen": plan.title}
    form = RenameForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            plans.rename(plan=plan, by=request.user, **form.cleaned_data)
        except plans.PlanRefused as refused:
            form.add_error("title", str(refused))
            show_instead(form, {"seen": plan.title})
        else:
            return redirect("plan_detail", plan.pk)
    cancel = reverse("plan_detail", args=[plan.pk])
    return plan_page(request, "plan_rename", plan=plan, form=form, cancel=cancel)


@reading_or_posting
@of_plan
def delete(request: PersonRequest, plan: Plan) -> HttpResponse:
    """Ask, then delete, which cannot be undone."""
    if request.method == "POST":
        plans.delete(plan=plan, by=request.user)
        messages.success(request, "The plan is deleted, with everything that was in it.")
        return redirect("plan_list")
    return plan_page(request, "plan_delete", plan=plan, count=plan.items.count())


@reading_or_posting
@of_plan
def begin_next(request: PersonRequest, plan: Plan) -> HttpResponse:
    """Begin the plan of the next year with what is unfinished in this one."""
    taken = {each.title for each in queries.plans_of(request.user)}
    form = NextForm(request.POST or None, initial={"title": next_title(plan.title, taken)})
    if request.method == "POST" and form.is_valid():
        try:
            following = plans.begin_next(
                plan=plan, by=request.user, title=form.cleaned_data["title"]
            )
        except plans.PlanRefused as refused:
            form.add_error("title", str(refused))
        else:
            messages.success(request, "It begins with what was not finished.")
            return redirect("plan_detail", following.pk)
    left = len(PlanPage(queries.items_of(plan)).under_way)
    cancel = reverse("plan_detail", args=[plan.pk])
    return plan_page(request, "plan_next", plan=plan, form=form, left=left, cancel=cancel)


# --- Lines ---


@explained_by("plans/_add_explained.html")
@reading_or_posting
@sensitive_post_parameters()
@signed_in
def add(request: PersonRequest) -> HttpResponse:
    """Offer lines to tick: those of a stage, one wherever it stands, or those of a list."""
    asked = request.GET
    slug, stage = asked.get("framework", ""), asked.get("stage", "")
    if keys := asked.getlist("k"):
        offered = queries.lines_of_list(request.user, keys)
    else:
        offered = queries.lines_to_choose(request.user, slug, stage, asked.getlist("line"))
    sent = request.POST if request.method == "POST" else None
    form = AddForm(
        sent, offered=offered, plans=queries.plans_of(request.user), all_ticked=bool(keys)
    )
    if form.is_valid():
        try:
            plan = form.plan_chosen or plans.create(
                by=request.user, title=form.cleaned_data["title"]
            )
            new = plans.add_lines(plan=plan, by=request.user, lines=form.lines_chosen)
        except (plans.PlanGone, plans.PlanRefused) as refused:
            form.add_error("plan", str(refused))
        else:
            messages.success(request, _added_message(len(new), len(form.lines_chosen)))
            return redirect("plan_detail", plan.pk)
    reading = None if keys or not offered else offered[0].reading
    context = {"offered": offered, "reading": reading, "many": bool(keys or stage)}
    return plan_page(request, "plan_add", form=form, **context, **counted(request))


def _added_message(new: int, chosen: int) -> str:
    if new == 0:
        return "Your plan holds that already." if chosen == 1 else "Your plan holds them already."
    subject = "A line is" if new == 1 else f"{new} lines are"
    return f"{subject} in your plan." + (" The others were in it already." if new < chosen else "")


@reading_or_posting
@of_plan
def add_goal(request: PersonRequest, plan: Plan) -> HttpResponse:
    form = GoalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            item = plans.add_goal(plan=plan, by=request.user, text=form.cleaned_data["text"])
        except plans.PlanRefused as refused:
            form.add_error("text", str(refused))
        else:
            messages.success(request, "Your goal is in your plan.")
            return redirect("plan_item", item.pk)
    cancel = reverse("plan_detail", args=[plan.pk])
    return plan_page(request, "plan_goal", plan=plan, form=form, cancel=cancel)


@reading_or_posting
@of_item
def change_goal(request: PersonRequest, line: PlanItem) -> HttpResponse:
    """Reword a goal of one's own."""
    if not line.is_own_goal:
        raise NotHere("This line has the words of a framework, which stay as they are.", MINE)
    initial = {"text": line.text, "version": line.version}
    form = GoalChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        text, seen = form.cleaned_data["text"], form.cleaned_data["version"]
        try:
            plans.change_goal(item=line, by=request.user, text=text, seen=seen)
        except plans.StaleItem as stale:
            form.add_error("text", f"{stale} It says there: “{stale.theirs.text}”.")
            show_instead(form, {"version": stale.theirs.version})
        except plans.PlanRefused as refused:
            form.add_error("text", str(refused))
        else:
            return redirect("plan_item", line.pk)
    cancel = reverse("plan_item", args=[line.pk])
    return plan_page(request, "plan_goal", plan=line.plan, item=line, form=form, cancel=cancel)


@for_reading
@of_item
def item(request: PersonRequest, line: PlanItem) -> HttpResponse:
    return _item(request, line)


def _item(
    request: PersonRequest,
    line: PlanItem,
    sent: StepForm | None = None,
    about: ItemForm | None = None,
    theirs: PlanItem | PlanStep | None = None,
) -> HttpResponse:
    """Render a line. `theirs` is what another window saved meanwhile."""
    return plan_page(
        request,
        "plan_item",
        plan=line.plan,
        item=line,
        crumbs=[*MINE, (line.plan.title, reverse("plan_detail", args=[line.plan_id]))],
        page=ItemPage(line, news(request.user, [line])[line.pk], sent),
        about=about or ItemForm(item=line, standards=queries.standards_for(request.user, line)),
        theirs=theirs,
        shares=line.plan.shares.open(),
        comments=comments_on(line),
        has_errors=bool((sent and sent.errors) or (about and about.errors)),
    )


@require_POST
@of_item
def write_step(request: PersonRequest, line: PlanItem, step: str) -> HttpResponse:
    if step not in PlanStep.Step:
        raise NotHere("A line of a plan has no such step.", MINE)
    which = PlanStep.Step(step)
    stored = next((one for one in line.steps.all() if one.step == which), None)
    form = StepForm(request.POST, step=which, stored=stored)
    if not form.is_valid():
        return _item(request, line, form)
    try:
        plans.write_step(
            item=line,
            by=request.user,
            step=which,
            words=form.words,
            seen=form.cleaned_data["version"],
        )
    except plans.StaleItem as stale:
        form.add_error(None, f"{stale} Both are below: saving now keeps what stands in the boxes.")
        show_instead(form, {form.add_prefix("version"): stale.theirs.version})
        return _item(request, line, form, theirs=stale.theirs)
    messages.success(request, f"“{which.label}” is saved.")
    return redirect(f"{reverse('plan_item', args=[line.pk])}#step-{which}")


@require_POST
@of_item
def about(request: PersonRequest, line: PlanItem) -> HttpResponse:
    """Edit when to look again, and the standards."""
    standards = queries.standards_for(request.user, line)
    form = ItemForm(request.POST, item=line, standards=standards)
    if not form.is_valid():
        return _item(request, line, about=form)
    try:
        plans.set_item(
            item=line,
            by=request.user,
            review_on=form.cleaned_data["review_on"],
            standards=form.cleaned_data.get("standards", []),
            seen=form.cleaned_data["version"],
        )
    except plans.StaleItem as stale:
        form.add_error(None, f"{stale} Saving now keeps what stands in the boxes.")
        show_instead(form, {"version": stale.theirs.version})
        return _item(request, line, about=form)
    messages.success(request, "It is saved.")
    return redirect("plan_item", line.pk)


@reading_or_posting
@of_item
def remove(request: PersonRequest, line: PlanItem) -> HttpResponse:
    """Ask, then remove the line with what was written about it."""
    if request.method == "POST":
        plans.remove(item=line, by=request.user)
        messages.success(request, "The line is out of your plan.")
        return redirect("plan_detail", line.plan_id)
    notes, comments = ItemCard(line).notes, line.comments.count()
    context = {"plan": line.plan, "item": line, "notes": notes, "comments": comments}
    return plan_page(request, "plan_item_remove", **context)


@require_POST
@of_item
def answer(request: PersonRequest, line: PlanItem) -> HttpResponse:
    """Take the words of today, or keep those that were chosen."""
    takes = request.POST.get("answer") == "take"
    do = plans.take_news if takes else plans.keep_chosen
    try:
        do(item=line, by=request.user, seen=request.POST.get("seen", ""))
    except plans.PlanRefused as refused:
        messages.warning(request, str(refused))
    else:
        message = "It stands in your plan as it stands today." if takes else "Yours stays as it is."
        messages.success(request, message)
    return redirect("plan_item", line.pk)
