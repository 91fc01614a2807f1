"""Questions to a framework why a line was reworded. Its editors answer, once for everybody."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cpd_site.serving.decorators import PersonRequest, for_reading, signed_in
from cpd_site.serving.pagination import links_to, with_page
from frameworks import rules
from frameworks.actions import reasons
from frameworks.actions.reasons import ReasonRefused
from frameworks.forms.reasons import ReasonForm
from frameworks.models import Framework
from frameworks.queries.reasons import asked_of
from frameworks.views.desk_pages import framework_for

TO = "answer why a line was reworded"
MOST = 20
"""Questions on a page."""


@for_reading
@signed_in
def listed(request: PersonRequest, slug: str) -> HttpResponse:
    """List the questions, those without an answer first."""
    return _page(request, framework_for(request, slug, rules.may_edit, TO))


@require_POST
@signed_in
def answer(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    framework = framework_for(request, slug, rules.may_edit, TO)
    reason = get_object_or_404(asked_of(framework), pk=pk)
    form = ReasonForm(request.POST, prefix=f"r{pk}")
    if form.is_valid():
        try:
            reasons.answer(reason=reason, by=request.user, text=form.cleaned_data["text"])
        except ReasonRefused as refused:
            form.add_error("text", str(refused))
    if form.errors:
        return _page(request, framework, {pk: form})
    messages.success(request, "Your answer stands beside the line now, for everybody.")
    return redirect(reverse("reasons", args=[slug]) + f"#r{pk}")


def _page(
    request: PersonRequest, framework: Framework, bound: dict[int, ReasonForm] | None = None
) -> HttpResponse:
    page = Paginator(asked_of(framework), MOST).get_page(request.GET.get("page"))
    rows = [
        (
            one,
            (bound or {}).get(one.pk)
            or ReasonForm(prefix=f"r{one.pk}", initial={"text": one.text}),
        )
        for one in page
    ]
    context = {
        "framework": framework,
        "rows": rows,
        "bound": bound,
        "pages": links_to(page, with_page(request.GET)),
        "here": "reasons",
        "section": "desk",
    }
    return render(request, "reasons/reason_list.html", context)
